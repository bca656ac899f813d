"""`access_token`: polling and redeeming (am.md 13)."""

import asyncio
import re
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import OAUTH2, Administrator
from tests.contract.configuration import CIBA, CLIENTS, client, done
from tests.contract.refusals import INVALID_GRANT, PENDING, SLOW_DOWN, UNSUPPORTED, refusal
from tests.contract.till import Till, approve


async def test_before_the_user_answers_it_is_pending(till: Till) -> None:
    answer = await till.poll(await till.acknowledged())
    assert answer.status_code == 400
    assert list(answer.json().items()) == list(PENDING.items())
    assert answer.headers["cache-control"] == "no-store"


async def test_polling_too_soon_is_told_to_slow_down(till: Till) -> None:
    auth_req_id = await till.acknowledged()
    assert (await till.poll(auth_req_id)).json() == PENDING, "a first poll is never too soon"
    assert (await till.poll(auth_req_id)).json() == SLOW_DOWN
    await till.am.advance(2.1)
    assert (await till.poll(auth_req_id)).json() == PENDING


async def test_each_poll_counts_even_one_too_soon(till: Till) -> None:
    # am.md 13: a too-fast poll begins the interval anew
    auth_req_id = await till.acknowledged()
    for _ in range(3):
        answer = await till.poll(auth_req_id)
        await till.am.advance(1.5)
    assert answer.json() == SLOW_DOWN


async def test_an_approved_request_is_honoured_even_if_polled_too_soon(till: Till) -> None:
    # am.md 20.3
    auth_req_id = await till.acknowledged()
    await till.poll(auth_req_id)
    await approve(till.am, auth_req_id)
    assert (await till.poll(auth_req_id)).status_code == 200


async def test_the_tokens_are_answered_in_ams_order(till: Till) -> None:
    tokens = await till.tokens()
    assert list(tokens) == ["access_token", "scope", "id_token", "token_type", "expires_in"]
    assert re.fullmatch("[A-Za-z0-9_-]{27}", tokens["access_token"])
    assert tokens["scope"] == "openid profile"
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3599)


async def test_an_auth_req_id_redeems_once(till: Till) -> None:
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id)
    assert (await till.poll(auth_req_id)).status_code == 200
    again = await till.poll(auth_req_id)
    assert (again.status_code, again.json()) == (400, INVALID_GRANT)


async def test_of_16_simultaneous_redemptions_one_succeeds(till: Till) -> None:
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id)
    answers = await asyncio.gather(*(till.poll(auth_req_id) for _ in range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 15
    assert {a.json()["error"] for a in answers if a.status_code == 400} == {"invalid_grant"}


async def test_a_denial_is_final(till: Till) -> None:
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id, "deny")
    for _ in range(2):
        answer = await till.poll(auth_req_id)
        assert (answer.status_code, answer.json()["error"]) == (400, "access_denied")
    again = await till.am.mock("POST", "/action", params={"token": auth_req_id, "type": "allow"})
    assert again.status_code == 404
    assert (await till.poll(auth_req_id)).json()["error"] == "access_denied"


@pytest.mark.parametrize("kind", [None, "allow", "deny"])
async def test_after_its_lifetime_a_request_is_expired(till: Till, kind: str | None) -> None:
    auth_req_id = await till.acknowledged(requested_expiry=30)
    if kind:
        await approve(till.am, auth_req_id, kind)
    await till.am.advance(31)
    answer = await till.poll(auth_req_id)
    assert (answer.status_code, answer.json()["error"]) == (400, "expired_token")


async def test_a_foreign_auth_req_id_is_refused_and_not_burned(till: Till, other: Till) -> None:
    auth_req_id = await till.acknowledged()
    assert (await other.poll(auth_req_id)).json() == INVALID_GRANT
    assert (await till.poll(auth_req_id)).json() == PENDING, "the probe was no poll of the owner"
    await approve(till.am, auth_req_id)
    assert (await other.poll(auth_req_id)).json() == INVALID_GRANT
    assert (await till.poll(auth_req_id)).status_code == 200


async def test_an_auth_req_id_belongs_to_its_realm(
    till: Till, administrator: Administrator, key: JWK
) -> None:
    root = "/json/realms/root/realm-config"
    await administrator.put(f"{root}/agents/OAuth2Client/myCIBAClient", client(key))
    await administrator.put(f"{root}/services/oauth-oidc", {})
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id)
    form = {"grant_type": CIBA, "auth_req_id": auth_req_id}
    answer = await till.am.post("/oauth2/realms/root/access_token", data=form, auth=till.auth)
    assert answer.json() == INVALID_GRANT
    assert (await till.poll(auth_req_id)).status_code == 200


