"""`access_token`: polling, redeeming, refreshing (am.md 13)."""

import asyncio
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import OAUTH2, Administrator
from tests.contract.configuration import CIBA, CLIENTS, client, configure, done, give_phone
from tests.contract.till import Till, approve, new_key

PENDING = {
    "error_description": "End user has not yet been authenticated",
    "error": "authorization_pending",
}
SLOW_DOWN = {
    "error_description": "The polling interval has not elapsed since the last request",
    "error": "slow_down",
}
INVALID_GRANT = {
    "error_description": "The provided access grant is invalid, expired, or revoked.",
    "error": "invalid_grant",
}


@pytest.fixture
async def other(till: Till, administrator: Administrator) -> Till:
    """A second client of the same realm."""
    key = new_key("otherKey")
    await done(administrator, f"{CLIENTS}/otherClient", client(key, "refresh_token"))
    return Till(till.am, key, "otherClient")


@pytest.fixture
async def refreshing(till: Till, administrator: Administrator) -> Till:
    """The article's client, with the refresh_token grant as well."""
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(till.key, "refresh_token"))
    return till


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
    assert len(tokens["access_token"]) == 27
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
    assert answer.json() == {"error_description": description, "error": error}


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


# The strict profile


async def test_slow_down_adds_five_seconds_in_the_strict_profile(mount: Any, key: JWK) -> None:
    # CIBA 11
    am = await mount(profile="strict")
    administrator = Administrator(am, await am.session())
    await configure(administrator, key)
    await give_phone(am)
    till = Till(am, key)
    now = till.claims()["exp"] - 600
    auth_req_id = await till.acknowledged(iat=now, nbf=now, jti="1")
    assert (await till.poll(auth_req_id)).json() == PENDING
    assert (await till.poll(auth_req_id)).json() == SLOW_DOWN
    await am.advance(6.9)
    assert (await till.poll(auth_req_id)).json() == SLOW_DOWN
    await am.advance(12.1)
    assert (await till.poll(auth_req_id)).json() == PENDING


@pytest.mark.parametrize("claim", ["iat", "nbf", "jti", "exp", "aud", "iss"])
async def test_the_strict_profile_wants_all_six_claims(mount: Any, key: JWK, claim: str) -> None:
    # CIBA 7.1.1
    am = await mount(profile="strict")
    await configure(Administrator(am, await am.session()), key)
    await give_phone(am)
    till = Till(am, key)
    now = till.claims()["exp"] - 600
    claims = {"iat": now, "nbf": now, "jti": "1"}
    answer = await till.ask(**(claims | {claim: None}))
    assert answer.json()["error_description"] == f"JWT must contain the claim {claim}"
    assert (await till.ask(**claims)).status_code == 200


async def test_the_strict_profile_refuses_a_replay(mount: Any, key: JWK) -> None:
    # RFC 7519 4.1.7
    am = await mount(profile="strict")
    await configure(Administrator(am, await am.session()), key)
    await give_phone(am)
    till = Till(am, key)
    now = till.claims()["exp"] - 600
    claims = {"iat": now, "nbf": now, "jti": "1"}
    refused = await till.ask(**claims, login_hint="nobody")
    assert refused.json()["error"] == "unknown_user_id"
    assert (await till.ask(**claims)).status_code == 200, "a refused request uses nothing up"
    again = await till.ask(**claims)
    assert again.json()["error_description"] == "JWT has already been used"
    assert len((await till.ask(**claims | {"jti": "2"})).json()["auth_req_id"]) == 43


# Refresh tokens


async def test_the_articles_client_gets_no_refresh_token(till: Till) -> None:
    assert "refresh_token" not in await till.tokens()


async def test_a_refresh_token_is_rotated(refreshing: Till) -> None:
    till = refreshing
    first = await till.tokens()
    assert list(first)[:2] == ["access_token", "refresh_token"]
    grant = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = (await till.grant(**grant)).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert {"id_token", "scope", "expires_in"} <= second.keys()
    assert (await till.grant(**grant)).json() == INVALID_GRANT
    grant["refresh_token"] = second["refresh_token"]
    assert (await till.grant(**grant)).status_code == 200


async def test_a_refresh_may_narrow_the_scope_but_not_widen_it(refreshing: Till) -> None:
    till = refreshing
    tokens = await till.tokens()
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    wider = await till.grant(**grant, scope="openid profile admin")
    assert wider.json()["error"] == "invalid_scope"
    narrower = (await till.grant(**grant, scope="profile")).json()
    assert narrower["scope"] == "profile"
    assert "id_token" not in narrower
    grant["refresh_token"] = narrower["refresh_token"]
    assert (await till.grant(**grant)).json()["scope"] == "openid profile"


async def test_another_clients_refresh_token_is_refused_and_kept(
    refreshing: Till, other: Till
) -> None:
    tokens = await refreshing.tokens()
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert (await other.grant(**grant)).json() == INVALID_GRANT
    assert (await refreshing.grant(**grant)).status_code == 200


async def test_an_access_token_does_not_refresh(refreshing: Till) -> None:
    tokens = await refreshing.tokens()
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["access_token"]}
    assert (await refreshing.grant(**grant)).json() == INVALID_GRANT


async def test_a_refresh_token_lasts_a_week(refreshing: Till) -> None:
    # am.md 9.1
    tokens = await refreshing.tokens()
    await refreshing.am.advance(7 * 24 * 3600 + 1)
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert (await refreshing.grant(**grant)).json() == INVALID_GRANT


# A client's own settings instead of the provider's


async def put_override(
    administrator: Administrator, till: Till, enabled: bool, **settings: bool
) -> None:
    """The client's overrides, enabled or not."""
    body = client(till.key, "refresh_token")
    overrides = {"providerOverridesEnabled": enabled, **settings}
    body["overrideOAuth2ClientConfig"] = overrides
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)


@pytest.mark.parametrize("enabled", [True, False])
async def test_an_override_decides_on_refresh_tokens_where_it_is_enabled(
    till: Till, administrator: Administrator, enabled: bool
) -> None:
    # am.md 10.1
    await put_override(administrator, till, enabled, issueRefreshToken=False)
    assert ("refresh_token" in await till.tokens()) is not enabled


@pytest.mark.parametrize("enabled", [True, False])
async def test_an_override_decides_on_rotation_where_it_is_enabled(
    till: Till, administrator: Administrator, enabled: bool
) -> None:
    # am.md 10.1
    await put_override(administrator, till, enabled, issueRefreshTokenOnRefreshedToken=False)
    tokens = await till.tokens()
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert ("refresh_token" in (await till.grant(**grant)).json()) is not enabled
    assert (await till.grant(**grant)).status_code == (200 if enabled else 400)


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
    assert (answer.status_code, answer.json()) == (
        400,
        {"error_description": "Grant type is not supported", "error": "unsupported_grant_type"},
    )
