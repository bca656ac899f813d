"""What the preflight says of one thing."""

from dataclasses import dataclass
from enum import Enum

from ciba_helpers.explain.catalogue.steps import TREES
from ciba_helpers.explain.entry import Step
from ciba_helpers.show.style import ACCENT, BAD, GOOD

JOURNEYS = f"{TREES} (in newer versions: Journeys)"
"""Where the trees are, then and now; every other page kept its name."""

ANSWERS = Step(12, "Set `AM_URL` to AM's address, with its deployment path: `…/am`.")
"""What mends an AM that does not answer."""


class Grade(Enum):
    """How one thing stands: a mark, the word for it, and a colour."""

    GOOD = ("✓", "Good", GOOD)
    DOUBTFUL = ("!", "Look at it", ACCENT)
    MISSING = ("✗", "Missing", BAD)


@dataclass(frozen=True)
class Finding:
    """One finding: `says` is what was seen of `subject`.

    `means` is what comes of it in a CIBA flow and `mend` the step that puts it right; both are
    empty where all is well.
    """

    grade: Grade
    subject: str
    says: str
    means: str = ""
    mend: Step | None = None


def good(subject: str, says: str) -> Finding:
    """All is well."""
    return Finding(Grade.GOOD, subject, says)


def doubtful(subject: str, says: str, means: str, mend: Step | None = None) -> Finding:
    """The flow may work; somebody should look at it."""
    return Finding(Grade.DOUBTFUL, subject, says, means, mend)


def missing(subject: str, says: str, means: str, mend: Step | None = None) -> Finding:
    """The flow does not work, or is not to be trusted."""
    return Finding(Grade.MISSING, subject, says, means, mend)
