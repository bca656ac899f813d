"""What a client does, with a provider in memory and again with one behind real HTTP.

The comments name sections of CIBA Core 1.0 unless they say otherwise.
"""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from ciba_helpers.ciba.client import Acknowledgement, CIBAClient, TokenSet
from ciba_helpers.ciba.errors import (
    AccessDenied,
    AuthorizationPending,
    CIBAError,
    ExpiredToken,
    SlowDown,
    UnexpectedAnswer,
)
from tests.ciba_helpers.ciba.provider import (
    TOKENS,
    Provider,
    acknowledgement,
    form,
    refusal,
    tokens,
)
from tests.ciba_helpers.fake_time import until

pytestmark = pytest.mark.parametrize("provider", ["in memory", "over HTTP"], indirect=True)

ACKNOWLEDGED = Acknowledgement("the-auth-req-id", 600, 5)
PENDING = refusal("authorization_pending")


# Asking


async def test_asking_sends_the_signed_request_as_a_form_with_the_client_s_secret(
    client: CIBAClient, provider: Provider
) -> None:
    assert await client.ask("signed.request.jwt") == Acknowledgement("the-auth-req-id", 600, 2)
    (request,) = provider.asked
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert form(request) == {"request": "signed.request.jwt"}
    scheme, _, credentials = request.headers["Authorization"].partition(" ")
    assert (scheme, b64decode(credentials)) == ("Basic", b"myCIBAClient:forgerock")


# RFC 6749 2.3.1
async def test_id_and_secret_are_form_encoded_before_they_are_joined(
    https: httpx.AsyncClient, provider: Provider
) -> None:
    await CIBAClient(https, provider.issuer, "a:b c", "p%ß+w").ask("jwt")
    credentials = provider.asked[0].headers["Authorization"].removeprefix("Basic ")
    assert b64decode(credentials) == b"a%3Ab+c:p%25%C3%9F%2Bw"


async def not_believed(
    client: CIBAClient, provider: Provider, changes: dict[str, Any], lacks: str
) -> None:
    provider.acknowledges = acknowledgement(**changes)
    with pytest.raises(UnexpectedAnswer, match=lacks):
        await client.ask("jwt")
    assert provider.polls == []


# 7.3, 7.4
@pytest.mark.parametrize(
    "value", [None, "", 7, ["id"], "two words", "a/b", "né", "a\n", "a" * 4097]
)
async def test_an_acknowledgement_without_a_right_auth_req_id_is_raised_and_nothing_polled(
    client: CIBAClient, provider: Provider, value: Any
) -> None:
    await not_believed(client, provider, {"auth_req_id": value}, "auth_req_id")


# 7.3, 7.4
@pytest.mark.parametrize("value", [None, 0, -1, "600", True, 1.5, 600.0, [600], 10**400])
async def test_an_acknowledgement_without_a_right_expires_in_is_raised_and_nothing_polled(
    client: CIBAClient, provider: Provider, value: Any
) -> None:
    await not_believed(client, provider, {"expires_in": value}, "expires_in")


# 7.3, 7.4
@pytest.mark.parametrize("value", [0, -5, "2", False, 0.1, 5.0, {}, 10**400])
async def test_an_acknowledgement_with_a_wrong_interval_is_raised_and_nothing_polled(
    client: CIBAClient, provider: Provider, value: Any
) -> None:
    await not_believed(client, provider, {"interval": value}, "interval")


# 7.3: A-Z, a-z, 0-9, ".", "-" and "_"; RFC 6749 5.1: what is not recognized is ignored
async def test_an_auth_req_id_may_have_all_its_characters_and_other_members_beside_it(
    client: CIBAClient, provider: Provider
) -> None:
    provider.acknowledges = acknowledgement(auth_req_id="Az09.-_", is_new=["x"], auth_time=None)
    assert await client.ask("jwt") == Acknowledgement("Az09.-_", 600, 2)


# 13
@pytest.mark.parametrize(
    "error",
    [
        "unknown_user_id",
        "expired_id_token_hint",
        "invalid_id_token_hint",
        "invalid_request",
        "invalid_binding_message",
    ],
)
async def test_a_refused_request_says_why_and_nothing_is_polled(
    client: CIBAClient, provider: Provider, error: str
) -> None:
    provider.acknowledges = refusal(error)
    with pytest.raises(CIBAError, match=f"{error}: why {error}") as raised:
        await client.ask("jwt")
    assert raised.value.error == error
    assert (len(provider.asked), provider.polls) == (1, [])


