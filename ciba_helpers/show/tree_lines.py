"""The connections of an authentication tree: straight where free, around the boxes where not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ciba_helpers.show.drawing import Point, number
from ciba_helpers.show.tree_layout import Box

LANE = 9  # between two lines that run beside each other
CLEARANCE = 14
CORNER = 7


@dataclass
class Router:
    """Leads each connection past the boxes; lines that go around get a lane of their own."""

    boxes: Mapping[str, Box]
    _lanes: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    lowest: float = 0
    highest: float = 0

    def path(self, source: Box, outcome: str, target: Box) -> str:
        """The SVG path from that outcome's port to the target's entrance."""
        start, end = source.exit(outcome), target.entrance
        others = [box for box in self.boxes.values() if box not in (source, target)]
        if end[0] > start[0] + 8 and not _hits(start, end, others):
            return _curve(start, end)
        return _rounded(self._around(start, end))

    def _around(self, start: Point, end: Point) -> list[Point]:
        left, right = sorted((start[0], end[0]))
        between = [b for b in self.boxes.values() if b.x < right + 40 and b.x + b.width > left - 40]
        top, bottom = min(b.y for b in between), max(b.y + b.height for b in between)
        above = (start[1] - top) + (end[1] - top) < (bottom - start[1]) + (bottom - end[1])
        lane, turn = self._lanes[above], 5 * (sum(self._lanes.values()) % 3)
        self._lanes[above] += 1
        y = top - CLEARANCE - LANE * lane if above else bottom + CLEARANCE + LANE * lane
        self.highest, self.lowest = min(self.highest, y), max(self.lowest, y)
        out, in_ = start[0] + 10 + turn, end[0] - 13.5 - turn
        return [start, (out, start[1]), (out, y), (in_, y), (in_, end[1]), end]


def _control(start: Point, end: Point) -> float:
    return max(20, (end[0] - start[0]) / 2)


def _curve(start: Point, end: Point) -> str:
    reach = _control(start, end)
    points = (start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end)
    xy = [f"{number(x)} {number(y)}" for x, y in points]
    return f"M{xy[0]}C{xy[1]} {xy[2]} {xy[3]}"


def _hits(start: Point, end: Point, boxes: list[Box]) -> bool:
    return any(_inside(point, box) for point in _along(start, end) for box in boxes)


def _along(start: Point, end: Point) -> Iterator[Point]:
    """Points of the curve between the two."""
    reach = _control(start, end)
    for step in range(41):
        t = step / 40
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        x = a * start[0] + b * (start[0] + reach) + c * (end[0] - reach) + d * end[0]
        yield x, (a + b) * start[1] + (c + d) * end[1]


def _inside(point: Point, box: Box) -> bool:
    x, y = point
    return box.x - 5 < x < box.x + box.width + 5 and box.y - 5 < y < box.y + box.height + 5


def _rounded(points: list[Point]) -> str:
    path = f"M{number(points[0][0])} {number(points[0][1])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        a, b = _towards(corner, before), _towards(corner, after)
        path += f"L{number(a[0])} {number(a[1])}Q{number(corner[0])} {number(corner[1])} "
        path += f"{number(b[0])} {number(b[1])}"
    return f"{path}L{number(points[-1][0])} {number(points[-1][1])}"


def _towards(corner: Point, other: Point) -> Point:
    """A little way from the corner to the next point: where its rounding begins."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    share = min(CORNER, length / 2) / length if length else 0
    return corner[0] + dx * share, corner[1] + dy * share
