from typing import Any

import pytest

from ciba_helpers.push_message import PushMessage

CHALLENGE = PushMessage("AUTHENTICATE:1", "Pay £50?", "c2k=", "challenge", (34, 43, 57))


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({}, PushMessage("AUTHENTICATE:1", "Pay £50?", "c2k=")),
        ({"k": "default", "p": "{}"}, PushMessage("AUTHENTICATE:1", "Pay £50?", "c2k=")),
        ({"k": "challenge", "n": "34,43,57"}, CHALLENGE),
        (
            {"k": "biometric", "x": '{"remoteIp": "192.0.2.7"}'},
            PushMessage(
                "AUTHENTICATE:1", "Pay £50?", "c2k=", "biometric", (), {"remoteIp": "192.0.2.7"}
            ),
        ),
    ],
)
def test_a_message_says_what_the_phone_has_to_ask_for(
    claims: dict[str, Any], message: PushMessage
) -> None:
    told = {"m": "Pay £50?", "c": "c2k="} | claims
    assert PushMessage.of_claims("AUTHENTICATE:1", told) == message


@pytest.mark.parametrize("number", [None, 7, 0])
def test_an_approval_takes_one_of_the_numbers_shown(number: int | None) -> None:
    CHALLENGE.check(43)
    with pytest.raises(ValueError, match="shows 34, 43, 57"):
        CHALLENGE.check(number)


def test_an_approval_takes_no_number_where_none_is_shown() -> None:
    plain = PushMessage("AUTHENTICATE:1", "Pay £50?", "c2k=")
    plain.check(None)
    with pytest.raises(ValueError, match="shows no numbers"):
        plain.check(43)
