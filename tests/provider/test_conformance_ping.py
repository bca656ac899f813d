"""The OpenID Foundation's FAPI-CIBA plan: a client that is pinged, whatever its endpoint answers.

The plan's module for mutual TLS is run over plain http, for TLS is not mocked; that the endpoint is
called once is what it looks at.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.contract.till import approve
from tests.provider.conformance import acknowledgement, refused, token_answer, verified
from tests.provider.notified import TOKEN, Call, NotificationEndpoint, listening
from tests.provider.provider import Client, Provider
from tests.provider.registered import delivery, notified_by


@pytest.fixture
async def endpoint() -> AsyncIterator[NotificationEndpoint]:
    """The client's endpoint."""
    async with listening() as made:
        yield made


@pytest.fixture
async def client(strict: Provider, endpoint: NotificationEndpoint) -> Client:
    """A client that is pinged there."""
    await notified_by(strict, strict.client, "ping", endpoint)
    return strict.client


async def asked(client: Client, **changes: Any) -> str:
    """The auth_req_id of a request that brings a token for the notification."""
    answer = await client.ask(client_notification_token=TOKEN, **changes)
    auth_req_id: str = acknowledgement(answer)["auth_req_id"]
    return auth_req_id


async def pinged(client: Client, endpoint: NotificationEndpoint, kind: str = "allow") -> str:
    """The auth_req_id of a request that was decided, and whose ping has come."""
    auth_req_id = await asked(client)
    refused(await client.poll(auth_req_id), "authorization_pending")
    assert endpoint.calls_about(auth_req_id) == []
    await approve(client.am, auth_req_id, kind)
    check_ping(await endpoint.notification(auth_req_id), auth_req_id)
    return auth_req_id


def check_ping(call: Call, auth_req_id: str) -> None:
    """All of the ping, and nothing beside it (CIBA 10.2)."""
    assert (call.method, call.path) == ("POST", "/notified")
    assert call.bearer == TOKEN
    assert call.json == {"auth_req_id": auth_req_id}


async def completed_once(client: Client, endpoint: NotificationEndpoint) -> str:
    """The flow completes by polling, and the endpoint is not called about it again."""
    auth_req_id = await pinged(client, endpoint)
    tokens = token_answer(await client.poll(auth_req_id))
    assert (await verified(client, tokens))["sub"] == "demo"
    await client.am.advance(120)
    await pinged(client, endpoint)  # by then another call would have come as well
    assert len(endpoint.calls_about(auth_req_id)) == 1
    return auth_req_id


async def test_an_answer_with_a_body_is_a_good_answer(
    strict: Provider, client: Client, endpoint: NotificationEndpoint
) -> None:
    # ping-backchannel-notification-endpoint-response-has-body
    endpoint.status, endpoint.body = 200, b'{"any": "body"}'
    endpoint.headers = {"Content-Type": "application/json"}
    auth_req_id = await completed_once(client, endpoint)
    assert await delivery(strict, auth_req_id) == {"tries": 1, "outcome": "answered 200"}


@pytest.mark.parametrize(
    "status",
    [
        # ping-backchannel-notification-endpoint-response-401
        401,
        # ping-backchannel-notification-endpoint-response-403
        403,
    ],
)
async def test_a_client_that_will_not_hear_completes_by_polling(
    client: Client, endpoint: NotificationEndpoint, status: int
) -> None:
    endpoint.status = status
    auth_req_id = await pinged(client, endpoint)
    token_answer(await client.poll(auth_req_id))


async def test_a_client_that_says_401_is_not_called_again(
    strict: Provider, client: Client, endpoint: NotificationEndpoint
) -> None:
    # ping-with-mtls-ciba-notification-endpoint-response-401-and-require-server-does-not-retry
    endpoint.status = 401
    auth_req_id = await completed_once(client, endpoint)
    assert await delivery(strict, auth_req_id) == {"tries": 1, "outcome": "answered 401"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(
    client: Client, endpoint: NotificationEndpoint, status: int
) -> None:
    # ping-backchannel-notification-endpoint-return-redirect-request
    endpoint.status, endpoint.headers = status, {"Location": f"{endpoint.origin}/elsewhere"}
    await completed_once(client, endpoint)
    assert {call.path for call in endpoint.calls} == {"/notified"}


async def test_a_client_that_is_pinged_may_poll_as_well(
    client: Client, endpoint: NotificationEndpoint
) -> None:
    # CIBA 10.1: and then it is treated as one that polls
    auth_req_id = await asked(client)
    refused(await client.poll(auth_req_id), "authorization_pending")
    refused(await client.poll(auth_req_id), "slow_down")
    assert endpoint.calls == []


async def test_a_denial_is_told_by_a_ping_like_an_approval(
    client: Client, endpoint: NotificationEndpoint
) -> None:
    # CIBA 10.2
    auth_req_id = await pinged(client, endpoint, "deny")
    refused(await client.poll(auth_req_id), "access_denied")


async def test_the_end_is_told_by_a_ping_too(
    client: Client, endpoint: NotificationEndpoint
) -> None:
    # CIBA 10.2: after success or failure
    auth_req_id = await asked(client, requested_expiry=10)
    await client.am.advance(11)
    check_ping(await endpoint.notification(auth_req_id), auth_req_id)
    refused(await client.poll(auth_req_id), "expired_token")
