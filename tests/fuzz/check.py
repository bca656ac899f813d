"""One malformed request: sent, judged, and undone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fuzz.aftermath import used
from tests.fuzz.lab import Lab
from tests.fuzz.oracle import goes_on_by_itself, reached, wrong_answer, wrong_changes
from tests.fuzz.state import Change
from tests.fuzz.wire import Answer, Sent

LIMIT = 1.0
"""Seconds that an answer may take."""

_TRIES = 3


@dataclass
class Tally:
    """What was sent: by the route that it reached, and by the status of its answer."""

    routes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def refused(self) -> int:
        """How many were answered with an error."""
        return sum(number for status, number in self.statuses.items() if status >= 400)

    def count(self, sent: Sent, answer: Answer) -> None:
        """One more."""
        route = reached(sent)
        self.routes[route[0].path if route else ""] += 1
        self.statuses[answer.status] += 1


def check(lab: Lab, sent: Sent, tally: Tally) -> None:
    """Send it; raises AssertionError where anything is wrong with the answer, or the state."""
    answer, changes, wrong = _sent(lab, sent)
    tally.count(sent, answer)
    profile = lab.live.provider.profile
    wrong += wrong_answer(sent, answer, profile) + wrong_changes(sent, answer, changes)
    seconds = in_time(answer.seconds, lambda: _sent(lab, sent)[0].seconds)
    if seconds > LIMIT:
        wrong.append(f"{seconds:.1f} seconds")
    if lab.server.process.poll() is not None:
        wrong.append("the server has ended")
    assert not wrong, f"{wrong}\n{answer}"


def in_time(seconds: float, again: Callable[[], float]) -> float:
    """The seconds, or those of another try: the machine may have been busy with something else."""
    for _ in range(_TRIES):
        if seconds > LIMIT:
            seconds = again()
    return seconds


def _wrong_use(lab: Lab, changes: list[Change]) -> list[str]:
    """What goes wrong when the changed configuration is used; a refusal is none of it."""
    if not any(one.table == "configuration" for one in changes):
        return []
    profile = lab.live.provider.profile
    wrong = []
    for sent, answer in used(lab):
        if found := wrong_answer(sent, answer, profile):
            wrong.append(f"then {found} of {sent}: {answer}")
    lab.state.undo(lab.state.changes())
    return wrong


def _sent(lab: Lab, sent: Sent) -> tuple[Answer, list[Change], list[str]]:
    answer = lab.line.exchange(sent)
    changes = lab.state.changes()
    wrong = _wrong_use(lab, changes)
    kept = [one for one in changes if not goes_on_by_itself(one)]
    if any(one.table == "setting" and one.key == ("clock_offset",) for one in kept):
        lab.line.exchange(Sent("POST", "/_mock/clock", body=b'{"reset": true}'))
        lab.state.changes()
    if kept:
        lab.state.undo(kept)
    return answer, kept, wrong
