"""The exercise of chapter 6: how a phone says no."""

from base64 import b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from ciba_helpers.check.exercise import Missing, exercise
from ciba_helpers.push_protocol import challenge_response

if TYPE_CHECKING:
    from ciba_helpers.phone import Phone
    from ciba_helpers.push_message import PushMessage

_RESPOND = "challenge_response(registration.shared_secret, waiting.challenge) computes it."


@exercise("6.1", "Say no")
def refusal(answer: Any, message: "PushMessage", phone: "Phone") -> str:
    """Judge the claims with which `phone` refuses `message`, before they are signed."""
    if not isinstance(answer, dict):
        raise Missing("Claims are a dictionary.", "Hand it in as it is before it is signed.")
    expected = challenge_response(phone.registration.shared_secret, message.challenge)
    _judge_response(answer.get("response"), expected)
    if "deny" not in answer:
        raise Missing("The response is right, but so far this is a yes.", 'A no has "deny", too.')
    if not answer["deny"]:
        raise Missing(
            "AM only looks whether deny is there, so this is a no that reads like a yes.",
            'Write "deny": True.',
        )
    return (
        "A no, and nobody but this phone could have said it: a refusal has to be proved like an "
        "approval."
    )


def _judge_response(given: Any, expected: str) -> None:
    if given == expected:
        return
    raw = b64decode(expected)
    if given is None:
        raise Missing("There is no response: AM would not know whose no this is.", _RESPOND)
    if given in (raw, expected.encode()):
        raise Missing("The response is bytes, and JSON has none.", "Write it as base64 text.")
    if given in (raw.hex(), urlsafe_b64encode(raw).decode(), expected.rstrip("=")):
        raise Missing(
            "The response is right, but not in AM's spelling.", "It is base64, with its =."
        )
    raise Missing("The response does not answer this message's challenge.", _RESPOND)
