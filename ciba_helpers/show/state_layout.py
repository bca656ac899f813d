"""Where the states of a state machine stand, from nothing but its table of moves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from ciba_helpers.show.drawing import Point

Moves = Mapping[tuple[str, str], str]
"""(state, event) -> state"""

HEIGHT, LETTER, PADDING = 46, 7.8, 36
ROW_GAP, COLUMN_GAP = 48, 56
MOST_ORDERED = 6  # states in a layer for which every order is tried


@dataclass(frozen=True)
class State:
    """A state as drawn; `is_end` where no move leads on."""

    name: str
    is_start: bool
    is_end: bool
    x: float
    y: float
    width: float

    @property
    def centre(self) -> Point:
        """The middle of the box."""
        return self.x + self.width / 2, self.y + HEIGHT / 2

    def holds(self, point: Point, margin: float) -> bool:
        """Whether a point is in the box, or that near to it."""
        x, y = point
        left, right = self.x - margin, self.x + self.width + margin
        return left < x < right and self.y - margin < y < self.y + HEIGHT + margin


def states(moves: Moves) -> dict[str, State]:
    """Every state, one column for each step away from the start."""
    layers, start = _ordered(moves), start_of(moves)
    sources = {source for source, _ in moves}
    placed, x = dict[str, State](), 0.0
    for layer, following in zip(layers, [*layers[1:], []], strict=True):
        width = LETTER * max(map(len, layer)) + PADDING
        y = -(len(layer) * (HEIGHT + ROW_GAP) - ROW_GAP) / 2
        for name in layer:
            placed[name] = State(name, name == start, name not in sources, x, y, width)
            y += HEIGHT + ROW_GAP
        x += width + COLUMN_GAP + _longest_label(moves, {*layer, *following})
    return placed


def start_of(moves: Moves) -> str:
    """The state that no move leads to, or the first in the table."""
    sources, targets = [source for source, _ in moves], set(moves.values())
    return next((one for one in sources if one not in targets), sources[0])


def labels(moves: Moves) -> dict[tuple[str, str], str]:
    """What each arrow says: every event that leads from the one state to the other."""
    found: dict[tuple[str, str], list[str]] = {}
    for (source, event), target in moves.items():
        found.setdefault((source, target), []).append(event)
    return {ends: ", ".join(events) for ends, events in found.items()}


def _longest_label(moves: Moves, between: set[str]) -> float:
    found = [label for ends, label in labels(moves).items() if between.issuperset(ends)]
    return LETTER * max(map(len, found), default=0)


def _depths(moves: Moves) -> dict[str, int]:
    """Steps from the start; what it does not lead to begins at the left again."""
    depths = dict[str, int]()
    for root in [start_of(moves), *(source for source, _ in moves)]:
        reached = [] if root in depths else [root]
        depths.setdefault(root, 0)
        for name in reached:
            for target in (target for (source, _), target in moves.items() if source == name):
                if target not in depths:
                    depths[target] = depths[name] + 1
                    reached.append(target)
    return depths


def _ordered(moves: Moves) -> list[list[str]]:
    """The columns from left to right, each in the order in which its arrows cross least."""
    depths, rows = _depths(moves), dict[str, float]()
    layers = list[list[str]]()
    for depth in range(max(depths.values()) + 1):
        layer = [name for name, of in depths.items() if of == depth]
        orders = permutations(layer) if len(layer) <= MOST_ORDERED else [tuple(layer)]
        best = min(orders, key=lambda order: _detours(moves, rows | _rows(order)))
        rows |= _rows(best)
        layers.append(list(best))
    return layers


def _rows(order: Sequence[str]) -> dict[str, float]:
    return {name: row - (len(order) - 1) / 2 for row, name in enumerate(order)}


def _detours(moves: Moves, rows: Mapping[str, float]) -> float:
    return sum(_cost(source, target, rows) for (source, _), target in moves.items())


def _cost(source: str, target: str, rows: Mapping[str, float]) -> float:
    """How far from level a move is; one that goes on to a later column wants the middle."""
    if source not in rows:
        return 0
    return abs(rows[source]) if target not in rows else (rows[source] - rows[target]) ** 2


def around(placed: Mapping[str, State]) -> Iterator[Point]:
    """The corners of every box."""
    for one in placed.values():
        yield one.x, one.y
        yield one.x + one.width, one.y + HEIGHT
