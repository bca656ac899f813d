"""What a chapter needs: kept where the learner has it, prepared where not."""

from collections.abc import Awaitable, Callable, Iterator, Set
from typing import TYPE_CHECKING, NamedTuple

from ciba_helpers import preparations
from ciba_helpers.am.session import Administrator, AMError
from ciba_helpers.local_mock import LabError

if TYPE_CHECKING:
    from ciba_helpers.lab import Lab

Preparation = Callable[["Lab", Administrator], Awaitable[str]]
"""Makes sure of one thing; says in a sentence what it found or did."""


EVERY = frozenset(range(13))
"""Chapter 0 shows the whole flow, so it needs what chapter 8 needs."""

BRINGS_ITS_OWN = frozenset({10})
"""Its AMs live inside the learner's tests."""

LOOKS = 12
"""The chapter that, on a real AM, looks for what is missing: there it can need nothing."""


class Needed(NamedTuple):
    """A preparation, and the chapters that need it."""

    by: Set[int]
    preparation: Preparation


async def prepare(lab: "Lab") -> None:
    """Make sure of everything the lab's chapter needs, and say so in `lab.report`.

    On a real AM nothing is configured: what is missing there raises LabError, but in the chapter
    that looks for it. Raises ValueError for a chapter there is not.
    """
    if lab.chapter not in EVERY:
        raise ValueError(f"there is no chapter {lab.chapter}")
    kind = "the mock AM" if lab.mock.is_there else "AM"
    lab.report.append(f"You are working with {kind} at {lab.url}, realm {lab.realm}.")
    if lab.mock.is_there and not lab.is_shared:
        await lab.clock.reset()
    if lab.chapter == LOOKS and not lab.mock.is_there:
        lab.report.append("Nothing is prepared here: the preflight says what is missing.")
        return
    am = await _administrator(lab)
    for preparation in _needed_by(lab.chapter):
        lab.report.append(await preparation(lab, am))
    lab.recorder.clear()


async def _administrator(lab: "Lab") -> Administrator:
    try:
        return await lab.administrator(quiet=True)
    except AMError as error:
        refusal = f"AM does not let {lab.admin} in ({error}): set AM_ADMIN and AM_PASSWORD."
        raise LabError(refusal) from error


def _needed_by(chapter: int) -> Iterator[Preparation]:
    return (needed.preparation for needed in NEEDED if chapter in needed.by)


NEEDED = (
    Needed(EVERY, preparations.realm),
    Needed(EVERY - {1} - BRINGS_ITS_OWN, preparations.signing_key),
    Needed(EVERY - {1, 2, 4} - BRINGS_ITS_OWN, preparations.phone),
    Needed({3}, preparations.clean_slate),
    Needed(EVERY - {1, 2, 3} - BRINGS_ITS_OWN, preparations.configuration),
    Needed({4}, preparations.no_client),
    Needed(EVERY - {1, 2, 3, 4} - BRINGS_ITS_OWN, preparations.client),
    Needed({6}, preparations.pending_request),
    Needed({7}, preparations.approved_request),
)
"""In the order in which one thing needs another."""
