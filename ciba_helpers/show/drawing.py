"""SVG primitives: text, lines, and the frame that makes a drawing readable for everybody."""

from collections.abc import Iterable, Sequence
from html import escape

from ciba_helpers.show.style import BAD, EDGE, GOOD, INK, LINE, PAPER, SANS, SHADE, SOFT_INK

Point = tuple[float, float]

CSS = (
    f".ciba-drawing{{background:{PAPER};font:13px {SANS};height:auto;max-width:100%;"
    "border-radius:8px}"
    f".ciba-drawing text{{fill:{INK}}}"
    ".ciba-drawing .strong{font-weight:600}"
    f".ciba-drawing .halo{{stroke:{PAPER};stroke-width:4px;paint-order:stroke}}"
    f".ciba-drawing .soft{{fill:{SOFT_INK}}}"
    f".ciba-drawing .box{{fill:{PAPER};stroke:{EDGE};stroke-width:1.5}}"
    f".ciba-drawing .head{{fill:{SHADE};stroke:{EDGE};stroke-width:1.5}}"
    f".ciba-drawing .good{{stroke:{GOOD};stroke-width:2.5}}"
    f".ciba-drawing .bad{{stroke:{BAD};stroke-width:2.5}}"
    f".ciba-drawing .missing{{stroke:{BAD};stroke-width:2;stroke-dasharray:5 4}}"
    f".ciba-drawing .lane{{stroke:{EDGE};stroke-width:1.5}}"
    f".ciba-drawing .line{{fill:none;stroke:{LINE};stroke-width:1.5}}"
    ".ciba-drawing .dashed{stroke-dasharray:6 4}"
    f".ciba-drawing .dot{{fill:{LINE}}}"
    f".ciba-figure{{font:13px/1.5 {SANS};color:{INK}}}"
)


def frame(width: float, height: float, *, title: str, summary: str, body: Iterable[str]) -> str:
    """A whole SVG of that size; `title` names it, `summary` tells all of it in words."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ciba-drawing" role="img"'
        f' aria-label="{escape(f"{title}. {summary}")}"'
        f' width="{number(width)}" height="{number(height)}"'
        f' viewBox="0 0 {number(width)} {number(height)}">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(summary)}</desc>\n<style>{CSS}</style>\n"
        + "\n".join(body)
        + "\n</svg>"
    )


def with_words(svg: str, name: str, lines: Sequence[str]) -> str:
    """The drawing, and below it, folded, the same as a list."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return (
        f'<div class="ciba-figure">\n{svg}\n'
        f"<details><summary>{escape(name)} in words</summary><ol>{items}</ol></details></div>"
    )


def text(at: Point, words: str, kind: str = "", anchor: str = "start") -> str:
    """One line of text whose baseline starts, ends or has its middle at that point."""
    return (
        f'<text x="{number(at[0])}" y="{number(at[1])}"{_class(kind)}'
        f' text-anchor="{anchor}">{escape(words)}</text>'
    )


def rectangle(at: Point, width: float, height: float, kind: str, radius: float = 6) -> str:
    """A box by its upper left corner."""
    return (
        f'<rect x="{number(at[0])}" y="{number(at[1])}" width="{number(width)}"'
        f' height="{number(height)}" rx="{number(radius)}"{_class(kind)}/>'
    )


def line(path: str, kind: str = "line") -> str:
    """A stroke along an SVG path."""
    return f'<path d="{path}"{_class(kind)}/>'


def dot(at: Point) -> str:
    """The port a connection leaves from."""
    return f'<circle cx="{number(at[0])}" cy="{number(at[1])}" r="3.5" class="dot"/>'


def arrow_head(tip: Point, direction: int) -> str:
    """A filled head pointing right (1) or left (-1)."""
    x, y = tip
    back = x - 8 * direction
    points = (
        f"{number(x)},{number(y)} {number(back)},{number(y - 4)} {number(back)},{number(y + 4)}"
    )
    return f'<polygon points="{points}" class="dot"/>'


def number(value: float) -> str:
    """A coordinate with no more digits than the eye needs."""
    return f"{value:.1f}".removesuffix(".0")


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
