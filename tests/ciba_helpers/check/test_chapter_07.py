from typing import Any

import pytest

from ciba_helpers import check
from ciba_helpers.check.verdict import Outcome, Verdict


@pytest.mark.parametrize("answer", [[5, 15, 30, 45], (5, 15, 30, 45), [5.0, 15.0, 30.0, 45.0]])
def test_a_patient_till_polls_then(answer: Any) -> None:
    assert check.polls(answer).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([5, 10, 15, 20], "This till does not listen to slow_down"),
        ([5, 15, 25, 35], "The second slow_down is not counted"),
        ([5, 15, 25, 40], "The second slow_down is not counted"),
        ([0, 5, 15, 30], "At second 0 the acknowledgement comes"),
        ([0, 10, 25, 40], "At second 0 the acknowledgement comes"),
        ([10, 20, 35, 50], "The first poll is at another moment"),
        ([5, 15, 30], "You gave 3 moments"),
        ([5, 15, 30, 45, 60], "You gave 5 moments"),
        ([5, 15, 30, 50], "Poll 4 is at another moment"),
        ([5, 16, 30, 45], "Poll 2 is at another moment"),
        ([5, 15, 30, 10**5000], "Poll 4"),
        (["5", "15", "30", "45"], "That is not a list of seconds"),
        ("5, 15, 30, 45", "That is not a list of seconds"),
        ({5, 15, 30, 45}, "That is not a list of seconds"),
    ],
)
def test_other_moments_are_told(answer: Any, says: str) -> None:
    is_missing(check.polls(answer), says)


@pytest.mark.parametrize(
    "answer",
    [
        {"authorization_pending", "slow_down"},
        ["slow_down", "authorization_pending"],
        ("slow_down ", "authorization_pending", "slow_down"),
    ],
)
def test_two_errors_say_not_yet(answer: Any) -> None:
    assert check.errors_to_poll_after(answer).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"slow_down", "authorization_pending", "access_denied"}, "After access_denied no poll"),
        ({"expired_token"}, "After expired_token no poll helps"),
        ({"invalid_grant", "slow_down"}, "After invalid_grant no poll helps"),
        ({"slow_down"}, "One that says “not yet” is missing"),
        ("authorization_pending", "One that says “not yet” is missing"),
        ({"pending", "slow_down"}, "'pending' is none of the errors named"),
        ("slow_down, authorization_pending", "'slow_down, authorization_pending' is none"),
        ({400}, "Error codes are text"),
    ],
)
def test_other_errors_are_told(answer: Any, says: str) -> None:
    is_missing(check.errors_to_poll_after(answer), says)


def test_nonsense_is_told(nonsense: Any) -> None:
    is_missing(check.polls(nonsense), "")
    is_missing(check.errors_to_poll_after(nonsense), "")


def is_missing(verdict: Verdict, says: str) -> None:
    """The verdict says what is missing so, and how to mend it."""
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says.startswith(says)
    assert verdict.mend
