"""The consumption device: a till that shows what is to be paid and how far the payment is."""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from ciba_helpers.widgets.card import bundle, still, style_sheet
from ciba_helpers.widgets.redraw import Redraw

if TYPE_CHECKING:
    from ciba_helpers.ciba.session import Session

STATES = {
    "asking": ("➜", "Asking AM to authenticate the customer"),
    "pending": ("⏳", "Waiting for the customer's phone"),
    "approved": ("✓", "Approved: the tokens are here"),
    "denied": ("✗", "Denied on the phone"),
    "expired": ("⌛", "Nobody answered in time"),
    "failed": ("⚠", "It went wrong"),
}


class TillView:
    """Draws a session as the till's customer display. `widget` is the live card.

    Raises `RuntimeError` when made where no event loop runs.
    """

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._face = ipywidgets.HTML()
        self.widget = ipywidgets.VBox([style_sheet(), self._face])
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
        self._face.value = _face(self._session)


def _face(session: "Session") -> str:
    icon, words = STATES[session.status]
    if session.error is not None and session.status == "failed":
        words = f"{words}: {str(session.error) or type(session.error).__name__}"
    return (
        '<div class="ciba-top"><div class="ciba-name">Till</div>'
        '<div class="ciba-part">consumption device</div></div>'
        '<div class="ciba-slip"><div class="ciba-part">To be approved by the customer</div>'
        f'<div class="ciba-message">{escape(session.binding_message)}</div></div>'
        f'<div class="ciba-status ciba-{session.status}" role="status">'
        f'<span aria-hidden="true">{icon}</span><span>{escape(words)}</span></div>'
        f'<div class="ciba-facts">{"<br>".join(_facts(session))}</div>'
    )


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
