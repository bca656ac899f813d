"""The OpenID Foundation's FAPI-CIBA plan: a client that is not who it says.

The modules for `private_key_jwt` are run as they are. Those for mutual TLS, which is not mocked,
are run with `client_secret_basic`: what a certificate proves there, a secret proves here.
"""

from typing import Any

import httpx
import pytest

from tests.contract.am import OAUTH2
from tests.contract.configuration import CIBA
from tests.provider.asserting import AssertingClient, asserting
from tests.provider.conformance import acknowledgement, completed, refused, token_answer
from tests.provider.provider import Provider, grant


async def post(provider: Provider, endpoint: str, **kwargs: Any) -> httpx.Response:
    """POST to an OAuth2 endpoint, as nobody in particular."""
    return await provider.am.post(f"{OAUTH2}/{endpoint}", **kwargs)


async def test_a_client_id_with_another_clients_proof_over_its_request_is_no_client(
    strict: Provider,
) -> None:
    # ensure-different-client-id-and-issuer-in-backchannel-authorization-request
    first, second = strict.client, strict.other
    mixed = (second.auth[0], first.auth[1])
    refused(await first.send(first.request_object(), auth=mixed), "invalid_client", 401)
    refused(await first.send(first.request_object(), auth=second.auth))


@pytest.mark.parametrize("client_id", ["otherClient", "nobody"])
async def test_a_wrong_client_id_redeems_nothing(strict: Provider, client_id: str) -> None:
    # ensure-wrong-client-id-in-token-endpoint-request
    client = strict.client
    auth_req_id = await client.approved()
    auth = (client_id, client.auth[1])
    refused(
        await client.post("access_token", data=grant(auth_req_id), auth=auth), "invalid_client", 401
    )
    token_answer(await client.poll(auth_req_id))


@pytest.mark.parametrize("client_id", ["otherClient", "nobody"])
async def test_a_wrong_client_id_asks_for_nothing(strict: Provider, client_id: str) -> None:
    # ensure-wrong-client-id-in-backchannel-authorization-request
    client = strict.client
    auth = (client_id, client.auth[1])
    refused(await client.send(client.request_object(), auth=auth), "invalid_client", 401)
    beside = await client.send(client.request_object(), form={"client_id": client_id})
    refused(beside, "invalid_request")


@pytest.fixture
async def client(strict: Provider) -> AssertingClient:
    """A client for `private_key_jwt` in PS256, whose key could sign in RS256 as well."""
    return await asserting(strict, "asserting-client", "PS256")


async def test_without_its_assertion_a_client_redeems_nothing(
    strict: Provider, client: AssertingClient
) -> None:
    # ensure-without-client-assertion-in-token-endpoint-request
    auth_req_id = await client.approved()
    bare = {"client_id": client.auth[0]} | grant(auth_req_id)
    refused(await post(strict, "access_token", data=bare), "invalid_client", 401)
    token_answer(await client.poll(auth_req_id))


async def test_without_its_assertion_a_client_asks_for_nothing(
    strict: Provider, client: AssertingClient
) -> None:
    # ensure-without-client-assertion-in-backchannel-authorization-request
    bare = {"client_id": client.auth[0], "request": client.request_object()}
    refused(await post(strict, "bc-authorize", data=bare), "invalid_client", 401)
    acknowledgement(await client.ask())


# ensure-client-assertion-signature-algorithm-in-backchannel-authorization-request-is-RS256-fails
async def test_an_assertion_in_rs256_asks_for_nothing(client: AssertingClient) -> None:
    other = client.assertion({"alg": "RS256"})
    answer = await client.send(client.request_object(), assertion=other)
    refused(answer, "invalid_client", 401)
    acknowledgement(await client.ask())


async def test_an_assertion_in_rs256_redeems_nothing(client: AssertingClient) -> None:
    # ensure-client-assertion-signature-algorithm-in-token-endpoint-request-is-RS256-fails
    auth_req_id = await client.approved()
    other = client.assertion({"alg": "RS256"})
    answer = await client.post("access_token", data=grant(auth_req_id), assertion=other)
    refused(answer, "invalid_client", 401)
    token_answer(await client.poll(auth_req_id))


async def test_an_assertion_for_the_issuer_is_taken_at_the_token_endpoint(
    client: AssertingClient,
) -> None:
    # ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds
    acknowledged = acknowledgement(await client.ask())
    mine = client.assertion(aud=client.issuer)
    form = {"grant_type": CIBA, "auth_req_id": acknowledged["auth_req_id"]}
    answer = await client.post("access_token", data=form, assertion=mine)
    refused(answer, "authorization_pending")


async def test_a_client_completes_a_flow_by_assertions(client: AssertingClient) -> None:
    await completed(client, await client.ask(), "PS256")
