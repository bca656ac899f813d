import asyncio
import logging
from base64 import b64decode
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
    ISSUER,
    TOKENS,
    Provider,
    acknowledgement,
    form,
    refusal,
    tokens,
)
from tests.ciba_helpers.fake_time import until

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


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"auth_req_id": None}, "auth_req_id"),
        ({"auth_req_id": ""}, "auth_req_id"),
        ({"auth_req_id": 7}, "auth_req_id"),
        ({"expires_in": None}, "expires_in"),
        ({"expires_in": 0}, "expires_in"),
        ({"expires_in": -1}, "expires_in"),
        ({"expires_in": "600"}, "expires_in"),
        ({"expires_in": True}, "expires_in"),
        ({"interval": 0}, "interval"),
        ({"interval": -5}, "interval"),
        ({"interval": "2"}, "interval"),
        ({"interval": False}, "interval"),
    ],
)  # K01, K02
async def test_an_acknowledgement_without_what_it_needs_is_not_believed(
    client: CIBAClient, provider: Provider, changes: dict[str, Any], lacks: str
) -> None:
    provider.acknowledges = acknowledgement(**changes)
    with pytest.raises(UnexpectedAnswer, match=lacks):
        await client.ask("jwt")
    assert provider.polls == []


@pytest.mark.parametrize(
    "error",
    [
        "unknown_user_id",
        "expired_id_token_hint",
        "invalid_id_token_hint",
        "invalid_request",
        "invalid_binding_message",
    ],
)  # K09
async def test_a_refused_request_says_why(
    client: CIBAClient, provider: Provider, error: str
) -> None:
    provider.acknowledges = refusal(error)
    with pytest.raises(CIBAError, match=f"{error}: why {error}") as raised:
        await client.ask("jwt")
    assert raised.value.error == error
    assert (len(provider.asked), provider.polls) == (1, [])


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


async def test_tokens_need_neither_scope_nor_expires_in_nor_refresh_token(
    client: CIBAClient, provider: Provider
) -> None:  # K19
    provider.answers = [tokens(scope=None, expires_in=None, refresh_token=None)]
    received = await client.poll_once("id")
    assert (received.scope, received.expires_in, received.refresh_token) == (None, None, None)
    assert received.access_token == "the-access-token"


@pytest.mark.parametrize("missing", ["access_token", "token_type", "id_token"])
async def test_tokens_need_all_that_openid_requires(
    client: CIBAClient, provider: Provider, missing: str
) -> None:
    provider.answers = [tokens(**{missing: None})]
    with pytest.raises(UnexpectedAnswer, match=missing):
        await client.poll_once("id")


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


# Waiting


