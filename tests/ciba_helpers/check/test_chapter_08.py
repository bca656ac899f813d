from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ciba_helpers import check
from ciba_helpers.check.verdict import Outcome, Verdict
from ciba_helpers.ciba.errors import AccessDenied, ExpiredToken
from ciba_helpers.ciba.session import Session
from ciba_helpers.lab import Lab
from tests.ciba_helpers.fake_time import FakeTime, until

Opened = Callable[[int], Awaitable[Lab]]


@pytest.fixture
async def lab(in_process: Path, opened: Opened, time: FakeTime) -> Lab:
    return await opened(8)


async def payment(lab: Lab) -> Session:
    """One that waits for the phone."""
    session = await lab.start_payment("Pay £50?", autopilot=False)
    await until(lambda: session.auth_req_id is not None)
    return session


def is_missing(verdict: Verdict, says: str) -> None:
    assert verdict.outcome is Outcome.MISSING
    assert says in verdict.says


async def test_a_payment_that_nobody_answered_has_expired(lab: Lab) -> None:
    session = await payment(lab)
    await lab.clock.advance(minutes=11)
    with pytest.raises(ExpiredToken):
        await session.result()
    assert check.expired_payment(session).outcome is Outcome.SOLVED


@pytest.mark.parametrize("answer", ["approve", "deny"])
async def test_a_payment_that_was_answered_has_not(lab: Lab, answer: str) -> None:
    session = await payment(lab)
    await getattr(lab.phone, answer)()
    with suppress(AccessDenied):
        await session.result()
    is_missing(check.expired_payment(session), "Somebody has ")


async def test_a_payment_that_still_waits_has_not(lab: Lab) -> None:
    session = await lab.start_payment("Pay £50?", autopilot=False)
    is_missing(check.expired_payment(session), "still asking")
    await until(lambda: session.auth_req_id is not None)
    is_missing(check.expired_payment(session), "The till still waits")
    session.cancel()


async def test_a_clock_that_was_moved_too_early_is_told(lab: Lab) -> None:
    session = await lab.start_payment("Pay £50?", autopilot=False)
    await lab.clock.advance(minutes=11)
    with suppress(Exception):
        await session.result()
    is_missing(check.expired_payment(session), "went wrong before it could expire")


async def test_a_till_that_was_closed_cannot_hear_of_expiry(lab: Lab) -> None:
    session = await payment(lab)
    session.cancel()
    await until(lambda: session.status == "failed")
    is_missing(check.expired_payment(session), "This till was closed")


async def test_a_yes_outlives_the_till(lab: Lab) -> None:
    session = await payment(lab)
    session.cancel()
    await lab.phone.approve()
    assert (await check.closed_till(lab, session)).outcome is Outcome.SOLVED


async def test_a_till_that_was_not_closed_is_told(lab: Lab) -> None:
    session = await payment(lab)
    is_missing(await check.closed_till(lab, session), "was not closed")
    session.cancel()
    is_missing(await check.closed_till(lab, session), "has not answered yet")
    await lab.phone.deny()
    is_missing(await check.closed_till(lab, session), "is denied, and not approved")


async def test_a_till_that_was_closed_at_once_is_told(lab: Lab) -> None:
    session = await lab.start_payment("Pay £50?", autopilot=False)
    session.cancel()
    is_missing(await check.closed_till(lab, session), "before AM had answered")


@pytest.mark.parametrize("nonsense", [None, 7, "expired", [], Session])
async def test_what_is_no_payment_is_told(lab: Lab, nonsense: Any) -> None:
    is_missing(check.expired_payment(nonsense), "not a payment of a till")
    is_missing(await check.closed_till(lab, nonsense), "not a payment of a till")


async def test_the_lab_comes_first(lab: Lab) -> None:
    session = await payment(lab)
    session.cancel()
    is_missing(await check.closed_till("lab", session), "is the lab")


async def test_three_dots_are_not_yet(lab: Lab) -> None:
    assert check.expired_payment(...).outcome is Outcome.NOT_YET
    assert (await check.closed_till(lab, ...)).outcome is Outcome.NOT_YET
