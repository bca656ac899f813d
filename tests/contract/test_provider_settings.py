"""Each setting of the OpenID provider has its effect (am.md 9.1), and none breaks the server."""

from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import OAUTH2, Administrator
from tests.contract.configuration import (
    CIBA,
    FAILURE,
    PROVIDER,
    SERVICES,
    TREES,
    done,
    push_tree,
    put_provider,
)
from tests.contract.hostile import attributes, other_types, other_values
from tests.contract.till import Till, id_token_claims, signed

DISCOVERY = f"{OAUTH2}/.well-known/openid-configuration"
REFRESH = "refresh_token"


async def put_settings(administrator: Administrator, section: str, **settings: Any) -> None:
    """The article's provider with other settings in one section."""
    body: dict[str, Any] = {"advancedOIDCConfig": {"loaMapping": {"push": "myCIBAPushTree"}}}
    body[section] = body.get(section, {}) | settings
    await done(administrator, PROVIDER, body)


async def refreshed(till: Till, tokens: dict[str, Any]) -> Any:
    """What the refresh token brings."""
    return await till.grant(grant_type=REFRESH, refresh_token=tokens["refresh_token"])


# CIBA


async def test_a_request_lives_as_long_as_the_provider_says(
    till: Till, administrator: Administrator
) -> None:
    await put_provider(administrator, cibaAuthReqIdLifetime=90)
    auth_req_id = await till.acknowledged()
    await till.am.advance(91)
    assert (await till.poll(auth_req_id)).json()["error"] == "expired_token"


@pytest.mark.parametrize(("interval", "second"), [(0, "authorization_pending"), (30, "slow_down")])
async def test_the_polling_interval_is_the_providers(
    till: Till, administrator: Administrator, interval: int, second: str
) -> None:
    await put_provider(administrator, cibaMinimumPollingInterval=interval)
    auth_req_id = await till.acknowledged()
    assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"
    assert (await till.poll(auth_req_id)).json()["error"] == second


@pytest.mark.parametrize(
    ("listed", "status"), [(["ES256"], 200), (["PS256"], 400), ([], 400), (["FOO", "ES256"], 200)]
)
async def test_only_listed_algorithms_sign_a_request(
    till: Till, administrator: Administrator, listed: list[str], status: int
) -> None:
    await put_provider(administrator, supportedCibaSigningAlgorithms=listed)
    assert (await till.ask()).status_code == status


@pytest.mark.parametrize("alg", ["none", "HS256"])
async def test_no_list_lets_an_unsigned_request_in(
    till: Till, administrator: Administrator, alg: str
) -> None:
    await put_provider(administrator, supportedCibaSigningAlgorithms=[alg])
    request = signed(till.claims(), JWK.generate(kty="oct", size=256), {"alg": "HS256"})
    if alg == "none":
        payload = request.split(".")[1]
        request = f"eyJhbGciOiJub25lIn0.{payload}."
    answer = await till.send(request)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_the_acr_mapping_chooses_the_tree(till: Till, administrator: Administrator) -> None:
    refusing = push_tree(SENDER={"SENT": FAILURE, "NOT_REGISTERED": FAILURE, "SKIPPED": FAILURE})
    await done(administrator, f"{TREES}/trees/refusing", refusing)
    mapping = {"push": "myCIBAPushTree", "no": "refusing", "gone": "nothingThere"}
    await put_settings(administrator, "advancedOIDCConfig", loaMapping=mapping)
    assert (await till.ask(acr_values="push")).status_code == 200
    assert (await till.ask(acr_values="no")).json()["error"] == "access_denied"
    for acr in ("gone", "unmapped"):
        assert (await till.ask(acr_values=acr)).json()["error"] == "invalid_request"
    assert (await till.am.get(DISCOVERY)).json()["acr_values_supported"] == list(mapping)


