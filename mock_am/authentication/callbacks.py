"""The callbacks a node shows, as AM's JSON (am.md 3.2, REC)."""

from dataclasses import dataclass
from typing import Any, Protocol


class Callback(Protocol):
    """Something a node asks or tells; `takes_input` says which."""

    takes_input: bool

    def output(self) -> list[dict[str, Any]]:
        """The callback's `output` member."""
        ...

    @property
    def initial(self) -> str | int:
        """What its input holds before anybody fills it in."""
        ...


@dataclass(frozen=True)
class NameCallback:
    """Asks for the user's name."""

    prompt: str = "User Name"
    takes_input = True
    initial = ""

    def output(self) -> list[dict[str, Any]]:
        """The prompt."""
        return [{"name": "prompt", "value": self.prompt}]


@dataclass(frozen=True)
class PasswordCallback:
    """Asks for the password."""

    prompt: str = "Password"
    takes_input = True
    initial = ""

    def output(self) -> list[dict[str, Any]]:
        """The prompt."""
        return [{"name": "prompt", "value": self.prompt}]


@dataclass(frozen=True)
class TextOutputCallback:
    """Shows a text, or (type 4) a script that draws the QR code."""

    message: str
    message_type: int = 0
    takes_input = False
    initial = ""

    def output(self) -> list[dict[str, Any]]:
        """The message and its type."""
        return [
            {"name": "message", "value": self.message},
            {"name": "messageType", "value": str(self.message_type)},
        ]


@dataclass(frozen=True)
class HiddenValueCallback:
    """Hands the client a value without showing it: the QR code's text."""

    id: str
    value: str
    takes_input = True

    @property
    def initial(self) -> str:
        """AM puts the callback's id there."""
        return self.id

    def output(self) -> list[dict[str, Any]]:
        """The value and its id."""
        return [{"name": "value", "value": self.value}, {"name": "id", "value": self.id}]


@dataclass(frozen=True)
class ConfirmationCallback:
    """Offers buttons; its input is the pressed one's position, 100 where none was (SRC)."""

    options: tuple[str, ...]
    takes_input = True
    initial = 100

    def output(self) -> list[dict[str, Any]]:
        """The buttons; numbers are numbers here, unlike elsewhere (Android SDK's tests)."""
        return [
            {"name": "prompt", "value": ""},
            {"name": "messageType", "value": 0},
            {"name": "options", "value": list(self.options)},
            {"name": "optionType", "value": -1},
            {"name": "defaultOption", "value": 0},
        ]


@dataclass(frozen=True)
class PollingWaitCallback:
    """Tells the client to come back after `wait_time` milliseconds."""

    wait_time: int
    message: str = "Waiting for response..."
    takes_input = False
    initial = ""

    def output(self) -> list[dict[str, Any]]:
        """The wait as a string of milliseconds, and the message."""
        return [
            {"name": "waitTime", "value": str(self.wait_time)},
            {"name": "message", "value": self.message},
        ]


_KINDS: tuple[type[Callback], ...] = (
    NameCallback,
    PasswordCallback,
    TextOutputCallback,
    HiddenValueCallback,
    ConfirmationCallback,
    PollingWaitCallback,
)
ASKING = frozenset(kind.__name__ for kind in _KINDS if kind.takes_input)
"""The types that take input."""


def callbacks_json(
    callbacks: tuple[Callback, ...], *, on_page: bool = False
) -> list[dict[str, Any]]:
    """The `callbacks` member of an authenticate answer; inputs are named IDToken1, IDToken2.

    On a page each has an `_id` besides (am.md 3.2; that it is the page's doing is INF: recorded
    answers of other nodes have none).
    """
    return [_json(callback, position, on_page) for position, callback in enumerate(callbacks)]


def _json(callback: Callback, position: int, on_page: bool) -> dict[str, Any]:
    document: dict[str, Any] = {"type": type(callback).__name__, "output": callback.output()}
    if callback.takes_input:
        document["input"] = [{"name": f"IDToken{position + 1}", "value": callback.initial}]
    return {**document, "_id": position} if on_page else document