# RFC 6749 5.2: the header is there because Basic was tried, the reason is in the body
async def test_a_401_with_a_challenge_still_says_why(
    client: CIBAClient, provider: Provider
) -> None:
    unauthorized = refusal("invalid_client", 401)
    unauthorized.headers["WWW-Authenticate"] = 'Basic realm="/alpha"'
    provider.acknowledges = unauthorized
    with pytest.raises(CIBAError, match="invalid_client: why invalid_client") as raised:
        await client.ask("jwt")
    assert raised.value.response is not None
    assert raised.value.response.headers["WWW-Authenticate"].startswith("Basic")
    assert len(provider.asked) == 1


# Polling once


async def test_a_poll_names_the_grant_and_the_auth_req_id(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [tokens()]
    await client.poll_once("id+/=&with odd characters")
    (request,) = provider.polls
    assert form(request) == {
        "grant_type": "urn:openid:params:grant-type:ciba",
        "auth_req_id": "id+/=&with odd characters",
    }
    assert request.headers["Authorization"].startswith("Basic ")


async def test_tokens_are_handed_over_whole(client: CIBAClient, provider: Provider) -> None:
    provider.answers = [tokens()]
    assert await client.poll_once("id") == TokenSet(**TOKENS)


# RFC 6749 5.1: without a scope it is the one asked for, which None stands for
async def test_tokens_need_neither_scope_nor_expires_in_nor_refresh_token(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [tokens(scope=None, expires_in=None, refresh_token=None)]
    received = await client.poll_once("id")
    assert (received.scope, received.expires_in, received.refresh_token) == (None, None, None)
    assert received.access_token == "the-access-token"


# RFC 6749 5.1, 7.1; OpenID Connect Core 3.1.3.3
@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"access_token": None}, "access_token"),
        ({"access_token": ""}, "access_token"),
        ({"access_token": ["x"]}, "access_token"),
        ({"access_token": "é"}, "access_token"),
        ({"id_token": None}, "id_token"),
        ({"id_token": {}}, "id_token"),
        ({"token_type": None}, "token_type"),
        ({"token_type": "mac"}, "token_type"),
        ({"token_type": "DPoP"}, "token_type"),
        ({"token_type": 1}, "token_type"),
        ({"expires_in": 0}, "expires_in"),
        ({"expires_in": -1}, "expires_in"),
        ({"expires_in": "3599"}, "expires_in"),
        ({"expires_in": 3599.5}, "expires_in"),
        ({"expires_in": True}, "expires_in"),
        ({"scope": ["openid"]}, "scope"),
        ({"refresh_token": ""}, "refresh_token"),
        ({"refresh_token": 7}, "refresh_token"),
    ],
)
async def test_a_token_answer_that_is_not_what_oauth_says_is_raised(
    client: CIBAClient, provider: Provider, changes: dict[str, Any], wrong: str
) -> None:
    provider.answers = [tokens(**changes)]
    with pytest.raises(UnexpectedAnswer, match=wrong) as raised:
        await client.poll_once("id")
    assert "the-" not in str(raised.value)


@pytest.mark.parametrize("token_type", ["bearer", "BEARER", "Bearer"])
async def test_bearer_is_bearer_in_any_case_and_unknown_members_do_no_harm(
    client: CIBAClient, provider: Provider, token_type: str
) -> None:
    provider.answers = [tokens(token_type=token_type, nonce="x", error_uri=7)]
    assert (await client.poll_once("id")).token_type == token_type


@pytest.mark.parametrize(
    ("error", "kind"), [("authorization_pending", AuthorizationPending), ("slow_down", SlowDown)]
)
async def test_a_single_poll_says_not_yet(
    client: CIBAClient, provider: Provider, error: str, kind: type[CIBAError]
) -> None:
    provider.answers = [refusal(error)]
    with pytest.raises(kind):
        await client.poll_once("id")
    assert len(provider.polls) == 1