async def test_the_default_acr_stands_in_where_none_is_asked_for(
    till: Till, administrator: Administrator
) -> None:
    # am.md 9.1
    assert (await till.ask(acr_values=None)).json()["error"] == "invalid_request"
    await put_settings(administrator, "advancedOIDCConfig", defaultACR=["gold", "push"])
    assert id_token_claims(await till.tokens(acr_values=None))["acr"] == "push"
    assert (await till.ask(acr_values="gold")).json()["error"] == "invalid_request"


async def test_a_default_acr_must_be_mapped_too(till: Till, administrator: Administrator) -> None:
    # am.md 12.1
    await put_settings(administrator, "advancedOIDCConfig", defaultACR=["gold"])
    assert (await till.ask(acr_values=None)).json()["error"] == "invalid_request"


# Grants


@pytest.mark.parametrize("grants", [[], [REFRESH]])
async def test_without_the_grant_nobody_redeems(
    till: Till, administrator: Administrator, grants: list[str]
) -> None:
    auth_req_id = await till.acknowledged()
    await put_settings(administrator, "advancedOAuth2Config", grantTypes=grants)
    assert (await till.ask()).json()["error"] == "unauthorized_client"
    assert (await till.poll(auth_req_id)).json()["error"] == "unsupported_grant_type"
    assert (await till.am.get(DISCOVERY)).json()["grant_types_supported"] == grants


async def test_without_the_refresh_grant_nobody_refreshes(
    refreshing: Till, administrator: Administrator
) -> None:
    tokens = await refreshing.tokens()
    await put_settings(administrator, "advancedOAuth2Config", grantTypes=[CIBA])
    assert (await refreshed(refreshing, tokens)).json()["error"] == "unsupported_grant_type"


# Tokens


async def test_an_access_token_lives_as_long_as_the_provider_says(
    till: Till, administrator: Administrator
) -> None:
    await put_settings(administrator, "coreOAuth2Config", accessTokenLifetime=120)
    tokens = await till.tokens()
    assert tokens["expires_in"] == 119
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=bearer)).status_code == 200
    await till.am.advance(121)
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=bearer)).status_code == 401


async def test_a_lifetime_of_nothing_makes_an_access_token_that_is_not_valid(
    till: Till, administrator: Administrator
) -> None:
    await put_settings(administrator, "coreOAuth2Config", accessTokenLifetime=0)
    bearer = {"Authorization": f"Bearer {(await till.tokens())['access_token']}"}
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=bearer)).status_code == 401


@pytest.mark.parametrize(("lifetime", "status"), [(60, 400), (120, 200), (-1, 200)])
async def test_a_refresh_token_lives_as_long_as_the_provider_says(
    refreshing: Till, administrator: Administrator, lifetime: int, status: int
) -> None:
    await put_settings(administrator, "coreOAuth2Config", refreshTokenLifetime=lifetime)
    tokens = await refreshing.tokens()
    await refreshing.am.advance(61 if lifetime > 0 else 9 * 365 * 24 * 3600)
    assert (await refreshed(refreshing, tokens)).status_code == status


async def test_refresh_tokens_are_issued_only_where_the_provider_issues_them(
    refreshing: Till, administrator: Administrator
) -> None:
    assert REFRESH in await refreshing.tokens()
    await put_settings(administrator, "coreOAuth2Config", issueRefreshToken=False)
    assert REFRESH not in await refreshing.tokens()


async def test_a_refresh_token_may_be_used_on_and_on(
    refreshing: Till, administrator: Administrator
) -> None:
    settings = {"issueRefreshTokenOnRefreshedToken": False}
    await put_settings(administrator, "coreOAuth2Config", **settings)
    tokens = await refreshing.tokens()
    for _ in range(2):
        again = await refreshed(refreshing, tokens)
        assert again.status_code == 200
        assert REFRESH not in again.json()


