"""The exercises of chapter 7: when a till may poll, and after which errors it goes on."""

from collections.abc import Iterable
from typing import Any

from ciba_helpers.check.exercise import Missing, exercise
from ciba_helpers.ciba.polling import Polling

ANSWERS = ("slow_down", "slow_down", "authorization_pending")
"""What the first three polls of exercise 7.1 are told."""

FINAL = {
    "access_denied": "The customer said no",
    "expired_token": "The auth_req_id has expired",
    "invalid_grant": "The auth_req_id is used up, or was never yours",
    "invalid_client": "AM does not know this client",
}
"""Errors after which the same poll will never be answered with tokens."""

NOT_YET = {
    "authorization_pending": "Which answer is an error only in form?",
    "slow_down": "What is a till told that came too soon, and what does it do then?",
}
"""Errors after which a till polls again, and a question that leads to each."""


@exercise("7.1", "A patient till")
def polls(answer: Any) -> str:
    """Judge the earliest seconds of four polls: interval 5, the first two told slow_down."""
    given, right = _numbers(answer), _polls(ANSWERS)
    if given != right:
        raise _wrong_moments(given, right)
    return "Five, ten, fifteen seconds apart: each slow_down counts for all polls that follow."


def _wrong_moments(given: list[float], right: list[float]) -> Missing:
    if given[0] == 0:
        says = "At second 0 the acknowledgement comes."
        return Missing(says, "The first poll is one interval later.")
    if given[0] != right[0]:
        return Missing("The first poll is at another moment.", "It is one interval after second 0.")
    if len(given) != len(right):
        says = f"You gave {len(given)} moments."
        return Missing(says, f"Give {len(right)}, each the earliest allowed.")
    if given == _polls(()):
        return Missing("This till does not listen to slow_down.", "Each one adds five seconds.")
    if given[2] - given[1] == given[1] - given[0] == 10:
        return Missing("The second slow_down is not counted.", "It adds five seconds more.")
    wrong = next(n for n, moment in enumerate(right) if given[n] != moment)
    says = f"Poll {wrong + 1} is at another moment."
    return Missing(says, "From the poll before it, count the interval as it is by then.")


def _numbers(answer: Any) -> list[float]:
    given = list(answer) if isinstance(answer, list | tuple) else []
    if not given or not all(isinstance(one, int | float) for one in given):
        raise Missing("That is not a list of seconds.", "Write four numbers: [.., .., .., ..].")
    return given


def _polls(answers: Iterable[str]) -> list[float]:
    """Four polls, the first ones answered so and the rest with authorization_pending."""
    polling, moments = Polling.begun(at=0, expires_in=600, interval=5), list[float]()
    for told in (*answers, *["authorization_pending"] * 4)[:4]:
        moments.append(polling.next_at)
        polling = polling.sent(at=polling.next_at)
        polling = polling.slowed_down() if told == "slow_down" else polling
    return moments


@exercise("7.2", "Again, or never")
def errors_to_poll_after(answer: Any) -> str:
    """Judge which error codes let a till poll again."""
    given = _codes(answer)
    if final := sorted(given & FINAL.keys()):
        raise Missing(f"After {final[0]} no poll helps. {FINAL[final[0]]}.", "Take it out.")
    if unknown := sorted(given - NOT_YET.keys()):
        raise Missing(
            f"{unknown[0]!r} is none of the errors named.", "Copy them from the question."
        )
    if lacking := sorted(NOT_YET.keys() - given):
        raise Missing("One that says “not yet” is missing.", NOT_YET[lacking[0]])
    return "Two say “not yet”. Any other is the end, and the till tells the customer."


def _codes(answer: Any) -> set[str]:
    many = isinstance(answer, set | frozenset | list | tuple)
    given = list(answer) if many else [answer]
    if not given or not all(isinstance(one, str) for one in given):
        raise Missing("Error codes are text.", 'Write them so: {"one_code", "another_code"}.')
    return {one.strip() for one in given}
