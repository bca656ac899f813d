"""The shapes of a timeline: a row for each answer, bands where a poll was too soon, an axis."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ciba_helpers.show.drawing import (
    BADGE_HEIGHT,
    Point,
    badge,
    badge_width,
    line,
    number,
    rectangle,
    text,
)
from ciba_helpers.show.time_axis import Axis
from ciba_helpers.show.timeline_events import NOT_YET, TOKENS, History, Poll
from ciba_helpers.show.timeline_words import thinned

WIDTH, LEFT, RIGHT = 784, 228, 34
TOP, ROW, GAP, MARGIN = 30, 28, 12, 10
ACKNOWLEDGED, PUSH, TOO_SOON = "acknowledgement", "push notification", "too soon to poll"
GOOD = (TOKENS, "approved")


@dataclass(frozen=True)
class Band:
    """From a poll to when the next one is welcome, or came; slow_down's part begins at `slower`."""

    start: int
    slower: int
    end: int
    interval: int
    owed: int


class Lanes:
    """Where everything of a history stands: rows from top to bottom, seconds from left to right."""

    def __init__(self, history: History) -> None:
        self._history = history
        thin = list(thinned(history))
        self._polls = [one for one in thin if isinstance(one, Poll)]
        self._skipped = [one for one in thin if isinstance(one, list)]
        self._bands = list(_bands(history, self._polls))
        self._rows = _rows(history)
        self._bottom = max(self._rows.values()) + ROW / 2 + 6
        self._axis = Axis.over(self._moments(), left=LEFT, room=WIDTH - LEFT - RIGHT)
        self.width = max(WIDTH, self._axis.end + RIGHT)
        self.height = self._bottom + 34

    def _moments(self) -> Iterator[int]:
        history, answer = self._history, self._history.answer
        yield from (0, 1)
        yield from (poll.at for poll in self._polls)
        yield from (band.end for band in self._bands)
        yield from [] if history.expired_at is None else [history.expired_at]
        yield from [] if answer is None else [answer.at]

    def shapes(self) -> Iterator[str]:
        """All of it, what lies behind first."""
        for band in self._bands:
            yield from self._band(band)
        yield from self._ground()
        yield from self._breaks()
        yield from self._expiry()
        yield from self._marks()
        yield from self._labels()

    def _ground(self) -> Iterator[str]:
        for name, y in self._rows.items():
            if name != TOO_SOON:
                yield line(f"M{LEFT - 12} {number(y)}H{number(self._axis.end + 12)}", "quiet")
        for at in sorted({poll.at for poll in self._polls} | {0}):
            yield line(f"M{number(self._axis.x(at))} {TOP}V{number(self._bottom)}", "guide")
        yield line(f"M{LEFT - 12} {number(self._bottom)}H{number(self._axis.end + 12)}", "line")

    def _band(self, band: Band) -> Iterator[str]:
        left, right = self._axis.x(band.start), self._axis.x(band.end)
        turn = min(self._axis.x(min(band.slower, band.end)), right)
        top = min(y for name, y in self._rows.items() if name in NOT_YET) - ROW / 2 + 2
        foot = self._rows[TOO_SOON] + ROW / 2 - 4
        yield rectangle((left, top), right - left, foot - top, "band", 3)
        if turn < right:
            yield line(f"M{number(turn)} {number(top)}V{number(foot)}", "line dashed")
        yield from self._named((left + turn) / 2, turn - left, f"{band.interval} s")
        yield from self._named((turn + right) / 2, right - turn, f"+{band.owed} s")

    def _named(self, middle: float, room: float, words: str) -> Iterator[str]:
        if room >= 8 + 7 * len(words):
            yield text((middle, self._rows[TOO_SOON] + 5), words, "", "middle")

    def _breaks(self) -> Iterator[str]:
        for one in self._axis.breaks:
            middle = (one.left + one.right) / 2
            yield rectangle((middle - 9, TOP - 4), 18, self._bottom - TOP + 10, "gap", 0)
            for side in (middle - 9, middle + 9):
                yield line(f"M{number(side - 3)} {number(self._bottom + 7)}l6 -14", "line")
        for polls in self._skipped:
            y = self._rows[polls[0].told] + 5
            yield text((self._middle(polls), y), f"{len(polls)} more", "halo", "middle")

    def _middle(self, polls: list[Poll]) -> float:
        """Where there is room for polls that are not drawn: in the break, if they made one."""
        gap = next((one for one in self._axis.breaks if one.start <= polls[-1].at <= one.end), None)
        if gap is not None:
            return (gap.left + gap.right) / 2
        return (self._axis.x(polls[0].at) + self._axis.x(polls[-1].at)) / 2

    def _expiry(self) -> Iterator[str]:
        at = self._history.expired_at
        if at is not None:
            x = self._axis.x(at)
            yield line(f"M{number(x)} {TOP - 6}V{number(self._bottom)}", "end")
            yield text((x, TOP - 10), "expired", "strong halo", "middle")

    def _marks(self) -> Iterator[str]:
        places: dict[tuple[str, int], list[str]] = {}
        for poll in self._polls:
            places.setdefault((poll.told, poll.at), []).append(str(poll.number))
        for (told, at), numbers in places.items():
            yield from _centred((self._axis.x(at), self._rows[told]), ", ".join(numbers))
        yield from _centred((self._axis.x(0), self._rows[ACKNOWLEDGED]), "✓")
        if self._history.pushed:
            yield from _centred((self._axis.x(0), self._rows[PUSH]), "↓")
        if (answer := self._history.answer) is not None:
            mark = "✓" if answer.said in GOOD else "✗"
            yield from _centred((self._axis.x(answer.at), self._rows[answer.said]), mark)

    def _labels(self) -> Iterator[str]:
        for name, y in self._rows.items():
            yield text((LEFT - 22, y + 5), name, "soft" if name == TOO_SOON else "", "end")
        for group, names in _groups(self._history).items():
            if names:
                yield text((MARGIN, self._rows[names[0]] + 5), group, "strong")
        for at in self._axis.ticks():
            yield text((self._axis.x(at), self._bottom + 20), str(at), "soft", "middle")
        yield text((LEFT - 22, self._bottom + 20), "seconds after AM’s answer", "soft", "end")


def _centred(at: Point, words: str) -> Iterator[str]:
    yield from badge((at[0] - badge_width(words) / 2, at[1] - BADGE_HEIGHT / 2), words)


def _bands(history: History, drawn: list[Poll]) -> Iterator[Band]:
    following = {poll.number: after.at for poll, after in pairwise(history.polls)}
    for poll in drawn:
        if poll.free_at is not None:
            end = min(poll.free_at, following.get(poll.number, poll.free_at))
            yield Band(poll.at, poll.free_at - poll.slower, end, history.interval, poll.slower)


def _groups(history: History) -> dict[str, list[str]]:
    """The rows by whose they are: what polls were told and when they were too soon, the phone's."""
    told = list(dict.fromkeys(poll.told for poll in history.polls))
    not_yet = [name for name in NOT_YET if name in told]
    final = [name for name in told if name not in not_yet]
    answer = [history.answer.said] if history.answer else []
    return {
        "AM": [ACKNOWLEDGED],
        "Polls": [*not_yet, *([TOO_SOON] if not_yet else []), *final],
        "Phone": [*([PUSH] if history.pushed else []), *answer],
    }


def _rows(history: History) -> dict[str, float]:
    """The middle of each row."""
    rows, y = dict[str, float](), TOP + ROW / 2
    for names in _groups(history).values():
        for name in names:
            rows[name] = y
            y += ROW
        y += GAP
    return rows
