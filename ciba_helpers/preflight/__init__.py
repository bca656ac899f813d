"""Is an AM ready for CIBA? Its configuration is read and looked over; nothing is changed."""

from ciba_helpers.preflight.configuration import Configuration, Unread, read_configuration
from ciba_helpers.preflight.finding import Finding, Grade
from ciba_helpers.preflight.report import Preflight, check_am, look_over, not_signed_in

__all__ = [
    "Configuration",
    "Finding",
    "Grade",
    "Preflight",
    "Unread",
    "check_am",
    "look_over",
    "not_signed_in",
    "read_configuration",
]