# RFC 6749 5.2
@pytest.mark.parametrize(
    "description", [7, None, ["x"], {"a": 1}], ids=["number", "null", "array", "object"]
)
async def test_an_error_whose_description_is_no_text_has_none(
    client: CIBAClient, provider: Provider, description: Any
) -> None:
    body = {"error": "access_denied", "error_description": description, "error_uri": 7}
    provider.answers = [httpx.Response(400, json=body)]
    with pytest.raises(AccessDenied) as raised:
        await client.poll_once("id")
    assert raised.value.error_description == ""


# Waiting


# 10.1
async def test_the_interval_passes_before_each_poll_the_first_included(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [PENDING, PENDING, tokens()]
    assert (await client.wait(ACKNOWLEDGED)).id_token == "the-id-token"
    assert provider.waits == [5, 5, 5]


# 7.3
@pytest.mark.parametrize(("interval", "seconds"), [(None, 5), (31, 31), (2, 2), (1, 1)])
async def test_the_provider_s_interval_is_kept_and_five_seconds_without_one(
    client: CIBAClient, provider: Provider, interval: int | None, seconds: float
) -> None:
    provider.acknowledges = acknowledgement(interval=interval)
    provider.answers = [PENDING, PENDING, tokens()]
    await client.wait(await client.ask("jwt"))
    assert provider.waits == [seconds] * 3


# 10.1: from sending
async def test_the_interval_counts_from_sending_not_from_the_answer(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [provider.held(3, PENDING), provider.held(4.5, PENDING), tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 5, 5]


# 11
async def test_slow_down_makes_every_later_wait_five_seconds_longer(
    client: CIBAClient, provider: Provider
) -> None:
    slow_down = refusal("slow_down")
    provider.answers = [PENDING, slow_down, PENDING, PENDING, slow_down, PENDING, tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 5, 10, 10, 10, 15, 15]


# 11
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("access_denied", AccessDenied),
        ("expired_token", ExpiredToken),
        ("invalid_request", CIBAError),
        ("invalid_grant", CIBAError),
        ("invalid_client", CIBAError),
        ("unauthorized_client", CIBAError),
        ("transaction_failed", CIBAError),
        ("an_error_of_its_own", CIBAError),
    ],
)
@pytest.mark.parametrize("before", [0, 2])
async def test_any_other_error_ends_the_polling_for_good(
    client: CIBAClient, provider: Provider, error: str, kind: type[CIBAError], before: int
) -> None:
    provider.answers = [*[PENDING] * before, refusal(error), tokens()]
    with pytest.raises(CIBAError) as raised:
        await client.wait(ACKNOWLEDGED)
    assert type(raised.value) is kind
    assert raised.value.error == error
    await asyncio.sleep(1000)
    for asked_again in (client.wait(ACKNOWLEDGED), client.poll_once("the-auth-req-id")):
        with pytest.raises(CIBAError) as again:
            await asked_again
        assert (type(again.value), again.value.error) == (kind, error)
    assert len(provider.polls) == before + 1


