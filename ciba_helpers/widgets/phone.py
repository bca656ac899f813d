"""The authentication device: a handset that shows a push notification and takes the answer."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from ciba_helpers.widgets.card import bundle, still, style_sheet
from ciba_helpers.widgets.redraw import Redraw
from ciba_helpers.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from ciba_helpers.phone import Phone
    from ciba_helpers.push_message import PushMessage

STATES = {
    "idle": ("", "Waiting for a push notification."),
    "asked": ("", "A push notification waits for an answer."),
    "answering": ("", "Sending the answer to AM …"),
    "failed": ("", "The answer did not get through:"),
    "approved": ("✓", "You approved the last push notification."),
    "denied": ("✗", "You denied the last push notification."),
}
HINTS = {
    "challenge": "Tap the number that the till shows.",
    "biometric": "Approving takes your fingerprint.",
}
NUMBERS = 3
GREEN = "#1b6e3c"  # Approve's own
Press = Callable[["PushMessage"], Awaitable[object]]


class PhoneView:
    """Draws a phone and calls it: Approve and Deny answer the message that is on the screen.

    A message with numbers has a button for each of them instead of Approve. `widget` is the live
    card. Raises `RuntimeError` when made where no event loop runs.
    """

    def __init__(self, phone: "Phone") -> None:
        self._phone = phone
        self._loop = asyncio.get_running_loop()
        self._answering: asyncio.Task[None] | None = None
        self._trouble: tuple[PushMessage, str] | None = None
        self._screen, self._status = ipywidgets.HTML(), StatusLine(STATES)
        self._approve = _button("Approve", phone.owner)
        self._deny = _button("Deny", phone.owner)
        self._numbers = ipywidgets.HBox([_number_button() for _ in range(NUMBERS)])
        self._approve.on_click(lambda _: self._pressed(phone.approve))
        self._deny.on_click(lambda _: self._pressed(phone.deny))
        for button in self._numbers.children:
            button.on_click(self._number_pressed)
        self.widget = self._card()
        self._draw()
        self._unsubscribe = phone.on_change(Redraw(self._draw))

    def stop_following(self) -> None:
        """Keep showing what is shown now, whatever the phone does next."""
        self._unsubscribe()

    def close(self) -> None:
        """Stop following the phone and take the card off the page."""
        self.stop_following()
        self.widget.close()

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        name = _name(self._phone)
        words = "The authentication device: it shows a push notification and takes the answer."
        return bundle(self.widget, still(name, "phone", words), f"{name} (authentication device)")

    def _card(self) -> Any:
        top = ipywidgets.HTML(
            '<div class="ciba-speaker"></div>'
            '<div class="ciba-name" role="heading" aria-level="3">'
            f"{escape(_name(self._phone))}</div>"
            '<div class="ciba-part">authentication device</div>'
        )
        buttons = ipywidgets.HBox([self._deny, self._approve])
        parts = [style_sheet(), top, self._screen, self._numbers, buttons, self._status.widget]
        card = ipywidgets.VBox(parts)
        return card.add_class("ciba-card").add_class("ciba-phone")

    @property
    def _waiting(self) -> "PushMessage | None":
        """The newest message without an answer."""
        messages = reversed(self._phone.messages)
        return next((message for message in messages if message.answer is None), None)

    def _pressed(self, press: Press) -> None:
        """Runs on whichever thread the click came in."""
        message = self._waiting
        if message is not None:
            self._loop.call_soon_threadsafe(self._start, press, message)

    def _number_pressed(self, button: Any) -> None:
        """Runs there too; a number that is on the screen no more is not passed on."""
        message, number = self._waiting, int(button.description)
        if message is not None and number in message.numbers:
            press = partial(self._phone.approve, number=number)
            self._loop.call_soon_threadsafe(self._start, press, message)

    def _start(self, press: Press, message: "PushMessage") -> None:
        if self._answering is None:
            self._answering = self._loop.create_task(self._answer(press, message))
            self._draw()

    async def _answer(self, press: Press, message: "PushMessage") -> None:
        self._trouble = None
        try:
            await press(message)
        except Exception as error:
            self._trouble = message, str(error) or type(error).__name__
        self._answering = None
        self._draw()

    def _draw(self) -> None:
        message = self._waiting
        busy = self._answering is not None
        self._draw_buttons(message, busy)
        self._screen.value = _screen(message)
        self._status.show(*self._state(message, busy))

    def _draw_buttons(self, message: "PushMessage | None", busy: bool) -> None:
        numbers = message.numbers if message is not None else ()
        for button in (self._approve, self._deny, *self._numbers.children):
            button.disabled = message is None or busy
        _show(self._approve, not numbers)
        _show(self._numbers, bool(numbers))
        for button, number in zip(self._numbers.children, numbers, strict=False):
            button.description = str(number)
            button.tooltip = f"Approve with {number}, on the phone of {self._phone.owner}"

    def _state(self, message: "PushMessage | None", busy: bool) -> tuple[str, str]:
        """The name of the sentence to show, and what went wrong."""
        if busy:
            return "answering", ""
        if self._trouble is not None and self._trouble[0] == message:
            return "failed", self._trouble[1]
        if message is not None:
            return "asked", ""
        answer = self._phone.messages[-1].answer if self._phone.messages else None
        return answer if answer in STATES else "idle", ""


def _name(phone: "Phone") -> str:
    return f"Phone of {phone.owner}"


def _button(name: str, owner: str) -> Any:
    button = ipywidgets.Button(description=name, tooltip=f"{name}, on the phone of {owner}")
    return button.add_class(f"ciba-{name.lower()}")


def _number_button() -> Any:
    return ipywidgets.Button(style=ipywidgets.ButtonStyle(button_color=GREEN))


def _show(widget: Any, shown: bool) -> None:
    widget.layout.display = None if shown else "none"


def _screen(message: "PushMessage | None") -> str:
    if message is None:
        return '<div class="ciba-screen">Nothing to answer.</div>'
    hint = HINTS.get(message.push_type)
    told = f'<div class="ciba-part">{hint}</div>' if hint else ""
    return (
        '<div class="ciba-screen ciba-push"><div class="ciba-part">Push notification</div>'
        f'<div class="ciba-message">{escape(message.text)}</div>{told}</div>'
    )
