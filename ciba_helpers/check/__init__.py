"""Checks of the exercises: a tick, or what is missing and the step that mends it."""

from ciba_helpers.check.chapter_10 import denial_test, suite
from ciba_helpers.check.chapter_12 import mended_site

__all__ = ["denial_test", "mended_site", "suite"]
