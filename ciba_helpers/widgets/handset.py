"""The invitation of a handset: its QR code, a link that does the same, and what came of it."""

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from ciba_helpers.show.qr_code import qr_code
from ciba_helpers.show.style import ACCENT, EDGE, INK, PAPER, SANS, SHADE, SOFT_INK, styled
from ciba_helpers.widgets.card import bundle
from ciba_helpers.widgets.redraw import Redraw
from ciba_helpers.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from ciba_helpers.handset import Handset

QR_SIDE = 330
"""Pixels: the code says some 800 letters, and each of its dots must be seen by a camera."""

STATES = {
    "waiting": ("…", "Waiting for somebody to scan the code."),
    "registered": ("✓", "Registered: this handset will be asked."),
    "expired": ("✗", "The code is too old: run the cell again."),
    "unreachable": ("✗", "This mock runs inside the kernel, where no browser reaches it."),
}
"""A mark and the words for each state of an invitation."""

_CSS = (
    f".ciba-invitation{{box-sizing:border-box;max-width:780px;margin:6px;padding:16px 18px;"
    f"border:1px solid {EDGE};border-radius:10px;background:{PAPER};color:{INK};"
    f"font:14px/1.5 {SANS};gap:18px;align-items:flex-start;overflow:visible}}"
    ".ciba-invitation .widget-html,.ciba-invitation .widget-html-content{margin:0;height:auto;"
    f"line-height:1.5;font:14px/1.5 {SANS};color:{INK};overflow:visible;white-space:normal}}"
    ".ciba-invitation svg{display:block;max-width:100%;height:auto}"
    ".ciba-invitation>.widget-vbox{flex:1 1 260px;min-width:0;overflow:visible}"
    ".ciba-invitation .ciba-name{font-weight:600;font-size:15px}"
    ".ciba-invitation p{margin:8px 0 0;overflow-wrap:anywhere}"
    f".ciba-invitation .ciba-soft{{color:{SOFT_INK}}}"
    f".ciba-invitation a{{display:inline-block;margin:4px 0;padding:10px 14px;border:2px solid "
    f"{ACCENT};border-radius:10px;color:{INK};font-weight:600;text-decoration:none}}"
    f".ciba-invitation a:focus-visible{{outline:3px solid {ACCENT};outline-offset:2px}}"
    f".ciba-invitation .ciba-status{{margin-top:12px;padding:8px 12px;background:{SHADE};"
    "border-radius:6px;font-weight:600}"
)

_HERE_ALONE = (
    "This address is your computer's own: a second window here reaches it, a handset does not. "
    "Below it says how to let one in."
)


class HandsetView:
    """Draws an invitation. `widget` is the live card.

    The stored output holds neither code nor link: both are secret, and of one run only. Raises
    `RuntimeError` when made where no event loop runs.
    """

    def __init__(self, handset: "Handset") -> None:
        self._handset = handset
        self._code, self._way = ipywidgets.HTML(), ipywidgets.HTML()
        self._status = StatusLine(STATES)
        beside = ipywidgets.VBox([self._way, self._status.widget])
        wrapping = ipywidgets.Layout(flex_flow="row wrap")
        self.widget = ipywidgets.HBox([self._code, beside], layout=wrapping)
        self.widget.add_class("ciba-invitation")
        self._draw()
        self._unsubscribe = handset.on_change(Redraw(self._draw))

    def close(self) -> None:
        """Stop following the invitation and take the card off the page."""
        self._unsubscribe()
        self.widget.close()

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        name = f"Invitation of a handset for {self._handset.owner}"
        words = "Run this cell, and the QR code stands here."
        html = f'<div class="ciba-invitation">{_title(name)}<p>{words}</p></div>'
        return bundle(self.widget, styled(_CSS, html), name)

    def _draw(self) -> None:
        _show(self._code, styled(_CSS, _code(self._handset)))
        _show(self._way, _way(self._handset))
        self._status.show(self._handset.status)


def _show(widget: Any, html: str) -> None:
    if widget.value != html:  # a link that is being pressed stays the same element
        widget.value = html


def _code(handset: "Handset") -> str:
    """What a camera reads, as long as it is of use."""
    if handset.status != "waiting":
        return ""
    name = f"QR code that makes a handset the phone of {handset.owner}"
    return qr_code(handset.link, name=name, side=QR_SIDE)


def _way(handset: "Handset") -> str:
    """How the page is opened."""
    owner = escape(handset.owner)
    if handset.status == "waiting":
        return _title(f"A phone for {owner}") + _scan(handset) + _link(handset)
    if handset.status == "registered":
        lost = "Is it lost? <code>await lab.invite_handset(anew=True)</code> makes a fresh code."
        return f'{_title(f"{owner} holds a phone")}{_link(handset)}<p class="ciba-soft">{lost}</p>'
    return _title(f"No phone for {owner}")


def _title(words: str) -> str:
    return f'<div class="ciba-name">{words}</div>'


def _scan(handset: "Handset") -> str:
    note = f'<p class="ciba-soft">{_HERE_ALONE}</p>' if handset.is_on_this_machine else ""
    return f"<p>Scan the code with a handset's camera, or take a second window:</p>{note}"


def _link(handset: "Handset") -> str:
    href = escape(handset.link if handset.status == "waiting" else handset.page)
    return (
        f'<p><a href="{href}" target="_blank" rel="noopener noreferrer">'
        "Open the phone in a window of its own</a></p>"
    )
