"""Checks of the exercises: a tick, or what is missing and the step that mends it."""

from ciba_helpers.check.chapter_08 import closed_till, expired_payment

__all__ = ["closed_till", "expired_payment"]
