"""`binding_message`: what the phone can show, and what is refused (am.md 12.1)."""

import pytest
from jwcrypto.jwk import JWK

from tests.contract.phone import Phone
from tests.contract.till import BINDING_MESSAGE, Till

SHORTER = "Allow ExampleBank to transfer £50 from 'Main' to 'Savings'? (EB-0246326)"


@pytest.mark.parametrize(
    "message", [BINDING_MESSAGE, SHORTER, "a" + "£" * 99, "7 apples?", "(EB-0246326)", "Ünal?"]
)
async def test_a_message_reaches_the_phone_letter_by_letter(
    phone: Phone, key: JWK, message: str
) -> None:
    await Till(phone.am, key).acknowledged(binding_message=message)
    (notification,) = await phone.mailbox()
    assert phone.read(notification)["m"] == message


@pytest.mark.parametrize(
    "message",
    [
        "",
        "a" * 101,
        "first line\nsecond line",
        "first line\r\nsecond line",
        "first line\u2028second line",
        "with a\ttab",
        "with a \x00",
        "with a \x1b[2J",
        " begins with a blank",
        "£50 to Savings?",
        "👍 okay?",
        "turned \u202eround",
        5,
        ["Pay?"],
        True,
    ],
)
async def test_a_message_that_cannot_be_shown_is_refused_and_reaches_nobody(
    phone: Phone, key: JWK, message: object
) -> None:
    # am.md 12.3: the code is the specification's
    till = Till(phone.am, key)
    answer = await till.ask(binding_message=message)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_binding_message")
    assert await phone.mailbox() == []
