import asyncio
from collections.abc import Callable

import httpx
import pytest

from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.ciba.errors import AccessDenied, CIBAError, ExpiredToken, UnexpectedAnswer
from ciba_helpers.ciba.session import Cancelled, Session
from tests.ciba_helpers.ciba.provider import Provider, acknowledgement, refusal, tokens
from tests.ciba_helpers.fake_time import until

PENDING = refusal("authorization_pending")


Begin = Callable[[], Session]


@pytest.fixture
def begin(client: CIBAClient) -> Begin:
    """Begins a session; call it where the loop runs."""
    return lambda: Session(client, "signed.request.jwt", "Pay £50?")


async def test_a_session_begins_by_asking(begin: Begin) -> None:
    session = begin()
    assert (session.status, session.polls, session.binding_message) == ("asking", 0, "Pay £50?")
    assert (session.auth_req_id, session.expires_in, session.interval) == (None, None, None)
    assert (session.tokens, session.error) == (None, None)
    session.cancel()


async def test_the_acknowledgement_can_be_awaited(begin: Begin) -> None:
    session = begin()
    acknowledged = await session.acknowledged()
    assert acknowledged is session.acknowledgement
    assert acknowledged.auth_req_id == "the-auth-req-id"
    session.cancel()


async def test_a_request_that_is_refused_is_never_acknowledged(
    begin: Begin, provider: Provider
) -> None:
    provider.acknowledges = refusal("unknown_user_id")
    with pytest.raises(CIBAError, match="unknown_user_id"):
        await begin().acknowledged()


async def test_nobody_waits_for_an_acknowledgement_longer_than_told(begin: Begin) -> None:
    session = begin()
    with pytest.raises(TimeoutError):
        await session.acknowledged(timeout=0)
    session.cancel()
    with pytest.raises(Cancelled):
        await session.acknowledged()


async def test_an_approved_session_has_tokens(begin: Begin, provider: Provider) -> None:
    session = begin()
    provider.answers = [PENDING, PENDING, tokens()]
    received = await session.result()
    assert received is session.tokens
    assert received.access_token == "the-access-token"
    assert (session.status, session.polls, session.error) == ("approved", 2, None)
    assert (session.auth_req_id, session.expires_in, session.interval) == (
        "the-auth-req-id", 600, 2,
    )  # fmt: skip


async def test_every_change_is_told_in_its_order(begin: Begin, provider: Provider) -> None:
    session = begin()
    provider.answers = [PENDING, PENDING, tokens()]
    heard = list[tuple[str, int]]()
    session.on_change(lambda: heard.append((session.status, session.polls)))
    await session.result()
    assert heard == [("pending", 0), ("pending", 1), ("pending", 2), ("approved", 2)]


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        (refusal("access_denied"), "denied", AccessDenied),
        (refusal("expired_token"), "expired", ExpiredToken),
        (PENDING, "expired", TimeoutError),
        (refusal("invalid_grant"), "failed", CIBAError),
        (httpx.Response(400, html="<html>"), "failed", UnexpectedAnswer),
    ],
)
async def test_a_session_without_tokens_raises_what_ended_it(
    begin: Begin,
    provider: Provider,
    answer: httpx.Response,
    status: str,
    error: type[Exception],
) -> None:
    session = begin()
    provider.acknowledges = acknowledgement(expires_in=30)
    provider.answers = [PENDING, answer]
    for _ in range(2):
        with pytest.raises(error) as raised:
            await session.result()
        assert raised.value is session.error
    assert (session.status, session.tokens) == (status, None)


async def test_a_refused_request_ends_before_any_poll(begin: Begin, provider: Provider) -> None:
    session = begin()
    provider.acknowledges = refusal("invalid_request")
    with pytest.raises(CIBAError, match="invalid_request"):
        await session.result()
    assert (session.status, session.auth_req_id, provider.polls) == ("failed", None, [])


