"""An authentication tree drawn from its JSON, as AM's editor shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ciba_helpers.show.drawing import arrow_head, dot, frame, line, rectangle, text, with_words
from ciba_helpers.show.tree_layout import (
    MARGIN,
    STATIC_NAMES,
    TITLE_LINE,
    Box,
    boxes,
)
from ciba_helpers.show.tree_lines import Router
from ciba_helpers.show.view import View

FRAMES = {"success": "box good", "failure": "box bad", "missing": "box missing"}


def tree(document: Mapping[str, Any]) -> "TreeView":
    """Draw the tree that AM's JSON describes: nodes, their outcomes, where each leads.

    A connection to a node that the tree does not have leads to a dashed box. Raises `ValueError`
    when the document describes no tree.
    """
    if not isinstance(document.get("nodes"), Mapping):
        raise ValueError('This is no authentication tree: it has no "nodes".')
    return TreeView(document)


@dataclass(frozen=True)
class TreeView(View):
    """The drawing; in words, each outcome and where it leads."""

    document: Mapping[str, Any]

    @property
    def svg(self) -> str:
        """The drawing alone, a file of its own if saved."""
        placed = boxes(self.document)
        lines, router = _lines(placed)
        shift = MARGIN - router.highest if router.highest < 0 else 0
        width = max(box.x + box.width for box in placed.values()) + MARGIN
        lowest = max(router.lowest, *(box.y + box.height for box in placed.values()))
        shapes = [*lines, *(shape for box in placed.values() for shape in _shapes(box))]
        body = [f'<g transform="translate(0 {shift:g})">', *shapes, "</g>"]
        return frame(width, lowest + shift + MARGIN, title=self._title,
                     summary="; ".join(self._words), body=body)  # fmt: skip

    @property
    def html(self) -> str:
        """The drawing with its connections listed in words below, folded."""
        return with_words(self.svg, self._title, self._words)

    def __str__(self) -> str:
        return f"{self._title}, {len(self.document['nodes'])} nodes"

    @property
    def _title(self) -> str:
        name = self.document.get("_id")
        return f"Authentication tree {name}" if name else "Authentication tree"

    @property
    def _words(self) -> list[str]:
        return list(_words(self.document))


def _words(document: Mapping[str, Any]) -> Iterator[str]:
    nodes: Mapping[str, Mapping[str, Any]] = document["nodes"]

    def name(id_: str) -> str:
        known = nodes.get(id_, {}).get("displayName")
        return str(known or STATIC_NAMES.get(id_) or f"a node that is not there ({id_})")

    if document.get("entryNodeId"):
        yield f"Start → {name(document['entryNodeId'])}"
    for id_, node in nodes.items():
        for outcome, target in node.get("connections", {}).items():
            yield f"{name(id_)}, {outcome} → {name(target)}"


def _lines(placed: dict[str, Box]) -> tuple[list[str], Router]:
    router, lines = Router(placed), []
    for box in placed.values():
        for outcome, target in box.connections.items():
            lines.append(line(router.path(box, outcome, placed[target])))
            lines.append(arrow_head(placed[target].entrance, 1))
    return lines, router


def _shapes(box: Box) -> Iterator[str]:
    if box.id in STATIC_NAMES:
        yield rectangle((box.x, box.y), box.width, box.height, FRAMES.get(box.kind, "head"), 16)
        yield text((box.x + box.width / 2, box.y + 21), box.title[0], "strong", "middle")
    else:
        yield from _node(box)
    yield from (dot(box.exit(outcome)) for outcome in box.connections)


def _node(box: Box) -> Iterator[str]:
    yield rectangle((box.x, box.y), box.width, box.height, FRAMES.get(box.kind, "box"))
    for row, part in enumerate(box.title, start=1):
        yield text((box.x + 10, box.y + 4 + TITLE_LINE * row), part, "strong")
    for outcome in box.connections:
        x, y = box.exit(outcome)
        yield text((x - 10, y + 4), outcome, "soft", "end")
