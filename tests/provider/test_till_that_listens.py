"""The helpers' till, called back by a real provider (CIBA 4, 7.1, 10.2, 10.3 and 12)."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.ciba.errors import AccessDenied, CIBAError, ExpiredToken
from ciba_helpers.ciba.id_token import AUTH_REQ_ID, RT_HASH, InvalidIdToken, verified_push
from ciba_helpers.ciba.notification import NotificationListener, new_notification_token
from ciba_helpers.ciba.notified import PingClient, PushClient
from ciba_helpers.ciba.session import Session
from ciba_helpers.exchanges import Recorder
from ciba_helpers.mock_control import MockControl
from tests.contract.am import REALM
from tests.contract.till import approve, new_key
from tests.provider.provider import Provider


@pytest.fixture
async def listener() -> AsyncIterator[NotificationListener]:
    async with NotificationListener() as listening:
        yield listening


@pytest.fixture
def recorder() -> Recorder:
    """What the till has sent."""
    return Recorder()


@pytest.fixture
async def client(strict: Provider, recorder: Recorder) -> AsyncIterator[CIBAClient]:
    """The till's client, with the endpoints that the provider publishes."""
    async with httpx.AsyncClient(event_hooks=recorder.hooks("till")) as http:
        yield await CIBAClient.discovered(http, strict.issuer, *strict.client.auth)


async def registered(strict: Provider, listener: NotificationListener, mode: str) -> None:
    control = MockControl(strict.am.http, strict.am.url.removesuffix("/am"), None)
    await control.look()
    metadata = {
        "backchannel_token_delivery_mode": mode,
        "backchannel_client_notification_endpoint": listener.url,
    }
    assert await control.set_client_metadata(REALM, strict.client.auth[0], metadata) == metadata


@pytest.fixture
async def ping(strict: Provider, client: CIBAClient, listener: NotificationListener) -> PingClient:
    await registered(strict, listener, "ping")
    return PingClient(client, listener)


async def published_keys(strict: Provider) -> dict[str, Any]:
    metadata = await strict.am.get(f"{strict.issuer}/.well-known/openid-configuration")
    keys: dict[str, Any] = (await strict.am.get(metadata.json()["jwks_uri"])).json()
    return keys


@pytest.fixture
async def push(strict: Provider, client: CIBAClient, listener: NotificationListener) -> PushClient:
    await registered(strict, listener, "push")
    return PushClient(client, listener, await published_keys(strict), alg="ES256")


def request(strict: Provider) -> str:
    return strict.client.request_object(client_notification_token=new_notification_token())


def polled(recorder: Recorder) -> list[int]:
    """How the polls were answered."""
    return [one.status for one in recorder.exchanges if one.url.endswith("/access_token")]


async def begun(client: PingClient | PushClient, strict: Provider) -> tuple[Session, str]:
    """A session that is acknowledged, and its auth_req_id."""
    session = Session(client, request(strict), "1234")
    with pytest.raises(TimeoutError):
        await session.result(timeout=0.5)
    assert (session.status, session.polls) == ("pending", 0)
    assert session.auth_req_id is not None
    return session, session.auth_req_id


async def test_an_approval_is_pinged_and_fetched_with_one_request(
    strict: Provider, ping: PingClient, recorder: Recorder
) -> None:
    session, auth_req_id = await begun(ping, strict)
    assert polled(recorder) == []
    await approve(strict.am, auth_req_id)
    tokens = await session.result(timeout=10)
    assert tokens.access_token
    assert (session.status, polled(recorder)) == ("approved", [200])
    assert await strict.notification(auth_req_id) == "answered 204"


async def test_a_denial_is_pinged_and_fetched_with_one_request(
    strict: Provider, ping: PingClient, recorder: Recorder
) -> None:
    session, auth_req_id = await begun(ping, strict)
    await approve(strict.am, auth_req_id, "deny")
    with pytest.raises(AccessDenied):
        await session.result(timeout=10)
    assert (session.status, polled(recorder)) == ("denied", [400])


async def test_an_expiry_is_pinged(strict: Provider, ping: PingClient) -> None:
    session, _ = await begun(ping, strict)
    await strict.am.advance(601)
    with pytest.raises(ExpiredToken):
        await session.result(timeout=10)
    assert session.status == "expired"


async def test_pushed_tokens_are_believed_for_what_the_id_token_says_of_them(
    strict: Provider, push: PushClient, recorder: Recorder
) -> None:
    session, auth_req_id = await begun(push, strict)
    await approve(strict.am, auth_req_id)
    tokens = await session.result(timeout=10)
    assert tokens.refresh_token
    assert (session.status, session.polls, polled(recorder)) == ("approved", 0, [])
    ours = {"issuer": strict.issuer, "client_id": strict.client.auth[0], "alg": "ES256"}
    now = (await strict.am.mock("GET", "/clock")).json()["now"]
    claims = verified_push(
        tokens, await published_keys(strict), auth_req_id=auth_req_id, now=now, **ours
    )
    assert {"at_hash", RT_HASH, AUTH_REQ_ID} <= claims.keys()


async def test_a_pushed_denial_ends_the_session(
    strict: Provider, push: PushClient, recorder: Recorder
) -> None:
    session, auth_req_id = await begun(push, strict)
    await approve(strict.am, auth_req_id, "deny")
    with pytest.raises(AccessDenied):
        await session.result(timeout=10)
    assert (session.status, polled(recorder)) == ("denied", [])


async def test_a_pushed_expiry_ends_the_session(strict: Provider, push: PushClient) -> None:
    session, _ = await begun(push, strict)
    await strict.am.advance(601)
    with pytest.raises(ExpiredToken):
        await session.result(timeout=10)
    assert session.status == "expired"


async def test_a_push_of_another_provider_is_answered_400_and_not_handed_over(
    strict: Provider, client: CIBAClient, listener: NotificationListener
) -> None:
    await registered(strict, listener, "push")
    foreign = {"keys": [new_key().export_public(as_dict=True)]}
    session, auth_req_id = await begun(PushClient(client, listener, foreign, alg="ES256"), strict)
    await approve(strict.am, auth_req_id)
    with pytest.raises(InvalidIdToken, match="the signature is not the provider's"):
        await session.result(timeout=10)
    assert (session.status, session.tokens) == ("failed", None)
    assert await strict.notification(auth_req_id) == "answered 400"


async def test_two_tills_behind_one_listener_are_each_told_of_their_own(
    strict: Provider, ping: PingClient
) -> None:
    (first, first_id), (second, second_id) = await begun(ping, strict), await begun(ping, strict)
    await approve(strict.am, second_id)
    await second.result(timeout=10)
    assert (first.status, second.status) == ("pending", "approved")
    await approve(strict.am, first_id, "deny")
    with pytest.raises(AccessDenied):
        await first.result(timeout=10)


async def test_the_provider_wants_the_token_that_the_listener_wants(
    strict: Provider, ping: PingClient, client: CIBAClient
) -> None:
    without = strict.client.request_object()
    with pytest.raises(ValueError, match="client_notification_token"):
        await ping.ask(without)
    with pytest.raises(CIBAError, match="invalid_request"):
        await client.ask(without)
