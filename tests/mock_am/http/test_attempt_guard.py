"""The brake on guessing: a bucket of failures, a pace, a short queue (RFC 6749 2.3.1)."""

import asyncio
import time

import pytest

from mock_am.clock import Clock
from mock_am.http import attempt_guard
from mock_am.http.attempt_guard import BURST, PACE, QUEUE, AttemptGuard
from mock_am.oauth_errors import TooManyAttempts

WHO = ("/alpha", "myCIBAClient")


@pytest.fixture
def clock() -> Clock:
    return Clock(source=lambda: 1000.0)


@pytest.fixture
def guard(clock: Clock) -> AttemptGuard:
    return AttemptGuard(clock)


def fail(guard: AttemptGuard, times: int, who: tuple[str, str] = WHO) -> None:
    for _ in range(times):
        guard.failed(*who)


async def turn(guard: AttemptGuard) -> float:
    """When this attempt may be checked."""
    await guard.turn(*WHO)
    return time.monotonic()


def test_nobody_waits_where_nobody_fails(guard: AttemptGuard) -> None:
    assert not guard.is_alert(*WHO)


def test_some_failures_cost_nothing(guard: AttemptGuard) -> None:
    fail(guard, BURST - 1)
    assert not guard.is_alert(*WHO)
    fail(guard, 1)
    assert guard.is_alert(*WHO)


def test_each_client_of_each_realm_has_a_bucket_of_its_own(guard: AttemptGuard) -> None:
    fail(guard, BURST)
    assert not guard.is_alert("/alpha", "otherClient")
    assert not guard.is_alert("/", "myCIBAClient")


def test_a_failure_is_forgiven_each_second(guard: AttemptGuard, clock: Clock) -> None:
    fail(guard, 10 * BURST)
    assert guard.is_alert(*WHO)
    clock.advance(1)
    assert not guard.is_alert(*WHO)
    fail(guard, 1)
    assert guard.is_alert(*WHO)
    clock.advance(BURST)
    fail(guard, BURST - 1)
    assert not guard.is_alert(*WHO)


def test_a_clock_that_is_set_back_forgives_nothing_and_breaks_nothing(
    guard: AttemptGuard, clock: Clock
) -> None:
    fail(guard, BURST)
    clock.advance(-3600)
    assert guard.is_alert(*WHO)
    fail(guard, 1)
    clock.advance(1)
    assert not guard.is_alert(*WHO)


async def test_attempts_take_turns_at_a_pace(guard: AttemptGuard) -> None:
    fail(guard, BURST)
    times = sorted(await asyncio.gather(*(turn(guard) for _ in range(6))))
    assert times[-1] - times[0] >= 5 * PACE - 0.01


async def test_who_comes_alone_does_not_wait(guard: AttemptGuard) -> None:
    fail(guard, BURST)
    await asyncio.wait_for(guard.turn(*WHO), PACE)


async def test_more_than_a_short_queue_is_turned_away_at_once(guard: AttemptGuard) -> None:
    fail(guard, BURST)
    begun = time.monotonic()
    turns = (turn(guard) for _ in range(QUEUE + 20))
    results = await asyncio.gather(*turns, return_exceptions=True)
    away = [result for result in results if isinstance(result, TooManyAttempts)]
    assert len(away) == 19, "one is checked at once, and the queue behind it"
    assert time.monotonic() - begun < 1
    await guard.turn(*WHO)


def test_what_is_remembered_is_bounded(
    guard: AttemptGuard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt_guard, "KEPT_LIMIT", 3)
    fail(guard, BURST)
    for n in range(2):
        fail(guard, BURST, ("/alpha", f"unknown {n}"))
    guard.failed(*WHO)
    for n in range(2, 4):
        guard.failed("/alpha", f"unknown {n}")
    assert guard.is_alert(*WHO), "the one that failed last of all the old ones"
    assert not guard.is_alert("/alpha", "unknown 0")


def test_a_fresh_start_forgets_everything(guard: AttemptGuard) -> None:
    fail(guard, BURST)
    guard.clear()
    assert not guard.is_alert(*WHO)
