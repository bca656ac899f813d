"""A walk through an authentication tree, from the trail that the mock keeps of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ciba_helpers.show.tree_layout import FAILURE, SUCCESS

Trail = Sequence[Mapping[str, str]]
LONGEST_CYCLE = 4
LONGEST_OUTCOME = 72  # characters of an error that the drawing has room for
EMPTY = "The trail is empty: no walk has got past a node."


@dataclass(frozen=True)
class Visit:
    """One visited node, by its number in the walk, and the outcome, or the error, it ended with."""

    number: int
    node_id: str
    name: str
    outcome: str

    def __str__(self) -> str:
        return f"{self.number}. {self.name}: {self.outcome}"

    def repeats(self, other: "Visit") -> bool:
        """Whether both are the same but for when."""
        return (self.node_id, self.outcome) == (other.node_id, other.outcome)


@dataclass(frozen=True)
class Walk:
    """The visits in their order, and the node or end that the walk reached last.

    `end` is what the walk did there: "ended", "waits" or "failed".
    """

    visits: tuple[Visit, ...]
    reached: str
    end: str
    place: str

    @classmethod
    def through(cls, document: Mapping[str, Any], trail: Trail) -> "Walk | None":
        """The walk that left `trail` in this tree; None where the trail is empty."""
        visits = tuple(
            Visit(number, step["node_id"], step["display_name"], step["outcome"])
            for number, step in enumerate(trail, start=1)
        )
        return cls(visits, *_end(document["nodes"], visits[-1])) if visits else None

    def numbers(self, node_id: str) -> str:
        """When the walk came by: "2", "3, 5", "3, 5 … 21"; "" where it did not."""
        found = [str(visit.number) for visit in self.visits if visit.node_id == node_id]
        return ", ".join(found) if len(found) <= 3 else f"{found[0]}, {found[1]} … {found[-1]}"

    def first(self, node_id: str, outcome: str | None = None) -> int | None:
        """The number of the first visit to the node, or of the first that had this outcome."""
        wanted = (v.number for v in self.visits
                  if v.node_id == node_id and outcome in (None, v.outcome))  # fmt: skip
        return next(wanted, None)

    @property
    def conclusion(self) -> str:
        """How the walk ended, in one sentence; an error is cut where it gets long."""
        last = self.visits[-1]
        outcome = last.outcome if len(last.outcome) <= LONGEST_OUTCOME else (
            last.outcome[: LONGEST_OUTCOME - 1].rstrip() + "…"
        )  # fmt: skip
        if self.end == "failed":
            return f"The walk failed at {last.name}: {outcome}"
        what = "waits at" if self.end == "waits" else "ended in"
        return f"After {last.name}: {outcome}, the walk {what} {self.place}."

    def words(self) -> Iterator[str]:
        """Every visit, a loop told once and counted; an error stands there in full."""
        at = 0
        while at < len(self.visits):
            length, times = self._loop(at)
            yield from map(str, self.visits[at : at + length])
            if times:
                after = self.visits[at + length].number
                often = "once more" if times == 1 else f"{times} times more"
                yield f"{after} to {after + length * times - 1}. The same, {often}"
            at += length * (times + 1)
        yield self.conclusion

    def _loop(self, at: int) -> tuple[int, int]:
        """How many of the visits from there on repeat, and how often."""
        for length in range(1, LONGEST_CYCLE + 1):
            times = 0
            while self._same(at, at + length * (times + 1), length):
                times += 1
            if times:
                return length, times
        return 1, 0

    def _same(self, one: int, other: int, length: int) -> bool:
        first, second = self.visits[one : one + length], self.visits[other : other + length]
        return len(first) == len(second) == length and all(
            a.repeats(b) for a, b in zip(first, second, strict=True)
        )


def _end(nodes: Mapping[str, Mapping[str, Any]], last: Visit) -> tuple[str, str, str]:
    target = nodes.get(last.node_id, {}).get("connections", {}).get(last.outcome)
    if target in (SUCCESS, FAILURE):
        return target, "ended", "Success" if target == SUCCESS else "Failure"
    if target in nodes:
        return target, "waits", str(nodes[target].get("displayName") or target)
    return last.node_id, "failed", last.name
