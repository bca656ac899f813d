"""A QR code, for a handset's camera."""

import io
from html import escape

import segno

QUIET_ZONE = 4
"""Modules of white around the code, which a camera needs in the dark theme too."""


def qr_code(text: str, *, name: str, side: int = 260) -> str:
    """`text` as an SVG, `side` pixels wide; `name` tells what it is for, never what it says.

    Black on white in every theme: cameras read nothing else reliably. Raises ValueError where the
    text is too long for a QR code (2,953 bytes).
    """
    drawn = io.BytesIO()
    code = segno.make_qr(text, error="l")
    code.save(drawn, kind="svg", xmldecl=False, omitsize=True, border=QUIET_ZONE, light="#fff",
              svgclass=None, lineclass=None)  # fmt: skip
    svg = drawn.getvalue().decode()
    return svg.replace(
        "<svg ", f'<svg role="img" aria-label="{escape(name)}" width="{side}" height="{side}" ', 1
    )
