"""An authentication tree drawn from its JSON, as AM's editor shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from ciba_helpers.show.drawing import BADGE_HEIGHT, frame, listed, text, with_words
from ciba_helpers.show.tree_layout import LETTER, MARGIN, STATIC_NAMES, TITLE_LINE, Box, boxes
from ciba_helpers.show.tree_lines import Router
from ciba_helpers.show.tree_shapes import Way, drawn, lit
from ciba_helpers.show.tree_walk import EMPTY, Trail, Walk
from ciba_helpers.show.view import View


def tree(document: Mapping[str, Any], trail: Trail | None = None) -> "TreeView":
    """Draw the tree that AM's JSON describes: nodes, their outcomes, where each leads.

    With a `trail`, as `lab.mock.trail(…)` returns it, the walk that left it is lit up: nodes
    numbered in the order of the visit, the way it took, where it ended. `document` is the tree as
    it was walked then. A connection to a node that the tree does not have leads to a dashed box.
    Raises `ValueError` when the document describes no tree, or one that the trail never touched.
    """
    if not isinstance(document.get("nodes"), Mapping):
        raise ValueError('This is no authentication tree: it has no "nodes".')
    if trail and not document["nodes"].keys() & {step["node_id"] for step in trail}:
        raise ValueError("This trail is of another tree: none of its nodes is in this one.")
    return TreeView(document, trail)


@dataclass(frozen=True)
class TreeView(View):
    """The drawing; in words, the walk if there is one, and each outcome and where it leads."""

    document: Mapping[str, Any]
    trail: Trail | None = None

    @property
    def svg(self) -> str:
        """The drawing alone, a file of its own if saved."""
        placed, walk = boxes(self.document), self._walk
        router = Router(placed)
        ways = _ways(placed, router)
        shapes = [*drawn(placed, ways, walk), *(lit(placed, ways, walk) if walk else ())]
        top = min(router.highest, -BADGE_HEIGHT if walk else 0)
        shift = MARGIN - top if top < 0 else 0
        foot = shift + max(router.lowest, *(box.y + box.height for box in placed.values())) + MARGIN
        width = max(box.x + box.width for box in placed.values()) + MARGIN
        body = [f'<g transform="translate(0 {shift:g})">', *shapes, "</g>"]
        for sentence in self._walked[-1:]:
            for part in wrap(sentence, int((width - 2 * MARGIN) / LETTER)):
                foot += TITLE_LINE
                body.append(text((MARGIN, foot), part, "strong"))
            foot += MARGIN
        summary = "; ".join([*self._walked, *_words(self.document)])
        return frame(width, foot, title=self._title, summary=summary, body=body)

    @property
    def html(self) -> str:
        """The drawing with walk and connections listed in words below, folded."""
        told = {f"{self._name} in words": listed(_words(self.document))}
        if self.trail is not None:
            told = {"The walk in words": listed(self._walked), **told}
        return with_words(self.svg, self._title, told)

    def __str__(self) -> str:
        counted = f"{self._name}, {len(self.document['nodes'])} nodes"
        return f"{counted}. {'; '.join(self._walked)}" if self.trail is not None else counted

    @property
    def _name(self) -> str:
        name = self.document.get("_id")
        return f"Authentication tree {name}" if name else "Authentication tree"

    @property
    def _title(self) -> str:
        return self._name if self.trail is None else f"{self._name}, and a walk through it"

    @property
    def _walk(self) -> Walk | None:
        return Walk.through(self.document, self.trail or ())

    @property
    def _walked(self) -> list[str]:
        if self.trail is None:
            return []
        return list(self._walk.words()) if self._walk else [EMPTY]


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


def _ways(placed: Mapping[str, Box], router: Router) -> list[Way]:
    return [
        Way(box, outcome, placed[target], router.path(box, outcome, placed[target]))
        for box in placed.values()
        for outcome, target in box.connections.items()
    ]
