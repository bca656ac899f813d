"""SVG primitives: text, lines, and the frame that makes a drawing readable for everybody."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from ciba_helpers.show.style import (
    ACCENT,
    BAD,
    GOOD,
    INK,
    LINE,
    OUTLINE,
    PAPER,
    SANS,
    SHADE,
    SOFT_INK,
)

Point = tuple[float, float]

LEAST = 9 / 13
"""How small a drawing may get before it scrolls: 13 px of type are 9 then."""

BADGE_HEIGHT = 19

CSS = (
    f".ciba-drawing{{background:{PAPER};font:13px {SANS};height:auto;max-width:100%;"
    "border-radius:8px}"
    f".ciba-drawing text{{fill:{INK}}}"
    ".ciba-drawing .strong{font-weight:600}"
    f".ciba-drawing .halo{{stroke:{PAPER};stroke-width:4px;paint-order:stroke}}"
    f".ciba-drawing .soft{{fill:{SOFT_INK}}}"
    f".ciba-drawing .box{{fill:{PAPER};stroke:{OUTLINE};stroke-width:1.5}}"
    f".ciba-drawing .head{{fill:{SHADE};stroke:{OUTLINE};stroke-width:1.5}}"
    f".ciba-drawing .good{{stroke:{GOOD};stroke-width:2.5}}"
    f".ciba-drawing .bad{{stroke:{BAD};stroke-width:2.5}}"
    f".ciba-drawing .missing{{stroke:{BAD};stroke-width:2;stroke-dasharray:5 4}}"
    f".ciba-drawing .lane{{stroke:{OUTLINE};stroke-width:1.5}}"
    f".ciba-drawing .line{{fill:none;stroke:{LINE};stroke-width:1.5}}"
    f".ciba-drawing .quiet{{fill:none;stroke:{OUTLINE};stroke-width:1.2}}"
    f".ciba-drawing .lit{{fill:none;stroke:{ACCENT};stroke-width:3}}"
    f".ciba-drawing .band{{fill:{SHADE};stroke:{LINE};stroke-width:1.2}}"
    f".ciba-drawing .guide{{fill:none;stroke:{LINE};stroke-dasharray:2 4}}"
    f".ciba-drawing .gap{{fill:{PAPER}}}"
    f".ciba-drawing .end{{fill:none;stroke:{BAD};stroke-width:2;stroke-dasharray:5 4}}"
    ".ciba-drawing .dashed{stroke-dasharray:6 4}"
    f".ciba-drawing .dot{{fill:{LINE}}}"
    f".ciba-drawing .quiet-dot{{fill:{OUTLINE}}}"
    f".ciba-drawing .lit-dot{{fill:{ACCENT}}}"
    f".ciba-drawing .badge{{fill:{INK}}}"
    f".ciba-drawing .on-badge{{fill:{PAPER};font-weight:600}}"
    ".ciba-drawing .step{animation:ciba-lit .5s ease-out backwards}"
    "@keyframes ciba-lit{from{opacity:0}}"
    "@media (prefers-reduced-motion:reduce){.ciba-drawing .step{animation:none}}"
    f".ciba-figure{{font:13px/1.5 {SANS};color:{INK}}}"
    ".ciba-scroll{overflow-x:auto}.ciba-scroll>.ciba-drawing{min-width:var(--least)}"
    f".ciba-scroll:focus-visible{{outline:2px solid {ACCENT};outline-offset:-2px}}"
    ".ciba-figure summary{cursor:pointer;width:fit-content;padding:2px 6px;border-radius:4px}"
    ".ciba-figure ul.ciba-plain{list-style:none;margin:2px 0;padding-left:24px}"
    f".ciba-figure summary:focus-visible{{outline:2px solid {ACCENT};outline-offset:-2px}}"
)


def frame(width: float, height: float, *, title: str, summary: str, body: Iterable[str]) -> str:
    """A whole SVG of that size; `title` names it, `summary` tells all of it in words."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ciba-drawing" role="img"'
        f' aria-label="{escape(f"{title}. {summary}")}"'
        f' width="{number(width)}" height="{number(height)}"'
        f' viewBox="0 0 {number(width)} {number(height)}"'
        f' style="--least:{number(LEAST * width)}px">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(summary)}</desc>\n<style>{CSS}</style>\n"
        + "\n".join(body)
        + "\n</svg>"
    )


def with_words(svg: str, name: str, told: Mapping[str, str]) -> str:
    """The drawing, and below it, folded, the same in lists, each under what it is called.

    Where the page is narrow the drawing scrolls by itself, by keyboard too.
    """
    lists = "".join(
        f"<details><summary>{escape(heading)}</summary>{words}</details>"
        for heading, words in told.items()
    )
    return (
        f'<div class="ciba-figure">\n<div class="ciba-scroll" tabindex="0" role="region"'
        f' aria-label="Drawing: {escape(name)}">\n{svg}\n</div>\n{lists}</div>'
    )


def numbered(lines: Iterable[str]) -> str:
    """The lines as a list in their order."""
    return f"<ol>{_items(lines)}</ol>"


def listed(lines: Iterable[str]) -> str:
    """The lines as a list that counts nothing, because they do so themselves or need none."""
    return f'<ul class="ciba-plain">{_items(lines)}</ul>'


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


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


def dot(at: Point, kind: str = "dot") -> str:
    """The port a connection leaves from."""
    return f'<circle cx="{number(at[0])}" cy="{number(at[1])}" r="3.5"{_class(kind)}/>'


def arrow_head(tip: Point, direction: int, kind: str = "dot") -> str:
    """A filled head pointing right (1) or left (-1)."""
    x, y = tip
    back = x - 8 * direction
    points = (
        f"{number(x)},{number(y)} {number(back)},{number(y - 4)} {number(back)},{number(y + 4)}"
    )
    return f'<polygon points="{points}"{_class(kind)}/>'


def pointer(origin: Point, tip: Point, kind: str = "dot") -> str:
    """A filled head at `tip` that points away from `origin`."""
    dx, dy = tip[0] - origin[0], tip[1] - origin[1]
    length = (dx**2 + dy**2) ** 0.5 or 1
    ux, uy = dx / length, dy / length
    back = tip[0] - 9 * ux, tip[1] - 9 * uy
    corners = [
        tip,
        (back[0] - 4.5 * uy, back[1] + 4.5 * ux),
        (back[0] + 4.5 * uy, back[1] - 4.5 * ux),
    ]
    points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    return f'<polygon points="{points}"{_class(kind)}/>'


def badge(at: Point, words: str) -> Iterator[str]:
    """A few words in a filled pill whose upper left corner is there."""
    x, y = at
    yield rectangle(at, badge_width(words), BADGE_HEIGHT, "badge", BADGE_HEIGHT / 2)
    yield text((x + badge_width(words) / 2, y + 14), words, "on-badge", "middle")


def badge_width(words: str) -> float:
    """The width of a badge that says these words."""
    return max(BADGE_HEIGHT, 12 + 7.4 * len(words))


def stepwise(shapes: Iterable[str], seconds: float) -> str:
    """The shapes as one that appears after so many seconds, and at once where nothing may move."""
    return f'<g class="step" style="animation-delay:{seconds:.2f}s">{"".join(shapes)}</g>'


def number(value: float) -> str:
    """A coordinate with no more digits than the eye needs."""
    return f"{value:.1f}".removesuffix(".0")


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