async def test_a_refusal_of_one_auth_req_id_says_nothing_about_another(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [refusal("access_denied"), tokens()]
    with pytest.raises(AccessDenied):
        await client.poll_once("one")
    assert (await client.poll_once("another")).access_token


# What goes wrong inside the provider, or before it, is no refusal.
@pytest.mark.parametrize(
    "answer", [refusal("server_error", 500), httpx.Response(400, html="<html>")]
)
async def test_after_a_mishap_the_same_auth_req_id_can_be_tried_again(
    client: CIBAClient, provider: Provider, answer: httpx.Response
) -> None:
    provider.answers = [answer, tokens()]
    with pytest.raises((CIBAError, UnexpectedAnswer)):
        await client.poll_once("id")
    assert (await client.poll_once("id")).access_token


# 10.1: never two at once, whoever asks; Provider asserts it
async def test_who_polls_meanwhile_takes_turns(client: CIBAClient, provider: Provider) -> None:
    provider.answers = [provider.held(3, PENDING)] * 8 + [provider.held(3, tokens())]
    waits = [client.wait(Acknowledgement("id", 600, 1)) for _ in range(2)]
    polls = [client.poll_once("id") for _ in range(3)]
    ends = await asyncio.gather(*waits, *polls, return_exceptions=True)
    assert [type(end) for end in ends] == [TokenSet] * 2 + [AuthorizationPending] * 3


async def test_one_of_two_polls_that_is_refused_tells_the_other(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [provider.held(3, refusal("access_denied"))]
    ends = await asyncio.gather(*(client.poll_once("id") for _ in "ab"), return_exceptions=True)
    assert [type(end) for end in ends] == [AccessDenied] * 2
    assert len(provider.polls) == 1


async def test_a_dropped_connection_is_tried_again_after_the_interval(
    client: CIBAClient, provider: Provider
) -> None:
    async def dropped() -> httpx.Response:
        raise httpx.ReadError("the connection was dropped")

    provider.answers = [dropped, dropped, tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 5, 5]


# 10.1: long polling
async def test_a_poll_held_for_long_is_waited_for_and_no_other_sent_meanwhile(
    client: CIBAClient, provider: Provider
) -> None:
    long = provider.held(25, PENDING)
    provider.answers = [long, long, tokens()]
    await client.wait(Acknowledgement("id", 600, 2))
    assert provider.waits == [2, 25, 25]


async def test_an_answer_that_never_ends_is_given_up(
    client: CIBAClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 10.1: 30 seconds are enough for any
    monkeypatch.setattr("ciba_helpers.ciba.client.LONG_POLL", 0.1)
    monkeypatch.setattr(
        client, "_http", httpx.AsyncClient(transport=httpx.MockTransport(trickling))
    )
    with pytest.raises(httpx.ReadTimeout):
        await client.poll_once("the-auth-req-id")


def trickling(request: httpx.Request) -> httpx.Response:
    """An answer whose pieces each come in good time."""

    async def pieces() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0)
            yield b" "

    return httpx.Response(200, content=pieces())


@pytest.mark.parametrize("status", [400, 502])
async def test_a_page_instead_of_an_answer_is_an_error_and_ends_the_polling(
    client: CIBAClient, provider: Provider, status: int
) -> None:
    page = httpx.Response(status, html="<html>error=access_denied</html>")
    provider.answers = [PENDING, page, tokens()]
    with pytest.raises(UnexpectedAnswer, match=f"not JSON .HTTP {status}."):
        await client.wait(ACKNOWLEDGED)
    assert len(provider.polls) == 2


async def test_polling_ends_when_the_request_has_expired(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [PENDING]
    with pytest.raises(TimeoutError, match="expired"):
        await client.wait(Acknowledgement("id", 20, 5))
    # One poll more than fits, so that the provider can say expired_token itself.
    assert provider.waits == [5] * 5


async def test_every_not_yet_is_told_and_nothing_else(
    client: CIBAClient, provider: Provider
) -> None:
    busy = httpx.Response(503)
    provider.answers = [PENDING, busy, refusal("slow_down"), tokens()]
    told = list[int]()
    await client.wait(ACKNOWLEDGED, on_poll=lambda: told.append(len(provider.polls)))
    assert told == [1, 3]


async def test_a_wait_is_slept_in_short_pieces_so_that_it_can_be_interrupted(
    client: CIBAClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    naps = list[float]()
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        naps.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr(asyncio, "sleep", noted)
    provider.answers = [tokens()]
    await client.wait(ACKNOWLEDGED)
    assert max(naps) <= 0.25
    assert sum(naps) == pytest.approx(5)


async def test_a_cancelled_wait_sends_no_other_poll(client: CIBAClient, provider: Provider) -> None:
    provider.answers = [PENDING]
    waiting = asyncio.ensure_future(client.wait(ACKNOWLEDGED))
    await until(lambda: bool(provider.polls))
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.sleep(100)
    assert len(provider.polls) == 1


async def test_token_set_names_the_tokens_it_has(client: CIBAClient, provider: Provider) -> None:
    provider.answers = [tokens(), tokens(refresh_token=None)]
    first, second = await client.poll_once("id"), await client.poll_once("id")
    assert repr(first) == (
        "<TokenSet: access_token, id_token, refresh_token; scope 'openid profile'>"
    )
    assert "refresh_token" not in repr(second)
    assert f"{first}" == repr(first)


async def test_the_client_keeps_its_issuer_and_id(client: CIBAClient, provider: Provider) -> None:
    assert (client.issuer, client.client_id) == (provider.issuer, "myCIBAClient")
