"""What the cards of both devices share: their look, and what stands in without a kernel."""

from html import escape
from typing import Any

import ipywidgets

from ciba_helpers.show.style import ACCENT, BAD, EDGE, GOOD, INK, LINE, PAPER, SANS, SHADE, SOFT_INK

BEZEL = "#607d8b"  # stands out from the page in both themes

CSS = (
    ".ciba-devices{overflow:visible}.ciba-devices>.widget-html{margin:10px 6px}"
    f".ciba-card{{box-sizing:border-box;margin:6px;color:{INK};background:{PAPER};"
    f"font:14px/1.45 {SANS};overflow:hidden}}"
    ".ciba-card .widget-html,.ciba-card .widget-html-content{margin:0;line-height:1.45;"
    f"height:auto;color:{INK};font:14px/1.45 {SANS};overflow:visible;white-space:normal}}"
    f".ciba-card .ciba-name{{font-weight:600}} .ciba-card .ciba-part{{color:{SOFT_INK};"
    "font-size:12px}"
    ".ciba-card .ciba-message{font-size:15px;overflow-wrap:anywhere}"
    # the handset
    f".ciba-phone{{width:264px;flex:none;min-height:300px;border:9px solid {BEZEL};"
    "border-radius:30px;padding:8px 14px 14px}"
    f".ciba-phone .ciba-speaker{{width:56px;height:5px;border-radius:3px;background:{BEZEL};"
    "margin:2px auto 10px}"
    f".ciba-phone .ciba-screen{{min-height:118px;margin:10px 0;padding:10px 12px;"
    f"border-radius:12px;background:{SHADE}}}"
    ".ciba-phone .ciba-push{animation:ciba-arrives .3s ease-out}"
    "@keyframes ciba-arrives{from{transform:translateY(-10px);opacity:0}}"
    "@media (prefers-reduced-motion:reduce){.ciba-phone .ciba-push{animation:none}}"
    ".ciba-card .jupyter-button{flex:1 1 0;width:auto;height:44px;margin:2px;padding:0 4px;"
    "border-radius:10px;color:#fff;font-size:14px;font-weight:600;line-height:44px}"
    ".ciba-card .jupyter-button.ciba-approve{background:#1b6e3c}"
    ".ciba-card .jupyter-button.ciba-deny{background:#b3261e}"
    ".ciba-approve::before{content:'✓\\a0';content:'✓\\a0' / ''}"
    ".ciba-deny::before{content:'✗\\a0';content:'✗\\a0' / ''}"
    f".ciba-card .jupyter-button:focus-visible{{outline:3px solid {ACCENT};outline-offset:1px}}"
    ".ciba-phone .ciba-status{min-height:3em;margin-top:8px;overflow-wrap:anywhere}"
    # the till
    f".ciba-till{{flex:1 1 250px;max-width:330px;min-height:300px;border:1px solid {EDGE};"
    "border-radius:10px}"
    f".ciba-till .ciba-top{{padding:10px 16px;background:{SHADE};border-bottom:1px solid {EDGE}}}"
    ".ciba-till .ciba-top .ciba-part,.ciba-phone .ciba-screen .ciba-part"
    f"{{color:{INK}}}"
    f".ciba-till .ciba-slip{{padding:14px 16px;border-bottom:2px dashed {EDGE}}}"
    ".ciba-till .ciba-status{margin:14px 16px 8px;"
    f"padding:8px 12px;border-left:5px solid {LINE};background:{SHADE};border-radius:4px;"
    "font-weight:600;overflow-wrap:anywhere}"
    f".ciba-till .ciba-says-approved .ciba-status{{border-left-color:{GOOD}}}"
    f":is(.ciba-says-denied,.ciba-says-failed,.ciba-says-expired) .ciba-status"
    f"{{border-left-color:{BAD}}}"
    ".ciba-card .ciba-detail{overflow-wrap:anywhere} .ciba-till .ciba-detail{padding:0 16px 8px}"
    ".ciba-till .ciba-facts{padding:0 16px 14px;font-size:12px;overflow-wrap:anywhere}"
)


def style_sheet() -> Any:
    """The style sheet as a widget that takes no room."""
    return ipywidgets.HTML(f"<style>{CSS}</style>", layout=ipywidgets.Layout(display="none"))


def bundle(widget: Any, html: str, text: str) -> dict[str, Any]:
    """The live widget where a kernel is, `html` or `text` elsewhere.

    The two must not tell the moment's state: stored outputs are compared.
    """
    live: dict[str, Any] = widget._repr_mimebundle_()
    return {**live, "text/html": html, "text/plain": text}


def still(device: str, part: str, words: str) -> str:
    """A device as it looks where nothing can be pressed."""
    return (
        f'<style>{CSS}</style>\n<div class="ciba-card ciba-{part}" role="group"'
        f' aria-label="{escape(device)}" style="min-height:0;padding:14px 16px">'
        f'<div class="ciba-name">{escape(device)}</div>'
        f'<div class="ciba-message">{escape(words)}</div></div>'
    )
