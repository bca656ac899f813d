"""Checks of the exercises: a tick, or what is missing and the step that mends it."""

from ciba_helpers.check.chapter_10 import denial_test, suite
from ciba_helpers.check.chapter_11 import demands_an_amount, moves_of_an_approved_request
from ciba_helpers.check.chapter_12 import mended_site

__all__ = [
    "demands_an_amount",
    "denial_test",
    "mended_site",
    "moves_of_an_approved_request",
    "suite",
]
