"""Each fault is found, named, and not drowned in others; mended, all is well again."""

from collections.abc import Awaitable, Callable

import pytest

from ciba_helpers.lab import Lab
from ciba_helpers.preflight import Grade
from tests.ciba_helpers.preflight.faults import FAULTS, Fault

pytestmark = pytest.mark.usefixtures("in_process")

Opened = Callable[[int], Awaitable[Lab]]


async def test_an_am_as_the_chapters_leave_it_is_ready(opened: Opened) -> None:
    preflight = await (await opened(12)).preflight()
    assert preflight.open == ()
    assert preflight.is_green
    assert preflight.is_ready
    assert len(preflight.findings) >= 20


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
async def test_a_fault_is_found(opened: Opened, fault: Fault) -> None:
    lab = await opened(12)
    await fault.make(await lab.administrator(quiet=True))
    preflight = await lab.preflight()
    assert len(preflight.open) == len(fault.found), preflight
    for finding, (grade, subject, words) in zip(preflight.open, fault.found, strict=True):
        assert (finding.grade, finding.subject) == (grade, subject)
        assert words in f"{finding.says} {finding.means}"
        assert finding.mend is not None
        assert finding.means
    assert not preflight.is_green
    assert preflight.is_ready == (Grade.MISSING not in {grade for grade, _, _ in fault.found})
