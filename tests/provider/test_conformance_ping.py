"""The OpenID Foundation's FAPI-CIBA plan: a client that is pinged, whatever its endpoint answers.

The plan's module for mutual TLS is run over plain http, for TLS is not mocked; that the endpoint is
called once is what it looks at.
"""

from typing import Any

import pytest

from tests.contract.till import approve
from tests.provider.conformance import acknowledgement, refused, token_answer, verified
from tests.provider.notification_endpoint import NotificationEndpoint, answer
from tests.provider.provider import Client, Provider

TOKEN = "8d67dc78-7faa-4d41-aabd-67707b374255"


@pytest.fixture
async def client(strict: Provider, endpoint: NotificationEndpoint) -> Client:
    """A client that is pinged there."""
    metadata = {"token_delivery_mode": "ping", "client_notification_endpoint": endpoint.url}
    await strict.metadata(strict.client, **metadata)
    return strict.client


async def asked(client: Client, **changes: Any) -> str:
    """The auth_req_id of a request that brings a token for the notification."""
    answer = await client.ask(client_notification_token=TOKEN, **changes)
    auth_req_id: str = acknowledgement(answer)["auth_req_id"]
    return auth_req_id


def calls_about(endpoint: NotificationEndpoint, auth_req_id: str) -> list[dict[str, Any]]:
    """The calls so far that are not about other requests."""
    return [
        call
        for call in endpoint.calls
        if call["body"] is None or call["body"]["auth_req_id"] == auth_req_id
    ]


async def pinged(client: Client, endpoint: NotificationEndpoint) -> str:
    """The auth_req_id of a request that was approved, and whose ping has come (CIBA 10.2)."""
    auth_req_id = await asked(client)
    refused(await client.poll(auth_req_id), "authorization_pending")
    before = len(endpoint.calls)
    await approve(client.am, auth_req_id)
    call = await endpoint.call(before + 1)
    assert call["request"] == "POST /notified HTTP/1.1"
    assert call["headers"]["authorization"] == f"Bearer {TOKEN}"
    assert call["headers"]["content-type"] == "application/json"
    assert call["body"] == {"auth_req_id": auth_req_id}
    return auth_req_id


async def completed_once(client: Client, endpoint: NotificationEndpoint) -> str:
    """The flow completes by polling, and the endpoint is not called about it again."""
    auth_req_id = await pinged(client, endpoint)
    tokens = token_answer(await client.poll(auth_req_id))
    assert (await verified(client, tokens))["sub"] == "demo"
    await client.am.advance(120)
    await pinged(client, endpoint)  # by then another call would have come as well
    assert len(calls_about(endpoint, auth_req_id)) == 1
    return auth_req_id


async def test_an_answer_with_a_body_is_a_good_answer(
    strict: Provider, client: Client, endpoint: NotificationEndpoint
) -> None:
    # ping-backchannel-notification-endpoint-response-has-body
    endpoint.answers = answer("200 OK", "Content-Type: application/json", body='{"any": "body"}')
    auth_req_id = await completed_once(client, endpoint)
    assert await strict.notification(auth_req_id) == "answered 200"


@pytest.mark.parametrize(
    "status",
    [
        # ping-backchannel-notification-endpoint-response-401
        "401 Unauthorized",
        # ping-backchannel-notification-endpoint-response-403
        "403 Forbidden",
    ],
)
async def test_a_client_that_will_not_hear_completes_by_polling(
    client: Client, endpoint: NotificationEndpoint, status: str
) -> None:
    endpoint.answers = answer(status)
    token_answer(await client.poll(await pinged(client, endpoint)))


async def test_a_client_that_says_401_is_not_called_again(
    strict: Provider, client: Client, endpoint: NotificationEndpoint
) -> None:
    # ping-with-mtls-ciba-notification-endpoint-response-401-and-require-server-does-not-retry
    endpoint.answers = answer("401 Unauthorized", "WWW-Authenticate: Bearer")
    auth_req_id = await completed_once(client, endpoint)
    assert await strict.notification(auth_req_id) == "answered 401"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 So", "308 So"])
async def test_a_redirect_is_not_followed(
    client: Client, endpoint: NotificationEndpoint, status: str
) -> None:
    # ping-backchannel-notification-endpoint-return-redirect-request
    endpoint.answers = answer(status, f"Location: {endpoint.url}/elsewhere")
    await completed_once(client, endpoint)
    assert {call["request"] for call in endpoint.calls} == {"POST /notified HTTP/1.1"}
