"""The table is read right, and a check of one's own is tried from both sides."""

import re
import sys
import time
from contextlib import suppress
from typing import Any

import pytest

from ciba_helpers.check.chapter_11 import demands_an_amount, moves_of_an_approved_request
from ciba_helpers.check.verdict import Outcome, Verdict
from mock_am.backchannel.request import TRANSITIONS, Event, Status
from mock_am.oauth_errors import InvalidBindingMessage, InvalidRequest

pytestmark = pytest.mark.usefixtures("lab_directory")


@pytest.mark.parametrize(
    "moves",
    [
        [Event.REDEEM, Event.EXPIRE],
        ["redeem", "expire"],
        {"EXPIRE", "REDEEM"},
        (Event.EXPIRE, "redeem", "redeem"),
        [event for status, event in TRANSITIONS if status is Status.APPROVED],
        frozenset({Event.REDEEM, Event.EXPIRE}),
        (event for event in ("redeem", "expire")),
        [pair for pair in TRANSITIONS if pair[0] is Status.APPROVED],
        {pair: to for pair, to in TRANSITIONS.items() if pair[0] is Status.APPROVED},
    ],
)
def test_the_moves_are_taken_in_any_spelling(moves: Any) -> None:
    assert moves_of_an_approved_request(moves, TRANSITIONS).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        (["redeem"], "There is more than redeem."),
        ([], "There is more than nothing."),
        (["redeem", "expire", "deny"], "deny cannot happen to an approved request."),
        (["redeemed", "expired"], "expired is no event."),
        ([1, None], "1 is no event."),
        ([*TRANSITIONS], "is no event."),
        ("redeem", "no events in a collection"),
        (None, "no events in a collection"),
        (42, "no events in a collection"),
    ],
)
def test_a_wrong_reading_is_told_so(moves: Any, words: str) -> None:
    verdict = moves_of_an_approved_request(moves, TRANSITIONS)
    assert verdict.outcome is Outcome.MISSING
    assert words in verdict.says


def test_the_table_itself_decides() -> None:
    only = {(Status.APPROVED, Event.EXPIRE): Status.EXPIRED}
    assert moves_of_an_approved_request(["expire"], only).outcome is Outcome.SOLVED


def judged(rule: Any) -> Verdict:
    return demands_an_amount(rule, InvalidBindingMessage)


def by_search(asked: Any) -> None:
    if not re.search(r"£\d", asked.claims.get("binding_message", "")):
        raise InvalidBindingMessage


def by_hand(asked: Any) -> None:
    message = asked.claims.get("binding_message", "")
    after = [message[at + 1 :] for at, letter in enumerate(message) if letter == "£"]
    if not any(rest[:1].isdigit() for rest in after):
        raise InvalidBindingMessage


@pytest.mark.parametrize("rule", [by_search, by_hand])
def test_any_right_check_is_praised(rule: Any) -> None:
    assert judged(rule).outcome is Outcome.SOLVED


def lets_all_pass(asked: Any) -> bool:
    return False


def refuses_all(asked: Any) -> None:
    raise InvalidBindingMessage


def wants_digits(asked: Any) -> None:
    if not re.search(r"\d", asked.claims.get("binding_message", "")):
        raise InvalidBindingMessage


def wants_the_beginning(asked: Any) -> None:
    if not re.match(r"Pay .*£\d", asked.claims.get("binding_message", "")):
        raise InvalidBindingMessage


def forgets_the_absent(asked: Any) -> None:
    if not re.search(r"£\d", asked.claims["binding_message"]):
        raise InvalidBindingMessage


def passes_the_absent(asked: Any) -> None:
    if not re.search(r"£\d", asked.claims.get("binding_message", "£1")):
        raise InvalidBindingMessage


def says_it_otherwise(asked: Any) -> None:
    if not re.search(r"£\d", asked.claims.get("binding_message", "")):
        raise InvalidRequest("no amount")


async def waits(asked: Any) -> None:
    by_search(asked)


def looks_beside_the_claims(asked: Any) -> None:
    if "£" not in asked.binding_message:
        raise InvalidBindingMessage


def asserts_it(asked: Any) -> None:
    if not re.search(r"£\d", asked.claims.get("binding_message", "")):
        raise AssertionError


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (lets_all_pass, "It lets 'Log in?' pass."),
        (refuses_all, "but the amount is there"),
        (wants_digits, "It lets '50' pass."),
        (wants_the_beginning, "but the amount is there"),
        (forgets_the_absent, "At a request without a binding message it raises KeyError"),
        (passes_the_absent, "It lets a request without a binding message pass."),
        (says_it_otherwise, "it raises InvalidRequest: no amount."),
        (waits, "Nobody awaits a check"),
        (looks_beside_the_claims, "At 'Pay ExampleShop £50?' it raises AttributeError"),
        (asserts_it, "At 'Log in?' it raises AssertionError."),
        (42, "That is no function."),
        (None, "That is no function."),
        (lambda: None, "TypeError"),
    ],
)
def test_what_a_check_does_wrong_is_named(rule: Any, words: str) -> None:
    verdict = judged(rule)
    assert verdict.outcome is Outcome.MISSING
    assert words in verdict.says
    assert verdict.mend


def unwritten(asked: Any) -> None: ...


def test_an_unwritten_check_is_not_yet_looked_at() -> None:
    assert judged(unwritten).outcome is Outcome.NOT_YET


def test_a_check_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ciba_helpers.check.chapter_11.LIMIT", 0.05)

    def loops(asked: Any) -> None:
        while True:
            with suppress(Exception):
                time.sleep(0.01)

    verdict = demands_an_amount(loops, ValueError)
    assert "was stopped" in verdict.says
    assert verdict.mend == "Look for a loop without an end."


def test_a_check_that_ends_python_is_told_so() -> None:
    verdict = demands_an_amount(lambda asked: sys.exit(1), ValueError)
    assert "raises SystemExit: 1, but the amount is there" in verdict.says
