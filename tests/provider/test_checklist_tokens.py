"""What polls and tokens must be, beside what the conformance plan tries.

Section numbers without a name are CIBA Core 1.0's.
"""

import pytest

from tests.contract.configuration import CIBA
from tests.contract.till import approve
from tests.provider.asserting import asserting
from tests.provider.conformance import (
    AUTH_REQ_ID_CLAIM,
    RT_HASH,
    completed,
    half,
    refused,
    token_answer,
    verified,
)
from tests.provider.notification_endpoint import NotificationEndpoint
from tests.provider.provider import Provider


async def test_no_auth_req_id_is_given_twice(strict: Provider) -> None:
    # 7.3
    given = [await strict.client.acknowledged() for _ in range(50)]
    assert len(set(given)) == 50
    assert len({one[:8] for one in given}) == 50
    assert len({one[-8:] for one in given}) == 50


@pytest.mark.parametrize(
    "grant_type",
    [CIBA.upper(), f" {CIBA}", f"{CIBA} ", CIBA.removeprefix("urn:"), "ciba", "password"],
)
async def test_the_grant_type_is_exact(strict: Provider, grant_type: str) -> None:
    # 10.1
    auth_req_id = await strict.client.approved()
    form = {"grant_type": grant_type, "auth_req_id": auth_req_id}
    refused(await strict.client.grant(**form), "unsupported_grant_type")
    token_answer(await strict.client.poll(auth_req_id))


@pytest.mark.parametrize("form", [{"grant_type": CIBA}, {"auth_req_id": "x"}, {}])
async def test_what_is_missing_from_a_token_request_makes_it_invalid(
    strict: Provider, form: dict[str, str]
) -> None:
    # 10.1, 11
    refused(await strict.client.grant(**form))


async def test_a_poll_is_answered_at_once(strict: Provider) -> None:
    # 10.1: within 30 seconds; this provider does not hold a poll open
    answer = await strict.client.poll(await strict.client.acknowledged())
    refused(answer, "authorization_pending")
    assert answer.elapsed.total_seconds() < 5


async def test_an_unknown_auth_req_id_and_a_redeemed_one_are_invalid_grants(
    strict: Provider,
) -> None:
    # 10.1.1, 11
    auth_req_id = await strict.client.approved()
    token_answer(await strict.client.poll(auth_req_id))
    for _ in range(2):
        refused(await strict.client.poll(auth_req_id), "invalid_grant")
    refused(await strict.client.poll("x" * 43), "invalid_grant")


async def test_each_slow_down_counts_for_all_later_polls(strict: Provider) -> None:
    # 11: five seconds more
    auth_req_id = await strict.client.acknowledged()
    refused(await strict.client.poll(auth_req_id), "authorization_pending")
    refused(await strict.client.poll(auth_req_id), "slow_down")
    for seconds, code in ((6.9, "slow_down"), (12.1, "authorization_pending")):
        await strict.am.advance(seconds)
        refused(await strict.client.poll(auth_req_id), code)


@pytest.mark.parametrize("kind", ["allow", "deny"])
async def test_a_decision_after_the_end_has_no_effect(strict: Provider, kind: str) -> None:
    # 11
    auth_req_id = await strict.client.acknowledged(requested_expiry=10)
    await strict.am.advance(10)
    answer = await strict.am.mock("POST", "/action", params={"token": auth_req_id, "type": kind})
    assert answer.status_code < 500
    refused(await strict.client.poll(auth_req_id), "expired_token")


async def test_only_one_decision_counts(strict: Provider) -> None:
    # 11
    auth_req_id = await strict.client.acknowledged()
    await approve(strict.am, auth_req_id, "deny")
    again = await strict.am.mock("POST", "/action", params={"token": auth_req_id, "type": "allow"})
    assert again.status_code == 404
    refused(await strict.client.poll(auth_req_id), "access_denied")


async def test_an_approval_that_is_not_fetched_in_time_is_lost(strict: Provider) -> None:
    # 7.3, 11
    auth_req_id = await strict.client.approved(requested_expiry=10)
    await strict.am.advance(11)
    refused(await strict.client.poll(auth_req_id), "expired_token")


async def test_the_id_token_names_who_was_asked_and_when(strict: Provider) -> None:
    # 10.1.1, OIDC Core 2
    for username in ("demo", "erin"):
        tokens, claims = await completed(
            strict.client, await strict.client.ask(login_hint=username)
        )
        assert claims["sub"] == username
        assert claims["acr"] == "push"
        assert claims["iat"] - 60 <= claims["auth_time"] <= claims["iat"]
        assert "at_hash" in claims
        assert tokens["scope"] == "openid profile"


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
async def test_a_client_without_the_secret_to_sign_with_gets_no_id_token(
    provider: Provider, alg: str
) -> None:
    # OIDC Core 10.1; what was approved is kept until the registration is put right
    client = await asserting(provider, "secretless", id_token_alg=alg)
    auth_req_id = await client.approved()
    refused(await client.poll(auth_req_id), "unauthorized_client")
    mended = await asserting(provider, "secretless")
    token_answer(await mended.poll(auth_req_id))


# Push delivery.


async def test_what_is_pushed_is_bound_together_by_its_id_token(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    # 10.3.1; a refresh token that came so is one like any other
    metadata = {"token_delivery_mode": "push", "client_notification_endpoint": endpoint.url}
    await strict.metadata(strict.client, **metadata)
    auth_req_id = await strict.client.approved(client_notification_token="0" * 32)
    pushed = (await endpoint.call())["body"]
    claims = await verified(strict.client, pushed)
    assert claims["at_hash"] == half(pushed["access_token"])
    assert claims[RT_HASH] == half(pushed["refresh_token"])
    assert claims[AUTH_REQ_ID_CLAIM] == pushed["auth_req_id"] == auth_req_id
    form = {"grant_type": "refresh_token", "refresh_token": pushed["refresh_token"]}
    token_answer(await strict.client.grant(**form))


async def test_a_client_that_polls_is_not_called(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    # 10: delivery is by the mode that is registered
    metadata = {"token_delivery_mode": "poll", "client_notification_endpoint": endpoint.url}
    await strict.metadata(strict.client, **metadata)
    asked = await strict.client.ask(client_notification_token="0" * 32)
    await completed(strict.client, asked)
    params = {"token": asked.json()["auth_req_id"]}
    assert "notification" not in (await strict.am.mock("GET", "/request", params=params)).json()
    assert endpoint.calls == []
