"""Checks of the exercises: a tick, or what is missing and the step that mends it."""

from ciba_helpers.check.chapter_00 import parts
from ciba_helpers.check.chapter_01 import key_set_for_am, second_key
from ciba_helpers.check.chapter_02 import small_payment
from ciba_helpers.check.chapter_03 import ringing_again
from ciba_helpers.check.chapter_04 import second_till
from ciba_helpers.check.chapter_05 import refused_message
from ciba_helpers.check.chapter_06 import refusal
from ciba_helpers.check.chapter_07 import errors_to_poll_after, polls
from ciba_helpers.check.chapter_08 import closed_till, expired_payment
from ciba_helpers.check.chapter_09 import mended, predictions
from ciba_helpers.check.chapter_10 import denial_test, suite
from ciba_helpers.check.chapter_11 import demands_an_amount, moves_of_an_approved_request
from ciba_helpers.check.chapter_12 import mended_site

__all__ = [
    "closed_till",
    "demands_an_amount",
    "denial_test",
    "errors_to_poll_after",
    "expired_payment",
    "key_set_for_am",
    "mended",
    "mended_site",
    "moves_of_an_approved_request",
    "parts",
    "polls",
    "predictions",
    "refusal",
    "refused_message",
    "ringing_again",
    "second_key",
    "second_till",
    "small_payment",
    "suite",
]
