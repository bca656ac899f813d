"""The consumption device: a till that shows what is to be paid and how far the payment is."""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from ciba_helpers.widgets.card import bundle, still, style_sheet
from ciba_helpers.widgets.redraw import Redraw
from ciba_helpers.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from ciba_helpers.ciba.session import Session

# Signs that any font has.
STATES = {
    "asking": ("→", "Asking AM to authenticate the customer"),
    "pending": ("…", "Waiting for the customer's phone"),
    "approved": ("✓", "Approved: the tokens are here"),
    "denied": ("✗", "Denied on the phone"),
    "expired": ("○", "Nobody answered in time"),
    "failed": ("!", "It went wrong"),
}


class TillView:
    """Draws a session as the till's customer display. `widget` is the live card.

    Raises `RuntimeError` when made where no event loop runs.
    """

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._status, self._facts = StatusLine(STATES), ipywidgets.HTML()
        face = ipywidgets.HTML(_face(session.binding_message))
        parts = [style_sheet(), face, self._status.widget, self._facts]
        self.widget = ipywidgets.VBox(parts)
        self.widget.add_class("ciba-card").add_class("ciba-till")
        self._draw()
        self._unsubscribe = session.on_change(Redraw(self._draw))

    def close(self) -> None:
        """Stop following the session and take the card off the page."""
        self._unsubscribe()
        self.widget.close()

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        words = f"The consumption device asks: {self._session.binding_message}"
        return bundle(self.widget, still("Till", "till", words), "Till (consumption device)")

    def _draw(self) -> None:
        session, error = self._session, self._session.error
        has_failed = session.status == "failed" and error is not None
        self._status.show(session.status, _words(error) if has_failed else "")
        self._facts.value = f'<div class="ciba-facts">{"<br>".join(_facts(session))}</div>'


def _face(binding_message: str) -> str:
    return (
        '<div class="ciba-top"><div class="ciba-name" role="heading" aria-level="3">Till</div>'
        '<div class="ciba-part">consumption device</div></div>'
        '<div class="ciba-slip"><div class="ciba-part">To be approved by the customer</div>'
        f'<div class="ciba-message">{escape(binding_message)}</div></div>'
    )


def _words(error: BaseException | None) -> str:
    return str(error) or type(error).__name__


def _facts(session: "Session") -> Iterator[str]:
    """What AM acknowledged, and what the till did since."""
    if session.auth_req_id is not None:
        yield f"auth_req_id {escape(session.auth_req_id)}"
    if session.interval is not None:
        yield f"polls every {session.interval:g} s, valid for {session.expires_in} s"
    elif session.expires_in is not None:
        yield f"waits to be called, valid for {session.expires_in} s"
    if session.polls:
        yield f"polled {session.polls} time{'' if session.polls == 1 else 's'}"
