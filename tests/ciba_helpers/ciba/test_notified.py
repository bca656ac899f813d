"""Clients that are called back (CIBA Core 1.0 sections 7.1, 10.2, 10.3, 11 and 12)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from ciba_helpers.ciba.client import Acknowledgement, CIBAClient
from ciba_helpers.ciba.errors import AccessDenied, CIBAError, ExpiredToken, UnexpectedAnswer
from ciba_helpers.ciba.id_token import AUTH_REQ_ID, RT_HASH, InvalidIdToken, half_hash
from ciba_helpers.ciba.notification import NotificationListener, new_notification_token
from ciba_helpers.ciba.notified import PingClient, PushClient
from ciba_helpers.ciba.session import Session
from tests.ciba_helpers.ciba.provider import (
    ISSUER,
    TOKENS,
    Provider,
    acknowledgement,
    form,
    refusal,
    tokens,
)
from tests.ciba_helpers.ciba.signing import JWKS, signed
from tests.ciba_helpers.fake_time import FakeTime, until

TOKEN = new_notification_token()
REQUEST = signed({"client_notification_token": TOKEN})
PING = {"auth_req_id": "the-auth-req-id"}
PENDING = refusal("authorization_pending")
NOW = 1_795_430_000

Call = Callable[..., Awaitable[int]]


def pushed(**changes: Any) -> dict[str, Any]:
    """A push with both tokens; changes are those of the ID token's claims."""
    claims = {
        "iss": ISSUER,
        "sub": "demo",
        "aud": "myCIBAClient",
        "exp": NOW + 3600,
        "iat": NOW,
        "at_hash": half_hash("the-access-token", "RS256"),
        RT_HASH: half_hash("the-refresh-token", "RS256"),
        AUTH_REQ_ID: "the-auth-req-id",
        **changes,
    }
    return {**PING, **TOKENS, "id_token": signed(claims)}


@pytest.fixture
def listener() -> NotificationListener:
    """A listener that is called in memory, for on fake time no server would rest."""
    return NotificationListener()


@pytest.fixture
def call(listener: NotificationListener) -> Call:
    """Calls back as the provider does; the answer's status."""

    async def called(body: Any, token: str = TOKEN) -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(listener.app)) as http:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            answer = await http.post(listener.url, content=json.dumps(body), headers=headers)
            return answer.status_code

    return called


@pytest.fixture
def ping(client: CIBAClient, listener: NotificationListener, time: FakeTime) -> PingClient:
    return PingClient(client, listener, monotonic=time.monotonic)


@pytest.fixture
def push(client: CIBAClient, listener: NotificationListener, time: FakeTime) -> PushClient:
    return PushClient(client, listener, JWKS, clock=lambda: NOW, monotonic=time.monotonic)


@pytest.fixture(params=["ping", "push"])
def notified(request: pytest.FixtureRequest) -> PingClient | PushClient:
    return request.getfixturevalue(request.param)


def after(call: Call, body: Any, answer: httpx.Response) -> Callable[[], Awaitable[httpx.Response]]:
    """An answer that is preceded by a call back."""

    async def given() -> httpx.Response:
        assert await call(body) == 204
        return answer

    return given


# Asking


async def test_the_request_is_sent_as_it_is_signed(
    notified: PingClient | PushClient, provider: Provider
) -> None:
    assert await notified.ask(REQUEST) == Acknowledgement("the-auth-req-id", 600, 2)
    assert [form(request) for request in provider.asked] == [{"request": REQUEST}]


# 7.1: REQUIRED if the client is registered to use ping or push
@pytest.mark.parametrize("claims", [{}, {"client_notification_token": 7}, {"nonce": TOKEN},
                                    {"client_notification_token": "tooShort"}])  # fmt: skip
async def test_a_request_without_a_notification_token_is_not_sent(
    notified: PingClient | PushClient, provider: Provider, claims: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="client_notification_token must be"):
        await notified.ask(signed(claims))
    assert provider.asked == []


async def test_a_token_is_not_used_for_a_second_request(
    notified: PingClient | PushClient, provider: Provider
) -> None:
    await notified.ask(REQUEST)
    with pytest.raises(ValueError, match="used before"):
        await notified.ask(REQUEST)
    assert len(provider.asked) == 1


