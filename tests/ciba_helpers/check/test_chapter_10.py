"""A learner's test of a till is judged by the tills that it lets pass."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

import httpx
import pytest
import respx

from ciba_helpers.check.broken_tills import AT_A_DENIAL, BROKEN
from ciba_helpers.check.chapter_10 import denial_test, suite
from ciba_helpers.check.till import Till
from ciba_helpers.check.verdict import Outcome
from ciba_helpers.ciba.errors import AccessDenied, CIBAError, ExpiredToken
from ciba_helpers.ciba.id_token import InvalidIdToken
from ciba_helpers.scripted_am import ISSUER, key_set, refusal, tokens

pytestmark = pytest.mark.usefixtures("lab_directory")

Test = Callable[[Any], Awaitable[None]]


def scripted(*answers: Any) -> respx.MockRouter:
    am = respx.MockRouter(base_url=ISSUER, assert_all_called=False)
    am.post("/access_token", name="poll").mock(side_effect=answers)
    am.get("/connect/jwk_uri").respond(json=key_set())
    return am


async def run(till: Till, am: respx.MockRouter) -> tuple[str, list[float]]:
    waits = list[float]()

    async def note(seconds: float) -> None:
        waits.append(seconds)

    acknowledgement = {"auth_req_id": "the-question", "expires_in": 600, "interval": 2}
    transport = httpx.MockTransport(am.async_handler)
    async with httpx.AsyncClient(transport=transport, base_url=ISSUER) as http:
        return await till(http, acknowledgement, note), waits


async def raised(till: Till, am: respx.MockRouter, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        await run(till, am)


def polls(am: respx.MockRouter) -> int:
    return am["poll"].call_count


async def test_waiting(till: Till) -> None:
    pending = refusal("authorization_pending")
    am = scripted(pending, refusal("slow_down"), refusal("authorization_pending"), tokens())
    assert await run(till, am) == ("demo", [2, 2, 7, 7])


async def test_denial(till: Till) -> None:
    am = scripted(refusal("access_denied"), tokens())
    await raised(till, am, AccessDenied)
    assert polls(am) == 1


async def test_expiry(till: Till) -> None:
    am = scripted(refusal("expired_token"), tokens())
    await raised(till, am, ExpiredToken)
    assert polls(am) == 1


async def test_busy_am(till: Till) -> None:
    busy = httpx.Response(503, headers={"Retry-After": "30"})
    assert (await run(till, scripted(busy, tokens())))[1] == [2, 30]


async def test_broken_line(till: Till) -> None:
    assert (await run(till, scripted(httpx.ConnectError("gone"), tokens())))[0] == "demo"


async def test_foreign_token(till: Till) -> None:
    await raised(till, scripted(tokens(aud="another-shop")), InvalidIdToken)


WHOLE = [
    test_waiting,
    test_denial,
    test_expiry,
    test_busy_am,
    test_broken_line,
    test_foreign_token,
]


@pytest.fixture
def till() -> Till:
    """The good till, for the tests above are tests of it, too."""
    return Till()


async def test_a_good_till_that_never_hears_an_answer_gives_up(till: Till) -> None:
    am = scripted(*(httpx.ConnectError("gone") for _ in range(300)))
    await raised(till, am, TimeoutError)
    assert polls(am) == 300


async def test_a_good_test_of_a_denial_is_praised() -> None:
    verdict = await denial_test(test_denial)
    assert verdict.outcome is Outcome.SOLVED


async def test_a_whole_suite_is_praised() -> None:
    verdict = await suite(WHOLE)
    assert verdict.outcome is Outcome.SOLVED
    assert "none of 13 broken ones" in verdict.says


@pytest.mark.parametrize("kind", BROKEN, ids=lambda kind: kind.__name__)
async def test_each_broken_till_is_caught_by_one_test_and_missed_without_it(
    kind: type[Till],
) -> None:
    async def fails(test: Test) -> bool:
        try:
            await test(kind())
        except BaseException as error:
            return not isinstance(error, asyncio.CancelledError)
        return False

    catching = [test for test in WHOLE if await fails(test)]
    assert catching
    verdict = await suite([test for test in WHOLE if test not in catching])
    assert verdict.outcome is Outcome.MISSING
    assert kind.flaw in verdict.says


# Tests of a denial that let a broken till pass


async def counts_nothing(till: Till) -> None:
    await raised(till, scripted(refusal("access_denied"), tokens()), AccessDenied)


async def takes_any_exception(till: Till) -> None:
    am = scripted(refusal("access_denied"), tokens())
    await raised(till, am, Exception)
    assert polls(am) == 1


async def demands_no_exception(till: Till) -> None:
    am = scripted(refusal("access_denied"), tokens())
    with suppress(AccessDenied):
        await run(till, am)
    assert polls(am) == 1


async def asserts_nothing(till: Till) -> None:
    pass


@pytest.mark.parametrize(
    ("test", "survives"),
    [
        (counts_nothing, ["asks once more"]),
        (takes_any_exception, ["did not answer"]),
        (demands_no_exception, ["ends quietly"]),
        (asserts_nothing, [kind.flaw for kind in AT_A_DENIAL]),
    ],
)
async def test_a_survivor_is_named_with_what_would_notice_it(
    test: Test, survives: list[str]
) -> None:
    verdict = await denial_test(test)
    assert verdict.outcome is Outcome.MISSING
    for flaw in survives:
        assert flaw in verdict.says
    assert verdict.mend in [kind.hint for kind in AT_A_DENIAL]


async def test_any_right_way_to_write_it_will_do() -> None:
    async def another_way(till: Till) -> None:
        am = scripted(refusal("authorization_pending"), *[refusal("access_denied")] * 5)
        error: Exception | None = None
        try:
            await run(till, am)
        except CIBAError as raised:
            error = raised
        assert isinstance(error, AccessDenied)
        assert len(am["poll"].calls) == 2

    assert (await denial_test(another_way)).outcome is Outcome.SOLVED


# Answers that are no tests


async def unjust(till: Till) -> None:
    assert await run(till, scripted(tokens())) == ("eve", [0])


async def broken_itself(till: Till) -> None:
    raise NameError("name 'am' is not defined")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (unjust, "unjust fails a till that does everything right: AssertionError"),
        (broken_itself, "NameError: name 'am' is not defined."),
        (lambda till: None, "'<lambda>' is no test that can be awaited"),
        (42, "42 is no test"),
        ("test", "'test' is no test"),
        (None, "None is no test"),
    ],
)
async def test_what_is_no_test_is_told_so(answer: Any, words: str) -> None:
    verdict = await denial_test(answer)
    assert verdict.outcome is Outcome.MISSING
    assert words in verdict.says


async def test_a_script_outside_the_test_is_read_only_once() -> None:
    am = scripted(refusal("access_denied"))

    async def reads_it(till: Till) -> None:
        await raised(till, am, AccessDenied)

    verdict = await denial_test(reads_it)
    assert "passes once" in verdict.says
    assert "Script AM inside the test" in verdict.mend


async def test_a_test_that_really_waits_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ciba_helpers.check.chapter_10.LIMIT", 0.02)

    async def waits(till: Till) -> None:
        await asyncio.sleep(1)

    verdict = await denial_test(waits)
    assert "was stopped" in verdict.says
    assert "only notes the seconds" in verdict.mend


async def test_a_test_that_blocks_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ciba_helpers.check.chapter_10.LIMIT", -0.9)  # the alarm is a second later

    async def blocks(till: Till) -> None:
        loop()

    def loop() -> None:
        while True:
            with suppress(Exception):
                time.sleep(0.01)

    verdict = await denial_test(blocks)
    assert "blocks has taken" in verdict.says


async def leaves(till: Till) -> None:
    sys.exit(3)


async def lets_a_cancellation_out(till: Till) -> None:
    polling = asyncio.ensure_future(asyncio.sleep(60))
    polling.cancel()
    await polling


@pytest.mark.parametrize(
    ("test", "kind"), [(leaves, "SystemExit: 3"), (lets_a_cancellation_out, "CancelledError")]
)
async def test_a_test_that_would_take_the_kernel_along_has_failed(test: Test, kind: str) -> None:
    verdict = await denial_test(test)
    assert f"{test.__name__} fails a till that does everything right: {kind}." in verdict.says


async def test_a_check_that_is_cancelled_ends() -> None:
    begun = asyncio.Event()

    async def waits(till: Till) -> None:
        begun.set()
        await asyncio.sleep(60)

    checking = asyncio.ensure_future(denial_test(waits))
    await begun.wait()
    checking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await checking


async def test_a_test_without_a_name_is_judged_like_any_other() -> None:
    assert (await denial_test(partial(test_denial))).outcome is Outcome.SOLVED
    assert "Your test fails" in (await denial_test(partial(unjust))).says


@pytest.mark.parametrize("answer", [None, 42, {}, [], test_denial, "tests"])
async def test_a_suite_is_a_list_of_tests(answer: Any) -> None:
    verdict = await suite(answer)
    assert verdict.outcome is Outcome.MISSING


async def test_a_test_that_was_called_already_is_told_so() -> None:
    called = test_denial(Till())
    verdict = await suite([test_waiting, called])
    called.close()
    assert "test_denial was called" in verdict.says


async def test_a_test_may_be_a_partial_one() -> None:
    async def counting(polls: int, till: Till) -> None:
        assert await run(till, scripted(tokens())) == ("demo", [2] * polls)

    verdict = await denial_test(partial(counting, 1))
    assert "broken tills pass" in verdict.says
    assert "fails a till" in (await denial_test(partial(counting, 2))).says


async def test_one_bad_test_in_a_suite_is_named() -> None:
    verdict = await suite([*WHOLE, unjust])
    assert "unjust fails a till" in verdict.says
