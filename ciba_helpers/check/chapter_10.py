"""The exercises of chapter 10: tests, tested by letting them meet tills that are broken."""

import asyncio
from collections.abc import Iterable
from inspect import isawaitable, iscoroutinefunction
from typing import Any

from ciba_helpers.check.broken_tills import AT_A_DENIAL, BROKEN
from ciba_helpers.check.exercise import Missing, exercise_on_am
from ciba_helpers.check.limit import TooLong, at_most
from ciba_helpers.check.till import Till

LIMIT = 5
"""Seconds that a test may take; one that fakes the time takes hardly any."""

_RUN_FIRST = "Read the exception, and compare your script with what the till asks for."


@exercise_on_am("10.1", "A till that stops at a denial")
async def denial_test(test: Any) -> str:
    """Judge a test by the tills that do wrong when the customer says no."""
    await _demand_that_good_tills_pass([test])
    if through := await _let_pass(AT_A_DENIAL, [test]):
        raise _survivors(through)
    return "A good till passes your test, and none of four tills that do not take no for an answer."


@exercise_on_am("10.2", "A test suite that no broken till survives")
async def suite(tests: Any) -> str:
    """Judge a list of tests by every broken till there is."""
    if not isinstance(tests, list | tuple) or not tests:
        raise Missing("A suite is a list of tests.", "For instance [test_waiting, test_denial].")
    await _demand_that_good_tills_pass(tests)
    if through := await _let_pass(BROKEN, tests):
        raise _survivors(through)
    return f"A good till passes, and none of {len(BROKEN)} broken ones does."


async def _demand_that_good_tills_pass(tests: Iterable[Any]) -> None:
    for test in tests:
        if isawaitable(test):
            says = f"{_name(test)} was called: the list holds what came of it, and not the test."
            raise Missing(says, "Write its name alone, without brackets behind it.")
        if not iscoroutinefunction(test):
            says = f"{getattr(test, '__name__', test)!r} is no test that can be awaited."
            raise Missing(says, "Write it as `async def test_…(till):`.")
        if (error := await _failure(test, Till())) is not None:
            says = f"{_name(test)} fails a till that does everything right: {_words(error)}"
            raise Missing(says, _RUN_FIRST)
        if await _failure(test, Till()) is not None:
            says = f"{_name(test)} passes once, and fails the same till the next time."
            raise Missing(says, "Script AM inside the test, so that each run has its own answers.")


async def _let_pass(kinds: Iterable[type[Till]], tests: Iterable[Any]) -> list[type[Till]]:
    """The tills that none of the tests fails."""
    return [kind for kind in kinds if not await _is_caught(kind, tests)]


async def _is_caught(kind: type[Till], tests: Iterable[Any]) -> bool:
    for test in tests:
        if await _failure(test, kind()) is not None:
            return True
    return False


async def _failure(test: Any, till: Till) -> BaseException | None:
    """What the test raises with this till; None where it passes."""
    limit = asyncio.timeout(LIMIT)
    try:
        with at_most(LIMIT + 1):
            async with limit:
                await test(till)
    except BaseException as error:  # pytest's own failures are no Exception, nor is sys.exit()
        if limit.expired() or isinstance(error, TooLong):
            says = f"{_name(test)} has taken {LIMIT} seconds, and was stopped."
            raise Missing(says, "Hand the till a sleep that only notes the seconds.") from None
        if isinstance(error, KeyboardInterrupt) or _is_being_cancelled():
            raise
        return error
    return None


def _is_being_cancelled() -> bool:
    """Whether it is the check that is to end; a test may cancel what it has begun itself."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _name(test: Any) -> str:
    return str(getattr(test, "__name__", "Your test"))  # a partial has none


def _survivors(through: list[type[Till]]) -> Missing:
    told = "; ".join(f"one that {kind.flaw}" for kind in through)
    number = "a broken till" if len(through) == 1 else f"{len(through)} broken tills"
    return Missing(f"It lets {number} pass: {told}.", through[0].hint)


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ") + "."