async def test_the_interval_passes_before_each_poll_the_first_included(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [PENDING, PENDING, tokens()]
    assert (await client.wait(ACKNOWLEDGED)).id_token == "the-id-token"
    assert provider.waits == [5, 5, 5]


@pytest.mark.parametrize(("interval", "seconds"), [(None, 5), (31, 31), (2, 2), (1, 1)])
async def test_the_provider_s_interval_is_kept_and_five_seconds_without_one(
    client: CIBAClient, provider: Provider, interval: int | None, seconds: float
) -> None:  # K03, K04
    provider.acknowledges = acknowledgement(interval=interval)
    provider.answers = [PENDING, PENDING, tokens()]
    await client.wait(await client.ask("jwt"))
    assert provider.waits == [seconds] * 3


async def test_the_interval_counts_from_sending_not_from_the_answer(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [provider.held(3, PENDING), provider.held(4.5, PENDING), tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 5, 5]


async def test_slow_down_makes_every_later_wait_five_seconds_longer(
    client: CIBAClient, provider: Provider
) -> None:  # K05
    slow_down = refusal("slow_down")
    provider.answers = [PENDING, slow_down, PENDING, PENDING, slow_down, PENDING, tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 5, 10, 10, 10, 15, 15]


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
) -> None:  # K06, K07, K08
    provider.answers = [*[PENDING] * before, refusal(error), tokens()]
    with pytest.raises(CIBAError) as raised:
        await client.wait(ACKNOWLEDGED)
    assert type(raised.value) is kind
    assert raised.value.error == error
    await asyncio.sleep(1000)
    assert len(provider.polls) == before + 1


@pytest.mark.parametrize("interval", [1, 5])
async def test_a_provider_out_of_service_is_asked_again_when_it_says(
    client: CIBAClient, provider: Provider, interval: int
) -> None:  # K21
    busy = httpx.Response(503, headers={"Retry-After": "3"}, text="busy")
    provider.answers = [busy, busy, tokens()]
    await client.wait(Acknowledgement("id", 600, interval))
    assert provider.waits == [interval, max(3, interval), max(3, interval)]


async def test_a_dropped_connection_is_tried_again_after_the_interval(
    client: CIBAClient, provider: Provider
) -> None:
    async def dropped() -> httpx.Response:
        raise httpx.ReadError("the connection was dropped")

    provider.answers = [dropped, dropped, tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 5, 5]


async def test_retry_after_counts_from_the_answer(client: CIBAClient, provider: Provider) -> None:
    busy = httpx.Response(503, headers={"Retry-After": "3"})
    provider.answers = [provider.held(10, busy), tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 13]


@pytest.mark.parametrize(
    "header", [{}, {"Retry-After": "soon"}, {"Retry-After": "-3"}, {"Retry-After": b"\xb2"}]
)
async def test_out_of_service_without_a_time_to_come_back_waits_the_interval(
    client: CIBAClient, provider: Provider, header: dict[str, Any]
) -> None:
    provider.answers = [httpx.Response(503, headers=header), tokens()]
    await client.wait(ACKNOWLEDGED)
    assert provider.waits == [5, 5]


async def test_a_poll_held_for_long_is_waited_for_and_no_other_sent_meanwhile(
    client: CIBAClient, provider: Provider
) -> None:  # K22
    long = provider.held(25, PENDING)
    provider.answers = [long, long, tokens()]
    await client.wait(Acknowledgement("id", 600, 2))
    assert provider.waits == [2, 25, 25]


async def test_a_provider_may_hold_a_poll_for_thirty_seconds(
    client: CIBAClient, provider: Provider
) -> None:
    provider.answers = [tokens()]
    await client.poll_once("id")
    assert provider.polls[0].extensions["timeout"]["read"] > 30


@pytest.mark.parametrize("status", [400, 502])
async def test_a_page_instead_of_an_answer_is_an_error_and_ends_the_polling(
    client: CIBAClient, provider: Provider, status: int
) -> None:  # K23
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


# Secrets


async def test_nothing_that_is_shown_or_logged_tells_a_secret(
    client: CIBAClient, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.answers = [refusal("authorization_pending"), tokens()]
    acknowledged = await client.ask("the-signed-request")
    received = await client.wait(acknowledged)
    shown = [f"{thing!r} {thing} {vars(client)}" for thing in (received, client)] + [
        record.getMessage() for record in caplog.records
    ]
    for secret in ("forgerock", "Zm9yZ2Vyb2Nr", *(v for k, v in TOKENS.items() if "n" in k and k in
                   ("access_token", "id_token", "refresh_token"))):  # fmt: skip
        assert not [text for text in shown if secret in text]
    assert any("bc-authorize" in text for text in shown)


async def test_token_set_names_the_tokens_it_has(client: CIBAClient, provider: Provider) -> None:
    provider.answers = [tokens(), tokens(refresh_token=None)]
    first, second = await client.poll_once("id"), await client.poll_once("id")
    assert repr(first) == (
        "<TokenSet: access_token, id_token, refresh_token; scope 'openid profile'>"
    )
    assert "refresh_token" not in repr(second)
    assert f"{first}" == repr(first)


async def test_the_client_keeps_its_issuer_and_id(client: CIBAClient) -> None:
    assert (client.issuer, client.client_id) == (ISSUER, "myCIBAClient")
