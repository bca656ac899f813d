"""Where the boxes of an authentication tree stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

SUCCESS = "70e691a5-1e33-4ac3-a356-e7b6d60d92e0"
FAILURE = "e301438c-0bd0-429c-ab0c-66126501069a"
START = "startNode"
STATIC_NAMES = {START: "Start", SUCCESS: "Success", FAILURE: "Failure"}

NODE_WIDTH, STATIC_WIDTH, START_WIDTH, STATIC_HEIGHT = 112, 92, 54, 32
TITLE_LINE, OUTCOME_LINE, LETTER = 17, 20, 8.3
LINE_LENGTH = 14  # characters of a title, then it goes on in a second line
COLUMN_GAP, ROW_GAP, MARGIN = 30, 26, 8
SAME_COLUMN = 60  # boxes whose left edges differ by less stand below each other


@dataclass(frozen=True)
class Box:
    """A node as drawn: `title` in lines that fit, connections from outcome to target."""

    id: str
    title: tuple[str, ...]
    kind: str
    connections: Mapping[str, str]
    x: float = 0
    y: float = 0

    @property
    def width(self) -> float:
        """Wide enough for the longest line of a title, and for the longest outcome."""
        if self.id in STATIC_NAMES:
            return START_WIDTH if self.id == START else STATIC_WIDTH
        lengths = [len(part) for part in (*self.title, *self.connections)]
        return max(NODE_WIDTH, 18 + LETTER * max(lengths))

    @property
    def height(self) -> float:
        """Title and one row for each outcome."""
        if self.id in STATIC_NAMES:
            return STATIC_HEIGHT
        return self.title_height + OUTCOME_LINE * max(len(self.connections), 1) + 6

    @property
    def title_height(self) -> float:
        """Where the outcomes begin."""
        return TITLE_LINE * len(self.title) + 12

    @property
    def entrance(self) -> tuple[float, float]:
        """Where connections arrive."""
        return self.x, self.y + (STATIC_HEIGHT if self.id in STATIC_NAMES else 29) / 2

    def exit(self, outcome: str) -> tuple[float, float]:
        """Where that outcome's connection leaves."""
        if self.id in STATIC_NAMES:
            return self.x + self.width, self.entrance[1]
        row = list(self.connections).index(outcome)
        return self.x + self.width, self.y + self.title_height + OUTCOME_LINE * (row + 0.5)

    def touches(self, other: "Box") -> bool:
        """Whether the two overlap, or all but."""
        return (
            self.x < other.x + other.width + 8
            and other.x < self.x + self.width + 8
            and self.y < other.y + other.height + 8
            and other.y < self.y + self.height + 8
        )


def boxes(document: Mapping[str, Any]) -> dict[str, Box]:
    """Every node of the tree, each where AM's editor put it if that is legible, else in layers."""
    found = {box.id: box for box in _boxes(document)}
    return _as_drawn_in_am(document, found) or _in_layers(found)


def _boxes(document: Mapping[str, Any]) -> Iterator[Box]:
    nodes: Mapping[str, Mapping[str, Any]] = document.get("nodes", {})
    entry = document.get("entryNodeId", "")
    yield Box(START, ("Start",), "start", {"": entry} if entry else {})
    for id_, node in nodes.items():
        kind = node.get("nodeType", "")
        title = _lines(node.get("displayName") or kind or id_)
        yield Box(id_, title, kind, node.get("connections", {}))
    yield from (
        Box(id_, ("no such node", _cut(id_)), "missing", {}) for id_ in _missing(nodes, entry)
    )
    yield Box(SUCCESS, ("✓ Success",), "success", {})
    yield Box(FAILURE, ("✗ Failure",), "failure", {})


def _missing(nodes: Mapping[str, Mapping[str, Any]], entry: str) -> list[str]:
    """The targets a connection names though the tree has no such node."""
    targets = [t for node in nodes.values() for t in node.get("connections", {}).values()]
    named = dict.fromkeys([entry, *targets] if entry else targets)
    return [target for target in named if target not in nodes and target not in STATIC_NAMES]


def _lines(title: str) -> tuple[str, ...]:
    """The title in at most two lines."""
    first = ""
    for word in title.split():
        if first and len(first) + 1 + len(word) > LINE_LENGTH:
            break
        first = f"{first} {word}".strip()
    rest = title[len(first) :].strip()
    return tuple(_cut(part) for part in (first, rest) if part)


def _cut(text: str) -> str:
    return text if len(text) <= LINE_LENGTH + 2 else text[: LINE_LENGTH + 1] + "…"


def _as_drawn_in_am(document: Mapping[str, Any], found: Mapping[str, Box]) -> dict[str, Box] | None:
    """The editor's positions, drawn together as far as the boxes allow; None if they collide."""
    places = {**document.get("nodes", {}), **document.get("staticNodes", {})}
    if any({"x", "y"} - set(places.get(id_, {})) for id_ in found):
        return None
    at = [replace(box, x=places[id_]["x"], y=places[id_]["y"]) for id_, box in found.items()]
    placed = _beside_each_other(_by_left_edge(at))
    crowded = any(a.touches(b) for a, b in combinations(placed, 2))
    return None if crowded else _moved_to_origin(placed)


def _by_left_edge(placed: list[Box]) -> Iterator[list[Box]]:
    column: list[Box] = []
    for box in sorted(placed, key=lambda box: box.x):
        if column and box.x - column[0].x >= SAME_COLUMN:
            yield column
            column = []
        column.append(box)
    yield column


def _beside_each_other(columns: Iterable[list[Box]]) -> list[Box]:
    """Each column one gap to the right of the one before; heights stay."""
    placed: list[Box] = []
    x: float = 0
    for column in columns:
        placed += [replace(box, x=x) for box in column]
        x += max(box.width for box in column) + COLUMN_GAP
    return placed


def _in_layers(found: Mapping[str, Box]) -> dict[str, Box]:
    """One column for each step away from the start, the two ends in the last."""
    return _moved_to_origin(_beside_each_other(map(_stacked, _columns(found))))


def _columns(found: Mapping[str, Box]) -> Iterator[list[Box]]:
    depths = _depths(found)
    ends = (SUCCESS, FAILURE)
    for depth in range(max(depths.values()) + 1):
        column = [box for id_, box in found.items() if depths[id_] == depth and id_ not in ends]
        if column:
            yield column
    yield [found[id_] for id_ in ends]


def _depths(found: Mapping[str, Box]) -> dict[str, int]:
    """Steps from the start; a node that no connection reaches stands in the first column."""
    depths, reached = {START: 0}, [START]
    for id_ in reached:
        for target in found[id_].connections.values():
            if target not in depths:
                depths[target] = depths[id_] + 1
                reached.append(target)
    return {id_: depths.get(id_, 1) for id_ in found}


def _stacked(column: Iterable[Box]) -> list[Box]:
    placed: list[Box] = []
    y: float = 0
    for box in column:
        placed.append(replace(box, y=y))
        y += box.height + (2.5 * ROW_GAP if box.id == SUCCESS else ROW_GAP)
    return placed


def _moved_to_origin(placed: list[Box]) -> dict[str, Box]:
    left, top = min(box.x for box in placed), min(box.y for box in placed)
    return {box.id: replace(box, x=box.x - left + MARGIN, y=box.y - top + MARGIN) for box in placed}
