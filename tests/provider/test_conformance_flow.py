"""The OpenID Foundation's FAPI-CIBA plan: flows that succeed, are denied, expire, or are abused.

Each comment names the plan's module. The plan's hook for the end user is a URL that ends in
`?token={auth_req_id}&type={allow|deny}`: the mock's `/_mock/action`.
"""

from typing import Any

import pytest

from tests.contract.am import AM, OAUTH2
from tests.contract.configuration import CIBA, done, give_phone
from tests.contract.till import approve
from tests.provider.asserting import AssertingClient, asserting
from tests.provider.conformance import (
    acknowledgement,
    completed,
    metadata,
    payload,
    pending_twice,
    refused,
    resource_answer,
    token_answer,
    verified,
)
from tests.provider.provider import Provider

LOREM = ", ".join(["1234 👍🏿 品川 Lorem ipsum dolor sit amet"] + ["consectetur adipiscing"] * 20)


@pytest.mark.parametrize("alg", ["ES256", "PS256"])
async def test_two_clients_complete_a_flow_and_nothing_of_it_can_be_used_again(
    strict: Provider, alg: str
) -> None:
    # fapi-ciba-id1
    first = await asserting(strict, "first-client", alg)
    second = await asserting(strict, "second-client", alg)
    acr = (await metadata(strict.am))["acr_values_supported"][0]
    await completed(first, await first.ask(), alg)
    request = second.request_object(
        {"typ": "oauth-authz-req+jwt"}, acr_values=acr, requested_expiry=300
    )
    asked = await second.send(request)
    tokens, claims = await completed(second, asked, alg)
    assert claims["acr"] == acr
    assert asked.json()["expires_in"] == 300
    in_query = await strict.am.get(
        f"{OAUTH2}/userinfo", params={"access_token": tokens["access_token"]}
    )
    assert in_query.status_code in (400, 401)
    refused(await second.poll(asked.json()["auth_req_id"]), "invalid_grant")


async def test_a_client_that_asks_for_no_acr_completes_a_flow(strict: Provider) -> None:
    # The plan's first client sends no acr_values, which are optional (CIBA 7.1).
    asked = await strict.client.ask(acr_values=None)
    _, claims = await completed(strict.client, asked)
    assert claims["sub"] == "demo"


async def test_a_denial_reaches_the_client_as_access_denied(strict: Provider) -> None:
    # user-rejects-authentication
    client = strict.client
    acknowledged = acknowledgement(await client.ask())
    await pending_twice(client, acknowledged)
    await approve(strict.am, acknowledged["auth_req_id"], "deny")
    refused(await client.poll(acknowledged["auth_req_id"]), "access_denied")


async def test_twenty_polls_at_once_are_all_answered_and_win_nothing(strict: Provider) -> None:
    # multiple-call-to-token-endpoint
    client = strict.client
    auth_req_id = acknowledgement(await client.ask())["auth_req_id"]
    refused(await client.poll(auth_req_id), "authorization_pending")
    for _ in range(20):
        refused(await client.poll(auth_req_id), "slow_down")
    await approve(strict.am, auth_req_id)
    token_answer(await client.poll(auth_req_id))


async def test_after_its_lifetime_an_auth_req_id_is_expired(strict: Provider) -> None:
    # auth-req-id-expired
    client = strict.client
    acknowledged = acknowledgement(await client.ask(requested_expiry=10))
    assert acknowledged["expires_in"] == 10
    refused(await client.poll(acknowledged["auth_req_id"]), "authorization_pending")
    await strict.am.advance(11)
    refused(await client.poll(acknowledged["auth_req_id"]), "expired_token")


@pytest.mark.parametrize(
    "changes",
    [
        # ensure-authorization-request-with-binding-message-succeeds
        {"binding_message": "1234"},
        # ensure-other-scope-order-succeeds
        {"scope": "profile openid"},
        # ensure-requested-expiry-as-string-succeeds
        {"requested_expiry": "30"},
    ],
    ids=lambda changes: next(iter(changes)),
)
async def test_a_flow_completes_with_what_a_client_may_ask_for(
    strict: Provider, changes: dict[str, Any]
) -> None:
    asked = await strict.client.ask(**changes)
    tokens, _ = await completed(strict.client, asked)
    assert set(tokens["scope"].split()) == {"openid", "profile"}
    assert asked.json()["expires_in"] == int(changes.get("requested_expiry", 600))


async def test_a_binding_message_is_shown_in_full_or_refused(strict: Provider) -> None:
    # ensure-authorization-request-with-potentially-bad-binding-message
    await done(strict.administrator, "/users/frank", {"userpassword": "Ch4ng31t"})
    device_id = await give_phone(strict.am, "frank")
    asked = {"login_hint": "frank", "binding_message": LOREM}
    refused(await strict.client.ask(**asked), "invalid_binding_message")
    assert await shown(strict.am, device_id) == []
    shorter = await strict.client.ask(**asked | {"binding_message": LOREM[:100]})
    assert await shown(strict.am, device_id) == [LOREM[:100]]
    await completed(strict.client, shorter)


async def shown(am: AM, device_id: str) -> list[str]:
    """The binding messages on a phone's screen."""
    answer = await am.mock("GET", f"/phones/{device_id}/messages")
    return [payload(one["message"])["m"] for one in answer.json()["result"]]


async def test_only_the_client_that_asked_can_redeem(strict: Provider) -> None:
    # ensure-wrong-auth-req-id-in-token-endpoint-request
    auth_req_id = await strict.client.approved()
    refused(await strict.other.poll(auth_req_id), "invalid_grant")
    token_answer(await strict.client.poll(auth_req_id))


async def refreshed(client: AssertingClient, refresh_token: str) -> Any:
    """The answer to a refresh token."""
    return await client.grant(grant_type="refresh_token", refresh_token=refresh_token)


async def test_a_refresh_token_is_its_own_clients_and_names_the_same_user(
    strict: Provider,
) -> None:
    # refresh-token
    first = await asserting(strict, "first-client")
    second = await asserting(strict, "second-client")
    tokens, before = await completed(first, await first.ask())
    refused(await refreshed(second, tokens["refresh_token"]), "invalid_grant")
    again = token_answer(await refreshed(first, tokens["refresh_token"]))
    assert again["access_token"] != tokens["access_token"]
    after = await verified(first, again)
    for claim in ("iss", "sub", "aud", "auth_time"):
        assert after[claim] == before[claim]
    assert after["iat"] >= before["iat"]
    assert (await resource_answer(strict.am, again["access_token"])).status_code == 200
    others, _ = await completed(second, await second.ask())
    refused(await refreshed(first, others["refresh_token"]), "invalid_grant")


async def test_a_refresh_token_is_no_auth_req_id(strict: Provider) -> None:
    # CIBA 10.1, RFC 6749 6
    tokens, _ = await completed(strict.client, await strict.client.ask())
    form = {"grant_type": CIBA, "auth_req_id": tokens["refresh_token"]}
    refused(await strict.client.grant(**form), "invalid_grant")