async def test_after_a_refused_request_nobody_may_call_back(
    notified: PingClient | PushClient, provider: Provider, call: Call
) -> None:
    provider.acknowledges = refusal("unknown_user_id")
    with pytest.raises(CIBAError, match="unknown_user_id"):
        await notified.ask(REQUEST)
    assert await call(PING) == 401


# Ping


async def test_a_ping_fetches_the_tokens_with_one_request(
    ping: PingClient, provider: Provider, call: Call, time: FakeTime
) -> None:
    provider.answers = [tokens()]
    waiting = asyncio.ensure_future(ping.wait(await ping.ask(REQUEST)))
    await until(lambda: time.now > 1090)
    assert provider.polls == []
    assert await call(PING) == 204
    assert (await waiting).access_token == "the-access-token"
    (request,) = provider.polls
    assert form(request)["auth_req_id"] == "the-auth-req-id"
    assert provider.polled_at[0] < 1100


async def test_a_ping_before_the_acknowledgement_is_not_lost(
    ping: PingClient, provider: Provider, call: Call
) -> None:
    provider.acknowledges = after(call, PING, acknowledgement())
    provider.answers = [tokens()]
    assert (await ping.wait(await ping.ask(REQUEST))).access_token
    assert provider.waits == [0]


async def test_a_wrong_bearer_fetches_nothing(
    ping: PingClient, provider: Provider, call: Call, time: FakeTime
) -> None:
    provider.answers = [tokens()]
    waiting = asyncio.ensure_future(ping.wait(await ping.ask(REQUEST)))
    await asyncio.sleep(0)
    assert await call(PING, new_notification_token()) == 401
    assert await call({"auth_req_id": "another"}) == 401
    await until(lambda: time.now > 1100)
    assert provider.polls == []
    waiting.cancel()


async def test_a_second_ping_fetches_nothing_again(
    ping: PingClient, provider: Provider, call: Call
) -> None:
    provider.answers = [tokens()]
    waiting = asyncio.ensure_future(ping.wait(await ping.ask(REQUEST)))
    assert [await call(PING), await call(PING)] == [204, 204]
    await waiting
    assert await call(PING) == 204
    assert len(provider.polls) == 1


# 10.2: sent after a failure too
@pytest.mark.parametrize(("error", "kind"), [("access_denied", AccessDenied),
                                             ("expired_token", ExpiredToken),
                                             ("invalid_grant", CIBAError)])  # fmt: skip
async def test_a_ping_may_announce_a_refusal(
    ping: PingClient, provider: Provider, call: Call, error: str, kind: type[CIBAError]
) -> None:
    provider.acknowledges = after(call, PING, acknowledgement())
    provider.answers = [refusal(error)]
    with pytest.raises(CIBAError) as raised:
        await ping.wait(await ping.ask(REQUEST))
    assert type(raised.value) is kind
    assert len(provider.polls) == 1


async def dropped() -> httpx.Response:
    raise httpx.ReadError("the connection was dropped")


# 10.2: a ping client may poll, by a poll client's rules
@pytest.mark.parametrize(
    ("answer", "waits", "told"),
    [
        (PENDING, [0, 2, 2], 2),
        (refusal("slow_down"), [0, 7, 7], 2),
        (dropped, [0, 2, 2], 1),
        (httpx.Response(503, text="busy"), [0, 2, 2], 1),
        (httpx.Response(503, headers={"Retry-After": "30"}), [0, 32, 2], 1),
        (refusal("temporarily_unavailable", 503), [0, 2, 2], 1),
        (refusal("invalid_client", 429), [0, 2, 2], 1),
    ],
)
async def test_a_ping_that_comes_too_soon_is_followed_by_polling(
    ping: PingClient, provider: Provider, call: Call, answer: Any, waits: list[float], told: int
) -> None:
    provider.acknowledges = after(call, PING, acknowledgement())
    provider.answers = [answer, PENDING, tokens()]
    heard = list[int]()
    acknowledged = await ping.ask(REQUEST)
    await ping.wait(acknowledged, on_poll=lambda: heard.append(len(provider.polls)))
    assert (provider.waits, len(heard)) == (waits, told)


