from base64 import b64decode
from typing import Any

import httpx
import pytest

from ciba_helpers import check
from ciba_helpers.check.verdict import Outcome
from ciba_helpers.phone import Phone, Registration
from ciba_helpers.push_message import PushMessage
from ciba_helpers.push_protocol import challenge_response

SECRET = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3I="
MESSAGE = PushMessage("id", "Pay £12?", "Y2hhbGxlbmdl")
RESPONSE = challenge_response(SECRET, MESSAGE.challenge)
RAW = b64decode(RESPONSE)


@pytest.fixture
def phone() -> Phone:
    registration = Registration("demo", "ExampleBank", "d", "m", SECRET, "http://am.example", "")
    return Phone(httpx.AsyncClient(), registration, "http://am.example/mailbox")


@pytest.mark.parametrize("extra", [{}, {"deny": "true"}, {"deny": 1}, {"other": "member"}])
def test_a_refusal_is_right_in_several_spellings(phone: Phone, extra: dict[str, Any]) -> None:
    verdict = check.refusal({"response": RESPONSE, "deny": True} | extra, MESSAGE, phone)
    assert verdict.outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"response": RESPONSE}, "The response is right, but so far this is a yes"),
        ({"response": RESPONSE, "deny": False}, "AM only looks whether deny is there"),
        ({"deny": True}, "There is no response"),
        ({"response": None, "deny": True}, "There is no response"),
        ({"response": RAW, "deny": True}, "The response is bytes"),
        ({"response": RESPONSE.encode(), "deny": True}, "The response is bytes"),
        ({"response": RAW.hex(), "deny": True}, "The response is right, but not in AM's"),
        ({"response": RESPONSE.rstrip("="), "deny": True}, "The response is right, but not in"),
        (
            {"response": challenge_response(SECRET, "b2xk"), "deny": True},
            "The response does not answer this message's challenge",
        ),
        ({"response": MESSAGE.challenge, "deny": True}, "The response does not answer this"),
        ('{"response": "…", "deny": true}', "Claims are a dictionary"),
    ],
)
def test_a_wrong_refusal_is_told(phone: Phone, answer: Any, says: str) -> None:
    verdict = check.refusal(answer, MESSAGE, phone)
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says.startswith(says)
    assert verdict.mend


def test_nonsense_is_told(phone: Phone, nonsense: Any) -> None:
    assert check.refusal(nonsense, MESSAGE, phone).outcome is Outcome.MISSING
    given = {"response": nonsense, "deny": True}
    assert check.refusal(given, MESSAGE, phone).outcome is Outcome.MISSING
