"""A state machine drawn from its own table."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from ciba_helpers.show.drawing import (
    Point,
    frame,
    line,
    listed,
    number,
    pointer,
    rectangle,
    text,
    with_words,
)
from ciba_helpers.show.state_arrows import Arrow, arrows
from ciba_helpers.show.state_layout import HEIGHT, Moves, State, around, labels, states
from ciba_helpers.show.view import View

TITLE = "State machine"
MARGIN, START_LENGTH = 14, 66


def state_machine(
    transitions: Mapping[tuple[Hashable, Hashable], Hashable], *, title: str = TITLE
) -> "StateView":
    """Draw a table of moves, `(status, event) -> status`: what can happen, and where it leads.

    The start is the status that no move leads to, an end one that no move leads on from. Raises
    `ValueError` where the table is empty.
    """
    if not transitions:
        raise ValueError("This table has no moves.")
    moves = {(_name(a), _name(event)): _name(b) for (a, event), b in transitions.items()}
    return StateView(moves, title)


@dataclass(frozen=True)
class StateView(View):
    """The drawing; in words, where it starts, every move, where it ends."""

    moves: Moves
    title: str = TITLE

    @property
    def svg(self) -> str:
        """The drawing alone, a file of its own if saved."""
        placed = states(self.moves)
        drawn = arrows(placed, labels(self.moves))
        reach = [*around(placed), *_reach(drawn)]
        left, top = min(x for x, _ in reach), min(y for _, y in reach)
        right, bottom = max(x for x, _ in reach), max(y for _, y in reach)
        left = min(left, *(one.x - START_LENGTH for one in placed.values() if one.is_start))
        shift = f"translate({number(MARGIN - left)} {number(MARGIN - top)})"
        body = [f'<g transform="{shift}">', *_shapes(placed, drawn), "</g>"]
        return frame(right - left + 2 * MARGIN, bottom - top + 2 * MARGIN, title=self.title,
                     summary="; ".join(self._words), body=body)  # fmt: skip

    @property
    def html(self) -> str:
        """The drawing with its moves listed in words below, folded."""
        return with_words(self.svg, self.title, {f"{self.title} in words": listed(self._words)})

    def __str__(self) -> str:
        return f"{self.title}. {'; '.join(self._words)}"

    @property
    def _words(self) -> list[str]:
        placed = states(self.moves).values()
        starts = [f"It starts as {one.name}" for one in placed if one.is_start]
        ends = [one.name for one in placed if one.is_end]
        told = [f"{source}, {event} → {target}" for (source, event), target in self.moves.items()]
        return [*starts, *told, *([f"It ends as {' or '.join(ends)}"] if ends else [])]


def _name(value: Hashable) -> str:
    """What a status or an event is called: an enum's member by its value."""
    return str(getattr(value, "value", value))


def _reach(drawn: list[Arrow]) -> Iterator[Point]:
    for arrow in drawn:
        yield from (arrow.at(step / 24) for step in range(25))
        yield from arrow.corners()


def _shapes(placed: Mapping[str, State], drawn: list[Arrow]) -> Iterator[str]:
    for arrow in drawn:
        start, *controls, end = [f"{number(x)} {number(y)}" for x, y in arrow.points]
        yield line(f"M{start}C{' '.join(controls)} {end}")
        yield pointer(arrow.points[2], arrow.points[3])
    for state in placed.values():
        yield from _state(state)
    for arrow in drawn:
        corner, _, _, opposite = arrow.corners()
        yield rectangle(corner, opposite[0] - corner[0], opposite[1] - corner[1], "gap", 0)
        yield text((arrow.place[0], arrow.place[1] + 5), arrow.label, "", "middle")


def _state(state: State) -> Iterator[str]:
    x, y = state.centre
    yield rectangle((state.x, state.y), state.width, HEIGHT, "head" if state.is_start else "box", 8)
    if state.is_end:
        yield rectangle((state.x + 4, state.y + 4), state.width - 8, HEIGHT - 8, "box", 5)
        yield text((x, y + 15), "end", "soft", "middle")
    if state.is_start:
        yield line(f"M{number(state.x - START_LENGTH + 10)} {number(y)}H{number(state.x - 4)}")
        yield pointer((state.x - 20, y), (state.x, y))
        yield text((state.x - START_LENGTH + 8, y - 8), "start")
    yield text((x, y + (0 if state.is_end else 5)), state.name, "strong", "middle")