async def test_a_result_that_takes_too_long_leaves_the_session_going(
    begin: Begin, provider: Provider
) -> None:
    session = begin()
    asked = asyncio.Event()
    answered = asyncio.Event()

    async def held() -> httpx.Response:
        asked.set()
        await answered.wait()
        return tokens()

    provider.answers = [held]
    await asked.wait()
    with pytest.raises(TimeoutError, match="Still waiting"):
        await session.result(timeout=0.01)
    assert (session.status, session.error) == ("pending", None)
    answered.set()
    assert (await session.result()).id_token == "the-id-token"


async def test_interrupting_the_wait_for_a_result_leaves_the_session_going(
    begin: Begin, provider: Provider
) -> None:
    session = begin()
    released = asyncio.Event()

    async def held() -> httpx.Response:
        await released.wait()
        return tokens()

    provider.answers = [held]
    cell = asyncio.ensure_future(session.result())
    await until(lambda: bool(provider.polls))
    cell.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cell
    assert session.status == "pending"
    released.set()
    assert (await session.result()).id_token == "the-id-token"


async def test_two_may_wait_for_one_result(begin: Begin, provider: Provider) -> None:
    session = begin()
    provider.answers = [PENDING, tokens()]
    first, second = await asyncio.gather(session.result(), session.result())
    assert first is second


async def test_a_cancelled_session_asks_no_more_and_says_so(
    begin: Begin, provider: Provider
) -> None:
    session = begin()
    provider.answers = [PENDING]
    await until(lambda: len(provider.polls) == 1)
    heard = list[str]()
    session.on_change(lambda: heard.append(session.status))
    session.cancel()
    with pytest.raises(Cancelled):
        await session.result()
    for _ in range(30):
        await asyncio.sleep(1)
    assert len(provider.polls) == 1
    assert (session.status, heard) == ("failed", ["failed"])


async def test_a_session_cancelled_at_once_has_asked_nothing(
    begin: Begin, provider: Provider
) -> None:
    session = begin()
    session.cancel()
    with pytest.raises(Cancelled):
        await session.result()
    assert (session.status, provider.asked) == ("failed", [])


async def test_cancelling_what_has_ended_changes_nothing(begin: Begin, provider: Provider) -> None:
    session = begin()
    provider.answers = [tokens()]
    received = await session.result()
    session.cancel()
    assert await session.result() is received
    assert session.status == "approved"


@pytest.mark.parametrize("answer", [tokens(), refusal("access_denied"), None])
async def test_the_end_is_told_once_however_it_comes(
    begin: Begin, provider: Provider, answer: httpx.Response | None
) -> None:
    session = begin()
    provider.answers = [answer or PENDING]
    ends = list[str]()
    session.on_end(lambda: ends.append(session.status))
    await until(lambda: len(provider.polls) == 1)
    if answer is None:
        session.cancel()
    await until(lambda: bool(ends))
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(ends) == 1


async def test_who_asks_after_the_end_is_told_too(begin: Begin, provider: Provider) -> None:
    session = begin()
    provider.answers = [tokens()]
    await session.result()
    ends = list[str]()
    session.on_end(lambda: ends.append(session.status))
    await until(lambda: ends == ["approved"])


async def test_a_view_that_fails_does_not_turn_an_approval_into_a_failure(
    begin: Begin, provider: Provider
) -> None:
    session = begin()

    def broken() -> None:
        if session.status == "approved":
            raise ZeroDivisionError

    provider.answers = [tokens()]
    session.on_change(broken)
    assert (await session.result()).access_token
    assert (session.status, session.error) == ("approved", None)
    assert session._task.exception() is not None


async def test_no_secret_is_in_what_a_session_shows(begin: Begin, provider: Provider) -> None:
    session = begin()
    provider.answers = [tokens()]
    await session.result()
    assert "the-access-token" not in f"{session!r} {session} {vars(session)}"