async def test_a_wrong_secret_burns_nothing(till: Till) -> None:
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id)
    till.auth = ("myCIBAClient", "wrong")
    assert (await till.poll(auth_req_id)).status_code == 401
    till.auth = ("myCIBAClient", "forgerock")
    assert (await till.poll(auth_req_id)).status_code == 200


@pytest.mark.parametrize("changed", [str.swapcase, "{} ".format, " {}".format, "{}A".format])
async def test_only_the_exact_id_redeems(till: Till, changed: Any) -> None:
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id)
    assert (await till.poll(changed(auth_req_id))).json() == INVALID_GRANT
    assert (await till.poll(auth_req_id)).status_code == 200


@pytest.mark.parametrize(
    ("form", "error", "description"),
    [
        ({}, "invalid_request", "Grant type is not set"),
        ({"grant_type": ""}, "invalid_request", "Grant type is not set"),
        ({"grant_type": "password"}, "unsupported_grant_type", "Grant type is not supported"),
        ({"grant_type": CIBA}, "invalid_request", "Missing parameters: auth_req_id"),
        (
            {"grant_type": CIBA, "auth_req_id": ""},
            "invalid_request",
            "Missing parameters: auth_req_id",
        ),
        (
            {"grant_type": CIBA, "auth_req_id": "A" * 100_000},
            "invalid_grant",
            INVALID_GRANT["error_description"],
        ),
        (
            {"grant_type": "refresh_token", "refresh_token": "x"},
            "unauthorized_client",
            "The client is not allowed to use this grant type",
        ),
    ],
)
async def test_a_malformed_grant_says_what_is_wrong(
    till: Till, form: dict[str, str], error: str, description: str
) -> None:
    answer = await till.grant(**form)
    assert answer.status_code == 400
    assert answer.json() == refusal(description, error)


async def test_the_id_never_counts_in_the_query(till: Till) -> None:
    auth_req_id = await till.acknowledged()
    answer = await till.am.post(
        f"{OAUTH2}/access_token?auth_req_id={auth_req_id}",
        data={"grant_type": CIBA},
        auth=till.auth,
    )
    assert answer.json()["error"] == "invalid_request"


async def test_a_tree_that_changes_while_it_waits_denies(
    till: Till, administrator: Administrator
) -> None:
    auth_req_id = await till.acknowledged()
    tree = "/realm-config/authentication/authenticationtrees/trees/myCIBAPushTree"
    end = "70e691a5-1e33-4ac3-a356-e7b6d60d92e0"
    await done(administrator, tree, {"entryNodeId": end, "nodes": {}})
    await till.am.advance(10)
    answer = await till.poll(auth_req_id)
    assert (answer.status_code, answer.json()["error"]) == (400, "access_denied")


@pytest.mark.mock_alone
@pytest.mark.parametrize(
    "grant_type",
    [
        "authorization_code",
        "client_credentials",
        "password",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:uma-ticket",
        "urn:openid:params:modrna:grant-type:backchannel_request",
    ],
)
async def test_a_grant_that_is_not_mocked_is_not_supported(
    till: Till, administrator: Administrator, grant_type: str
) -> None:
    # am.md 13: its text
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(till.key, grant_type))
    answer = await till.grant(grant_type=grant_type)
    assert (answer.status_code, answer.json()) == (400, UNSUPPORTED)
