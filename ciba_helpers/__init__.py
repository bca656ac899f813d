"""What a reader of the CIBA notebooks would otherwise retype."""

from ciba_helpers.lab import Lab, open_lab
from ciba_helpers.local_mock import LabError

__all__ = ["Lab", "LabError", "open_lab"]