async def test_after_a_ping_a_page_instead_of_an_answer_is_final(
    ping: PingClient, provider: Provider, call: Call
) -> None:
    provider.acknowledges = after(call, PING, acknowledgement())
    provider.answers = [httpx.Response(400, html="<html>")]
    with pytest.raises(UnexpectedAnswer):
        await ping.wait(await ping.ask(REQUEST))
    assert len(provider.polls) == 1


async def test_a_lost_ping_does_not_lose_the_tokens(ping: PingClient, provider: Provider) -> None:
    provider.answers = [tokens()]
    assert (await ping.wait(await ping.ask(REQUEST))).access_token
    # Twice the interval before the end the ping is given up, and a poll client's wait begins.
    assert provider.waits == [598]


async def test_without_a_ping_and_without_an_answer_the_request_expires(
    ping: PingClient, provider: Provider
) -> None:
    provider.answers = [PENDING]
    with pytest.raises(TimeoutError, match="expired"):
        await ping.wait(await ping.ask(REQUEST))
    assert provider.waits == [598, 2, 2]


async def test_a_request_too_short_to_wait_for_a_ping_is_polled_for(
    ping: PingClient, provider: Provider
) -> None:
    provider.acknowledges = acknowledgement(expires_in=8, interval=None)
    provider.answers = [PENDING, tokens()]
    await ping.wait(await ping.ask(REQUEST))
    assert provider.waits == [5, 5]


# Push


async def test_pushed_tokens_are_handed_over_and_the_token_endpoint_is_never_called(
    push: PushClient, provider: Provider, call: Call, time: FakeTime
) -> None:
    # 7.3: no interval in push mode
    provider.acknowledges = acknowledgement(interval=None)
    waiting = asyncio.ensure_future(push.wait(await push.ask(REQUEST)))
    await until(lambda: time.now > 1100)
    push_message = pushed()
    assert await call(push_message) == 204
    received = await waiting
    assert (received.access_token, received.refresh_token) == (
        "the-access-token", "the-refresh-token",
    )  # fmt: skip
    assert received.id_token == push_message["id_token"]
    assert provider.polls == []


async def test_a_push_before_the_acknowledgement_is_not_lost(
    push: PushClient, provider: Provider, call: Call
) -> None:
    provider.acknowledges = after(call, pushed(), acknowledgement())
    assert (await push.wait(await push.ask(REQUEST))).access_token


async def test_a_push_that_came_before_for_another_request_is_not_handed_over(
    push: PushClient, provider: Provider, call: Call
) -> None:
    other = pushed(**{AUTH_REQ_ID: "another"}) | {"auth_req_id": "another"}
    provider.acknowledges = after(call, other, acknowledgement(expires_in=60))
    with pytest.raises(TimeoutError):
        await push.wait(await push.ask(REQUEST))


# 10.3.1
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"at_hash": half_hash("another", "RS256")}, "at_hash does not match"),
        ({RT_HASH: half_hash("another", "RS256")}, "rt_hash does not match"),
        ({AUTH_REQ_ID: "another"}, "auth_req_id claim does not match"),
        ({"iss": "https://evil.example.com"}, "iss is not the provider"),
        ({"aud": "anotherClient"}, "aud is not this client"),
        ({"exp": NOW - 61}, "expired"),
    ],
)
async def test_a_push_that_cannot_be_believed_is_answered_400_and_raised(
    push: PushClient, provider: Provider, call: Call, changes: dict[str, Any], reason: str
) -> None:
    waiting = asyncio.ensure_future(push.wait(await push.ask(REQUEST)))
    assert await call(pushed(**changes)) == 400
    assert await call(pushed()) == 400  # too late: the till has given up
    with pytest.raises(InvalidIdToken, match=reason):
        await waiting
    assert provider.polls == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"id_token": "not.a.token"}, InvalidIdToken),
        ({"access_token": "another"}, InvalidIdToken),
        ({"refresh_token": None}, InvalidIdToken),
        ({"id_token": None}, UnexpectedAnswer),
        ({"access_token": None}, UnexpectedAnswer),
        ({"access_token": "\ud800"}, UnexpectedAnswer),
        ({"token_type": "mac"}, UnexpectedAnswer),
        ({"error": 7, "access_token": None}, UnexpectedAnswer),
        ({"error": "authorization_pending"}, UnexpectedAnswer),
        ({"error": "slow_down"}, UnexpectedAnswer),
    ],
)
async def test_a_push_without_what_it_must_bring_is_answered_400_and_raised(
    push: PushClient, call: Call, changes: dict[str, Any], error: type[Exception]
) -> None:
    waiting = asyncio.ensure_future(push.wait(await push.ask(REQUEST)))
    body = {name: value for name, value in {**pushed(), **changes}.items() if value is not None}
    assert await call(body) == 400
    with pytest.raises(error) as raised:
        await waiting
    assert "the-" not in str(raised.value)


