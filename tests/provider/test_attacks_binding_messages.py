"""What stands on the phone is short, plain text that shows as it is (CIBA 7.1, FAPI-CIBA 7.3)."""

import json
from base64 import urlsafe_b64decode
from typing import Any

from tests.provider.attacks import case, refused, taken, unharmed
from tests.provider.provider import Provider

CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))]
TURNING = list("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = [
    *"\u00ad\u180e\u200b\u200c\u200d\u2028\u2029\u2060\u2061\u2064\ufeff\ufff9\ufffa\ufffb",
    "\U000e0041",
    "\ue000",
    "\uffff",
    *"\u115f\u1160\u2800\u3164\uffa0",
]
UNFIT: list[Any] = [
    "",
    " ",
    " begins with a space",
    "\u00a0begins with a space",
    "a" * 101,
    "£" * 101,
    "👍" * 101,
    "1234 👍🏿 品川 " + "Lorem ipsum dolor sit amet, " * 16,
    "two\nlines",
    "two\r\nlines",
    "a\x07\x1b[2Jb",
    "pay \u202e05£ now",
    "\u3164",
    0,
    1234,
    True,
    [],
    ["1234"],
    {},
    {"text": "1234"},
]


async def test_what_would_not_show_as_it_is_is_refused(standing: Provider) -> None:
    hidden = [*CONTROLS, *TURNING, *INVISIBLE]
    messages = [*UNFIT, *(f"pay {one}5 now" for one in hidden), *(f"5{one}" for one in TURNING)]
    async with unharmed(standing):
        for message in messages:
            with case(message):
                answer = await standing.client.ask(binding_message=message)
                refused(answer, (400, "invalid_binding_message"))


FIT = [
    "1234",
    "-",
    "a" * 100,
    "1" + "£" * 99,
    "Allow ExampleBank to transfer £50 from your 'Main' account to your 'Savings' account? (EB-1)",
    "1234 👍🏿 品川",
    "Überweisung über 5 €",
    "«Zitat»",
    "דוגמה 5",
    "مثال 5",
    "a <b>bold</b> word",
    "1<script>alert(1)</script>",
    "x' OR '1'='1",
    "\\n",
    "%0a",
    "5 ${x} $(id) `id`",
    "a\u0301",
]


async def test_what_shows_as_it_is_reaches_the_phone_unchanged(standing: Provider) -> None:
    for message in FIT:
        with case(message):
            answer = await standing.client.ask(binding_message=message)
            screens = [
                (await standing.am.mock("GET", f"/phones/{phone}/messages")).json()["result"]
                for phone in standing.phones
            ]
            shown = [said(one["message"]) for screen in screens for one in screen]
            assert message in shown
            await taken(standing, answer)


def said(push: str) -> str:
    """What a push message says to the user."""
    payload = push.split(".")[1]
    claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    text: str = claims["m"]
    return text


async def test_no_message_is_needed(standing: Provider) -> None:
    await taken(standing, await standing.client.ask(binding_message=None))
