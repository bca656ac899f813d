"""Checks of the exercises: a tick, or what is missing and the step that mends it."""

from ciba_helpers.check.chapter_09 import mended, predictions

__all__ = ["mended", "predictions"]