# 12
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("access_denied", AccessDenied),
        ("expired_token", ExpiredToken),
        ("transaction_failed", CIBAError),
    ],
)
async def test_a_pushed_error_is_the_same_as_a_polled_one(
    push: PushClient, provider: Provider, call: Call, error: str, kind: type[CIBAError]
) -> None:
    waiting = asyncio.ensure_future(push.wait(await push.ask(REQUEST)))
    assert await call({**PING, "error": error, "error_description": "why"}) == 204
    assert await call(pushed()) == 204
    with pytest.raises(CIBAError, match=f"{error}: why") as raised:
        await waiting
    assert (type(raised.value), raised.value.response) == (kind, None)
    assert provider.polls == []


async def test_without_a_push_the_request_expires_and_nothing_is_sent(
    push: PushClient, provider: Provider, time: FakeTime
) -> None:
    provider.acknowledges = acknowledgement(expires_in=60)
    with pytest.raises(TimeoutError, match="expired"):
        await push.wait(await push.ask(REQUEST))
    assert provider.polls == []
    assert time.now == pytest.approx(1065)  # a little longer, so that the provider can say so


def test_a_push_client_has_no_way_to_poll() -> None:
    assert not hasattr(PushClient, "poll_once")


# A session, which the till draws


async def test_a_session_of_a_ping_client_is_like_a_polling_one(
    ping: PingClient, provider: Provider, call: Call
) -> None:
    provider.answers = [PENDING, tokens()]
    session = Session(ping, REQUEST, "Pay £50?")
    heard = list[tuple[str, int]]()
    session.on_change(lambda: heard.append((session.status, session.polls)))
    await until(lambda: session.status == "pending")
    assert (session.auth_req_id, session.expires_in) == ("the-auth-req-id", 600)
    assert (session.delivery_mode, session.interval) == ("ping", None)
    assert await call(PING) == 204
    assert (await session.result()).access_token == "the-access-token"
    assert heard == [("pending", 0), ("pending", 1), ("approved", 1)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (pushed(), "approved"),
        ({**PING, "error": "access_denied"}, "denied"),
        ({**PING, "error": "expired_token"}, "expired"),
        ({**PING, "error": "transaction_failed"}, "failed"),
        (pushed(sub=""), "failed"),
    ],
)
async def test_a_session_of_a_push_client_ends_with_what_is_pushed(
    push: PushClient, provider: Provider, call: Call, body: dict[str, Any], status: str
) -> None:
    session = Session(push, REQUEST, "Pay £50?")
    await until(lambda: session.status == "pending")
    assert (session.delivery_mode, session.interval) == ("push", None)
    await call(body)
    await until(lambda: session.status == status)
    assert (session.polls, provider.polls) == (0, [])


async def test_a_cancelled_session_fetches_nothing_when_the_ping_comes(
    ping: PingClient, provider: Provider, call: Call
) -> None:
    session = Session(ping, REQUEST, "Pay £50?")
    await until(lambda: session.status == "pending")
    session.cancel()
    assert await call(PING) == 204
    for _ in range(30):
        await asyncio.sleep(1)
    assert (session.status, provider.polls) == ("failed", [])
