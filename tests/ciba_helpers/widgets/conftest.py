import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import ipywidgets
import pytest

BINDING_MESSAGE = "Allow ExampleBank to transfer £50 <b>now</b>? (EB-0246326)"


@dataclass
class Changing:
    """What can be followed."""

    followers: list[Callable[[], None]] = field(default_factory=list)

    def on_change(self, callback: Callable[[], None]) -> Callable[[], None]:
        self.followers.append(callback)
        return lambda: self.followers.remove(callback)

    def changed(self) -> None:
        for follower in tuple(self.followers):
            follower()


@dataclass(frozen=True)
class FakeMessage:
    message_id: str
    text: str
    push_type: str = "default"
    numbers: tuple[int, ...] = ()
    answer: str | None = None


@dataclass
class FakePhone(Changing):
    """A phone without AM, with the surface of `ciba_helpers.phone.Phone`."""

    owner: str = "demo"
    messages: tuple[FakeMessage, ...] = ()
    error: Exception | None = None
    calls: list[tuple[str, FakeMessage | None]] = field(default_factory=list)
    picked: int | None = None

    def receive(
        self, text: str = BINDING_MESSAGE, kind: str = "default", numbers: tuple[int, ...] = ()
    ) -> None:
        message_id = f"AUTHENTICATE:{len(self.messages)}"
        self.messages += (FakeMessage(message_id, text, kind, numbers),)
        self.changed()

    async def approve(
        self, message: FakeMessage | None = None, *, number: int | None = None
    ) -> None:
        self.picked = number
        await self._answer("approved", message)

    async def deny(self, message: FakeMessage | None = None) -> None:
        await self._answer("denied", message)

    async def _answer(self, answer: str, message: FakeMessage | None) -> None:
        self.calls.append((answer, message))
        await asyncio.sleep(0)
        if self.error:
            raise self.error
        self.messages = tuple(replace(m, answer=answer) if m == message else m
                              for m in self.messages)  # fmt: skip
        self.changed()


@dataclass
class FakeSession(Changing):
    """A session without AM, with the surface of `ciba_helpers.ciba.session.Session`."""

    binding_message: str = BINDING_MESSAGE
    status: str = "asking"
    auth_req_id: str | None = None
    expires_in: int | None = None
    interval: float | None = None
    polls: int = 0
    error: Exception | None = None


@pytest.fixture
def phone() -> FakePhone:
    return FakePhone()


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def shown() -> Callable[[ipywidgets.Widget], str]:
    """All the HTML inside a widget that is shown: a status line shows one of its sentences."""

    def html(widget: ipywidgets.Widget) -> str:
        says = "".join(c[10:] for c in widget._dom_classes if c.startswith("ciba-says-"))
        inner = "".join(html(child) for child in getattr(widget, "children", ()))
        inner += widget.value if isinstance(widget, ipywidgets.HTML) else ""
        hidden = rf'^<div class="ciba-when ciba-when-(?!{says}")[a-z]+">.*\n'
        return re.sub(hidden, "", inner, flags=re.MULTILINE) if says else inner

    return html


@pytest.fixture
def button() -> Callable[[ipywidgets.Widget, str], ipywidgets.Button]:
    """The button of that name inside a widget."""

    def find(widget: ipywidgets.Widget, name: str) -> ipywidgets.Button | None:
        if isinstance(widget, ipywidgets.Button) and widget.description == name:
            return widget
        children = getattr(widget, "children", ())
        return next((b for child in children if (b := find(child, name))), None)

    return find


@pytest.fixture
def settled() -> Callable[..., object]:
    """Waits until every redrawing that is due has been done."""

    async def settle(seconds: float = 0.1) -> None:
        await asyncio.sleep(seconds)

    return settle
