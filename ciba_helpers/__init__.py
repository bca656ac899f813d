"""What a reader of the CIBA notebooks would otherwise retype."""

from ciba_helpers.lab import Lab
from ciba_helpers.local_mock import LabError
from ciba_helpers.opening import open_lab

__all__ = ["Lab", "LabError", "open_lab"]