async def test_a_refresh_token_that_was_exchanged_counts_on_for_the_grace_period(
    refreshing: Till, administrator: Administrator
) -> None:
    # AM's documentation of the provider service: for a client that has not heard the answer
    await put_settings(administrator, "advancedOAuth2Config", refreshTokenGracePeriod=60)
    tokens = await refreshing.tokens()
    for seconds, status in ((50, 200), (50, 200), (11, 400)):
        answer = await refreshed(refreshing, tokens)
        assert answer.status_code == status
        await refreshing.am.advance(seconds)


async def test_an_id_token_lives_as_long_as_the_provider_says(
    till: Till, administrator: Administrator
) -> None:
    await put_settings(administrator, "coreOIDCConfig", jwtTokenLifetime=45)
    claims = id_token_claims(await till.tokens())
    assert claims["exp"] - claims["iat"] == 45


@pytest.mark.parametrize("included", [True, False])
async def test_the_subname_is_told_where_the_provider_tells_it(
    till: Till, administrator: Administrator, included: bool
) -> None:
    settings = {"includeSubnameInTokenClaims": included}
    await put_settings(administrator, "advancedOAuth2Config", **settings)
    tokens = await till.tokens()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    userinfo = (await till.am.get(f"{OAUTH2}/userinfo", headers=bearer)).json()
    assert ("subname" in id_token_claims(tokens)) is included
    assert ("subname" in userinfo) is included


@pytest.mark.parametrize("included", [True, False])
async def test_the_profile_is_in_the_id_token_where_the_provider_puts_it(
    till: Till, administrator: Administrator, included: bool
) -> None:
    await put_settings(administrator, "advancedOIDCConfig", alwaysAddClaimsToToken=included)
    assert ("given_name" in id_token_claims(await till.tokens())) is included


@pytest.mark.parametrize("enabled", [True, False])
async def test_provider_discovery_is_for_webfinger_only(
    till: Till, administrator: Administrator, enabled: bool
) -> None:
    # am.md 9.1
    await put_settings(administrator, "coreOIDCConfig", oidcDiscoveryEndpointEnabled=enabled)
    assert (await till.am.get(DISCOVERY)).status_code == 200


# The push services


async def test_a_push_service_without_credentials_cannot_send(
    till: Till, administrator: Administrator
) -> None:
    # am.md 9.2
    await done(administrator, f"{SERVICES}/pushNotification", {"accessKey": "a"})
    assert (await till.ask()).json()["error"] == "access_denied"


async def test_the_skip_attribute_is_the_one_that_the_service_names(
    till: Till, administrator: Administrator
) -> None:
    # am.md 9.3
    await done(administrator, "/users/demo", {"employeeNumber": "1"})
    await till.acknowledged()
    service = {"authenticatorPushSkippableName": "employeeNumber"}
    await done(administrator, f"{SERVICES}/authenticatorPushService", service)
    answer = await till.ask()
    assert answer.json()["error"] == "access_denied", "SKIPPED leads to failure"


# Nothing that can be set breaks the server


async def test_every_attribute_refuses_every_other_type(administrator: Administrator) -> None:
    # am.md 2.4
    await done(administrator, PROVIDER, {})
    service = (await administrator.get(PROVIDER)).json()
    for section, name, value in attributes(service):
        for wrong in other_types(value):
            answer = await administrator.put(PROVIDER, {section: {name: wrong}})
            assert answer.status_code == 400, (name, wrong)
            expected = "Data validation failed for the attribute, "
            assert answer.json()["message"].startswith(expected), (name, wrong)
    assert (await administrator.get(PROVIDER)).json() == service


async def test_no_setting_breaks_the_endpoints(till: Till, administrator: Administrator) -> None:
    service = (await administrator.get(PROVIDER)).json()
    for section, name, value in attributes(service):
        for other in other_values(value):
            changed = service | {section: service[section] | {name: other}}
            assert (await administrator.put(PROVIDER, changed)).status_code in (200, 400)
            answers = [await till.am.get(DISCOVERY), await till.ask()]
            if answers[1].status_code == 200:
                answers.append(await till.poll(answers[1].json()["auth_req_id"]))
            assert [one for one in answers if one.status_code >= 500] == [], (name, other)
