"""Push delivery (CIBA 10.3, 12): the tokens, or why there are none, are brought to the client."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.contract.till import approve
from tests.provider.conformance import (
    AUTH_REQ_ID_CLAIM,
    RT_HASH,
    half,
    never_stored,
    refused,
    resource_answer,
    verified,
)
from tests.provider.notified import TOKEN, NotificationEndpoint, listening
from tests.provider.provider import Client, Provider
from tests.provider.registered import notified_by


@pytest.fixture
async def endpoint() -> AsyncIterator[NotificationEndpoint]:
    """The client's endpoint."""
    async with listening() as made:
        yield made


@pytest.fixture
async def client(strict: Provider, endpoint: NotificationEndpoint) -> Client:
    """A client whose tokens are pushed there."""
    await notified_by(strict, strict.client, "push", endpoint)
    return strict.client


async def asked(client: Client, **changes: Any) -> dict[str, Any]:
    """The acknowledgement of a request that brings a token for the notification."""
    answer = await client.ask(client_notification_token=TOKEN, **changes)
    assert answer.status_code == 200, answer.text
    return never_stored(answer)


async def pushed(client: Client, endpoint: NotificationEndpoint, kind: str) -> dict[str, Any]:
    """What is brought to the client after that decision."""
    auth_req_id = (await asked(client))["auth_req_id"]
    await approve(client.am, auth_req_id, kind)
    call = await endpoint.notification(auth_req_id)
    assert (call.method, call.path, call.bearer) == ("POST", "/notified", TOKEN)
    return call.json


async def test_who_does_not_poll_is_told_no_interval(client: Client) -> None:
    # CIBA 7.3
    assert (await asked(client)).keys() == {"auth_req_id", "expires_in"}


async def test_the_tokens_come_with_an_id_token_that_vouches_for_them(
    client: Client, endpoint: NotificationEndpoint
) -> None:
    # CIBA 10.3.1
    tokens = await pushed(client, endpoint, "allow")
    claims = await verified(client, tokens)
    assert claims["sub"] == "demo"
    assert claims["at_hash"] == half(tokens["access_token"])
    assert claims[RT_HASH] == half(tokens["refresh_token"])
    assert claims[AUTH_REQ_ID_CLAIM] == tokens["auth_req_id"]
    assert tokens["token_type"] == "Bearer"
    assert type(tokens["expires_in"]) is int
    resource = await resource_answer(client.am, tokens["access_token"])
    assert resource.json()["sub"] == "demo"


async def test_a_denial_is_brought_as_an_error(
    client: Client, endpoint: NotificationEndpoint
) -> None:
    # CIBA 12
    error = await pushed(client, endpoint, "deny")
    assert error["error"] == "access_denied"
    assert error.keys() <= {"error", "error_description", "auth_req_id"}


async def test_the_end_is_brought_as_an_error(
    client: Client, endpoint: NotificationEndpoint
) -> None:
    # CIBA 12
    auth_req_id = (await asked(client, requested_expiry=10))["auth_req_id"]
    await client.am.advance(11)
    assert (await endpoint.notification(auth_req_id)).json["error"] == "expired_token"


@pytest.mark.parametrize("decided", [False, True])
async def test_a_client_that_is_pushed_to_redeems_nothing(
    client: Client, endpoint: NotificationEndpoint, decided: bool
) -> None:
    # CIBA 11
    auth_req_id = (await asked(client))["auth_req_id"]
    if decided:
        await approve(client.am, auth_req_id)
        await endpoint.notification(auth_req_id)
    refused(await client.poll(auth_req_id), "unauthorized_client", 403)


async def test_what_was_pushed_can_be_refreshed(
    client: Client, endpoint: NotificationEndpoint
) -> None:
    # CIBA 10.3.1, RFC 6749 6
    tokens = await pushed(client, endpoint, "allow")
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    answer = await client.grant(**form)
    assert answer.status_code == 200, answer.text
