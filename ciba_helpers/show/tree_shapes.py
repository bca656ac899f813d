"""The shapes of an authentication tree: as it stands, and what a walk lights up in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ciba_helpers.show.drawing import (
    BADGE_HEIGHT,
    arrow_head,
    badge,
    badge_width,
    dot,
    line,
    rectangle,
    stepwise,
    text,
)
from ciba_helpers.show.tree_layout import START, STATIC_NAMES, TITLE_LINE, Box
from ciba_helpers.show.tree_walk import Walk

FRAMES = {"success": "box good", "failure": "box bad", "missing": "box missing"}
STEP, WHOLE_WALK = 0.4, 2  # seconds


@dataclass(frozen=True)
class Way:
    """A connection, and the path it is drawn along."""

    source: Box
    outcome: str
    target: Box
    path: str


def drawn(placed: Mapping[str, Box], ways: Iterable[Way], walk: Walk | None) -> Iterator[str]:
    """The whole tree; where there is a walk, what it left aside is quieter."""
    for way in ways:
        yield line(way.path, "line" if walk is None else "quiet")
        yield arrow_head(way.target.entrance, 1, "dot" if walk is None else "quiet-dot")
    for box in placed.values():
        yield from _box(box, walk)


def _box(box: Box, walk: Walk | None) -> Iterator[str]:
    aside = walk is not None and walk.first(box.id) is None and box.id not in (walk.reached, START)
    frame = "box" if aside and box.kind != "missing" else FRAMES.get(box.kind, "box")
    title = "soft" if aside else "strong"
    if box.id in STATIC_NAMES:
        yield rectangle((box.x, box.y), box.width, box.height, frame, 16)
        yield text((box.x + box.width / 2, box.y + 21), box.title[0], title, "middle")
    else:
        yield rectangle((box.x, box.y), box.width, box.height, frame)
        for row, part in enumerate(box.title, start=1):
            yield text((box.x + 10, box.y + 4 + TITLE_LINE * row), part, title)
    for outcome in box.connections:
        x, y = box.exit(outcome)
        yield dot((x, y), "dot" if walk is None else "quiet-dot")
        taken = walk is not None and walk.first(box.id, outcome) is not None
        yield text((x - 10, y + 4), outcome, "strong" if taken else "soft", "end")


def lit(placed: Mapping[str, Box], ways: Iterable[Way], walk: Walk) -> Iterator[str]:
    """The way that the walk took, one step after the other."""
    pause = min(STEP, WHOLE_WALK / len(walk.visits))
    for way in ways:
        taken = 0 if way.source.id == START else walk.first(way.source.id, way.outcome)
        if taken is not None:
            yield stepwise(_taken(way), taken * pause)
    for box in placed.values():
        visited = walk.first(box.id)
        if visited is not None:
            yield stepwise(_visited(box, walk.numbers(box.id)), visited * pause)
    if walk.reached in placed:
        box = placed[walk.reached]
        yield stepwise(_reached(box, f"{walk.end} here"), (len(walk.visits) + 1) * pause)


def _taken(way: Way) -> Iterator[str]:
    yield line(way.path, "lit")
    yield dot(way.source.exit(way.outcome), "lit-dot")
    yield arrow_head(way.target.entrance, 1, "lit-dot")


def _visited(box: Box, numbers: str) -> Iterator[str]:
    yield from _outline(box)
    yield from badge((box.x - 8, box.y - BADGE_HEIGHT + 6), numbers)


def _reached(box: Box, words: str) -> Iterator[str]:
    yield from _outline(box)
    left = (box.width - badge_width(words)) / 2
    yield from badge((box.x + left, box.y + box.height - 4), words)


def _outline(box: Box) -> Iterator[str]:
    if box.id not in STATIC_NAMES:  # an end has a frame of its own
        yield rectangle((box.x, box.y), box.width, box.height, "lit")
