"""Checks of the exercises: a tick, or what is missing and the step that mends it."""

from ciba_helpers.check.chapter_10 import denial_test, suite

__all__ = ["denial_test", "suite"]
