"""An axis of seconds that breaks where nothing happens for long."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

LONG = 15  # seconds without anything that the axis skips
BREAK = 80  # pixels that a skipped stretch takes
LEAST, MOST = 11, 44  # pixels a second
TICK_ROOM = 34  # pixels between two labels
STEPS = (1, 2, 5, 10, 30, 60)


@dataclass(frozen=True)
class Stretch:
    """From one moment to the next, in seconds, and where that lies, in pixels."""

    start: int
    end: int
    left: float
    right: float
    broken: bool


@dataclass(frozen=True)
class Axis:
    """Leads from seconds to pixels."""

    stretches: tuple[Stretch, ...]

    @classmethod
    def over(cls, moments: Iterable[int], *, left: float, room: float) -> "Axis":
        """An axis from the first to the last of `moments`, `room` pixels wide if it can be."""
        pairs = list(pairwise(sorted(set(moments))))
        shown = sum(end - start for start, end in pairs if end - start <= LONG)
        breaks = sum(end - start > LONG for start, end in pairs)
        scale = min(MOST, max(LEAST, (room - BREAK * breaks) / max(shown, 1)))
        return cls(tuple(_laid_out(pairs, left, scale)))

    def x(self, moment: int) -> float:
        """Where a moment of the axis is."""
        found = next(one for one in self.stretches if one.start <= moment <= one.end)
        share = (moment - found.start) / (found.end - found.start)
        return found.left + share * (found.right - found.left)

    @property
    def breaks(self) -> list[Stretch]:
        """The stretches that are skipped."""
        return [one for one in self.stretches if one.broken]

    @property
    def end(self) -> float:
        """Where the axis ends."""
        return self.stretches[-1].right

    def ticks(self) -> list[int]:
        """Moments to label: those at both sides of a break, and round ones with room between."""
        edges = {one.start for one in self.breaks} | {one.end for one in self.breaks} | {0}
        chosen: list[int] = sorted(edges)
        for step in STEPS:
            between = [at for at in self._multiples(step) if at not in edges]
            if self._has_room(between):
                chosen += [at for at in between if self._is_free(at, edges)]
                break
        return sorted(chosen)

    def _multiples(self, step: int) -> list[int]:
        plain = [one for one in self.stretches if not one.broken]
        return sorted(
            {at for one in plain for at in range(one.start, one.end + 1) if at % step == 0}
        )

    def _has_room(self, moments: list[int]) -> bool:
        return all(self.x(b) - self.x(a) >= TICK_ROOM for a, b in pairwise(moments))

    def _is_free(self, moment: int, taken: set[int]) -> bool:
        return all(abs(self.x(moment) - self.x(other)) >= TICK_ROOM for other in taken)


def _laid_out(pairs: list[tuple[int, int]], left: float, scale: float) -> Iterator[Stretch]:
    for start, end in pairs:
        broken = end - start > LONG
        right = left + (BREAK if broken else (end - start) * scale)
        yield Stretch(start, end, left, right, broken)
        left = right
