"""The exercise of chapter 0: who plays which part."""

import re
from typing import Any

from ciba_helpers.check.exercise import Missing, exercise

PARTS = {
    "consumption device": ("the till", "it wants to know something, asks AM, and waits"),
    "OpenID provider": ("AM", "it asks the customer, and answers whoever asked it"),
    "authentication device": ("the phone", "the customer holds it, and says yes or no on it"),
}
"""Each part: who plays it, and how it is recognised."""

_SAID = {
    "till": "the till",
    "register": "the till",
    "shop": "the till",
    "checkout": "the till",
    "am": "AM",
    "access": "AM",
    "forgerock": "AM",
    "mock_am": "AM",
    "ping": "AM",
    "pingam": "AM",
    "bank": "AM",
    "phone": "the phone",
    "smartphone": "the phone",
    "mobile": "the phone",
    "handset": "the phone",
}

_TABLE = "The table under “The story” has a line for each."


@exercise("0.1", "Who plays which part")
def parts(answer: Any) -> str:
    """Judge `{"consumption device": …, "OpenID provider": …, "authentication device": …}`."""
    if not isinstance(answer, dict):
        raise Missing("Three parts are to be given.", "Keep the dictionary, with its three lines.")
    for part, (player, does) in PARTS.items():
        _play(part, answer.get(part), player, does)
    return (
        "That is all of CIBA's cast: the till asks AM, AM asks the phone, and none of them guesses."
    )


def _play(part: str, given: Any, player: str, does: str) -> None:
    if not isinstance(given, str):
        raise Missing(
            f"Nobody plays the {part} yet.", 'Write a name in quotes, such as "the till".'
        )
    named = {_SAID[word] for word in re.findall(r"\w+", given.lower()) if word in _SAID}
    if len(named) > 1:
        raise Missing(f"Two play the {part}.", "Each part is played by one: name that one.")
    if not named:
        raise Missing(f"“{given}” is not the {part}: {does}.", f"{_WHO} {_TABLE}")
    if named != {player}:
        raise Missing(f"The {part} is not {named.pop()}: {does}.", _TABLE)


_WHO = "Choose between the till, AM and the phone; the customer is the end user, a person."
