"""The arrows of a state machine: curves that lead past the boxes, each with its events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from ciba_helpers.show.drawing import Point
from ciba_helpers.show.state_layout import HEIGHT, LETTER, State

BENDS = (0, 34, -34, 68, -68, 102, -102, 140, -140, 180, -180)
ASIDE = 22  # of two arrows that lead to and fro
PLACES = (0.5, 0.42, 0.58, 0.34, 0.66)  # along the curve, for the label
LABEL_HEIGHT, LOOP = 20, 34


@dataclass(frozen=True)
class Arrow:
    """A curve by its start, its two controls and its end, and where the label stands."""

    label: str
    points: tuple[Point, Point, Point, Point]
    place: Point

    def at(self, share: float) -> Point:
        """The point of the curve after that share of its way."""
        rest = 1 - share
        weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
        x, y = (
            sum(w * p[axis] for w, p in zip(weights, self.points, strict=True)) for axis in (0, 1)
        )
        return x, y

    def crosses(self, boxes: Iterable[State]) -> bool:
        """Whether the curve comes too near to one of the boxes."""
        way = [self.at(step / 24) for step in range(25)]
        return any(box.holds(point, 8) for box, point in product(boxes, way))

    def corners(self) -> Iterator[Point]:
        """The corners of the label."""
        x, y = self.place
        half = LETTER * len(self.label) / 2
        yield from product((x - half, x + half), (y - LABEL_HEIGHT / 2, y + LABEL_HEIGHT / 2))

    def covers(self, other: "Arrow") -> bool:
        """Whether the two labels lie on each other."""
        width = LETTER * (len(self.label) + len(other.label)) / 2
        dx, dy = (abs(a - b) for a, b in zip(self.place, other.place, strict=True))
        return dx < width and dy < LABEL_HEIGHT


def arrows(placed: Mapping[str, State], labels: Mapping[tuple[str, str], str]) -> list[Arrow]:
    """An arrow for each label, the first found that leads past every box and covers no label."""
    drawn = list[Arrow]()
    for (source, target), label in labels.items():
        to_and_fro = source != target and (target, source) in labels
        possible = list(_possible(placed[source], placed[target], label, ASIDE * to_and_fro))
        others = [one for name, one in placed.items() if name not in (source, target)]
        free = (one for one in possible if _is_free(one, others, placed.values(), drawn))
        drawn.append(next(free, possible[0]))
    return drawn


def _possible(source: State, target: State, label: str, aside: float) -> Iterator[Arrow]:
    if source == target:
        yield _loop(source, label)
        return
    for bend, share in product(BENDS, PLACES):
        points = _bent(source, target, bend + aside)
        yield Arrow(label, points, Arrow(label, points, points[0]).at(share))


def _is_free(arrow: Arrow, others: list[State], every: Iterable[State], drawn: list[Arrow]) -> bool:
    covered = any(box.holds(corner, 2) for box, corner in product(every, arrow.corners()))
    return not (covered or arrow.crosses(others) or any(map(arrow.covers, drawn)))


def _bent(source: State, target: State, bend: float) -> tuple[Point, Point, Point, Point]:
    (ax, ay), (bx, by) = source.centre, target.centre
    dx, dy = bx - ax, by - ay
    length = (dx**2 + dy**2) ** 0.5
    # a control point to the left of the way, so that the curve's middle is `bend` away from it
    side = (dy / length * bend * 4 / 3, -dx / length * bend * 4 / 3)
    first = ax + dx / 3 + side[0], ay + dy / 3 + side[1]
    second = ax + 2 * dx / 3 + side[0], ay + 2 * dy / 3 + side[1]
    return _edge(source, first), first, second, _edge(target, second)


def _edge(state: State, towards: Point) -> Point:
    """Where the line from the middle of a box leaves it."""
    x, y = state.centre
    dx, dy = towards[0] - x, towards[1] - y
    reach = min(
        state.width / 2 / abs(dx) if dx else float("inf"),
        HEIGHT / 2 / abs(dy) if dy else float("inf"),
    )
    return x + dx * reach, y + dy * reach


def _loop(state: State, label: str) -> Arrow:
    x, top = state.centre[0], state.y
    points = ((x - 14, top), (x - 34, top - LOOP), (x + 34, top - LOOP), (x + 14, top))
    return Arrow(label, points, (x, top - LOOP))
