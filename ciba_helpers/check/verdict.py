"""What a check says of an answer: solved, not yet, or what is missing and which step mends it."""

from dataclasses import dataclass
from enum import Enum
from html import escape

from ciba_helpers.show.style import ACCENT, BAD, GOOD, PANELS, styled
from ciba_helpers.show.view import View


@dataclass(frozen=True)
class Exercise:
    """An exercise: its number, such as "2.1", and what it asks for in a few words."""

    number: str
    title: str

    @property
    def chapter(self) -> int:
        """The chapter it stands in."""
        return int(self.number.partition(".")[0])


class Outcome(Enum):
    """How an answer was judged: a mark, the word for it, and a colour."""

    SOLVED = ("✓", "Solved", GOOD)
    NOT_YET = ("…", "Not yet", ACCENT)
    MISSING = ("✗", "Something is missing", BAD)


@dataclass(frozen=True)
class Verdict(View):
    """The check's answer. `says` is praise, or what is missing; `mend` the step that mends it."""

    exercise: Exercise
    outcome: Outcome
    says: str
    mend: str = ""

    @property
    def html(self) -> str:
        """One panel with the mark, the word and the sentences."""
        mark, word, colour = self.outcome.value
        mend = f"<br>{escape(self.mend)}" if self.mend else ""
        panel = (
            f'<div class="ciba-panel" role="group" aria-label="{escape(self._name)}"'
            f' style="border-left:5px solid {colour};padding:6px 12px">'
            f'<b><span aria-hidden="true" style="color:{colour}">{mark}</span> {word}.</b> '
            f"<small>{escape(self._name)}</small><br>{escape(self.says)}{mend}</div>"
        )
        return styled(PANELS, f'<div class="ciba-panels">{panel}</div>')

    def __str__(self) -> str:
        mark, word, _ = self.outcome.value
        return f"{mark} {word}. {self._name}: {' '.join(filter(None, (self.says, self.mend)))}"

    @property
    def _name(self) -> str:
        return f"Exercise {self.exercise.number}, {self.exercise.title}"
