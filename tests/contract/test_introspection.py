"""`introspect` and `token/revoke`: looking at a token, and ending it (am.md 14.2, 14.3)."""

import re
import time
from typing import Any

import pytest

from tests.contract.am import OAUTH2, REALM, Administrator
from tests.contract.configuration import CLIENTS, SERVICES, client, done
from tests.contract.till import AUDIT_TRACKING_ID, Till, new_key

# am.md 14.2


async def introspected(till: Till, token: str) -> dict[str, Any]:
    """What introspection says of a token."""
    answer = await till.am.post(f"{OAUTH2}/introspect", data={"token": token}, auth=till.auth)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


async def test_introspection_tells_a_client_about_its_own_token(till: Till) -> None:
    tokens = await till.tokens()
    seen = await introspected(till, tokens["access_token"])
    assert re.fullmatch(AUDIT_TRACKING_ID, seen.pop("auditTrackingId"))
    assert len(seen.pop("authGrantId")) == 27
    assert 3598 <= seen.pop("exp") - time.time() <= 3600
    assert seen.pop("expires_in") in (3598, 3599)
    assert seen == {
        "active": True,
        "scope": "openid profile",
        "realm": REALM,
        "client_id": "myCIBAClient",
        "user_id": "demo",
        "username": "demo",
        "token_type": "Bearer",
        "sub": "demo",
        "subname": "demo",
        "iss": till.am.url + OAUTH2,
        "auth_level": 0,
    }


async def test_introspection_knows_refresh_tokens_too(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.2
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(till.key, "refresh_token"))
    seen = await introspected(till, (await till.tokens())["refresh_token"])
    assert (seen["active"], seen["token_type"]) == (True, "refresh_token")
    assert 604795 < seen["expires_in"] < 604800


async def test_introspection_tells_the_subname_where_the_provider_does(
    till: Till, administrator: Administrator
) -> None:
    token = (await till.tokens())["access_token"]
    settings = {"includeSubnameInTokenClaims": False}
    await done(administrator, f"{SERVICES}/oauth-oidc", {"advancedOAuth2Config": settings})
    assert "subname" not in await introspected(till, token)


@pytest.mark.parametrize("setting", ["scopes", "defaultScopes"])
async def test_a_client_with_the_scope_looks_at_every_token_of_its_realm(
    till: Till, administrator: Administrator, setting: str
) -> None:
    # am.md 14.2
    token = (await till.tokens())["access_token"]
    body = client(new_key())
    body["coreOAuth2ClientConfig"] |= {"scopes": [], setting: ["am-introspect-all-tokens"]}
    await done(administrator, f"{CLIENTS}/resourceServer", body)
    seen = await introspected(Till(till.am, till.key, "resourceServer"), token)
    assert (seen["active"], seen["client_id"]) == (True, "myCIBAClient")


@pytest.mark.parametrize(
    ("scope", "active"),
    [("am-introspect-all-tokens", False), ("am-introspect-all-tokens-any-realm", True)],
)
async def test_another_realms_token_takes_another_scope(
    till: Till, administrator: Administrator, scope: str, active: bool
) -> None:
    # am.md 14.2
    token = (await till.tokens())["access_token"]
    body = client(new_key())
    body["coreOAuth2ClientConfig"]["scopes"] = [scope]
    root = "/json/realms/root/realm-config"
    await done(administrator, f"{root}/agents/OAuth2Client/resourceServer", body)
    auth = ("resourceServer", "forgerock")
    answer = await till.am.post("/oauth2/introspect", data={"token": token}, auth=auth)
    assert answer.json()["active"] is active


async def test_an_unknown_or_foreign_token_is_merely_not_active(
    till: Till, administrator: Administrator
) -> None:
    token = (await till.tokens())["access_token"]
    await done(administrator, f"{CLIENTS}/otherClient", client(new_key()))
    other = Till(till.am, till.key, "otherClient")
    assert await introspected(other, token) == {"active": False}
    assert await introspected(till, "unknown") == {"active": False}
    await till.am.advance(3601)
    assert await introspected(till, token) == {"active": False}


# am.md 14.3


async def revoked(till: Till, token: str) -> None:
    """Revoke a token."""
    answer = await till.am.post(f"{OAUTH2}/token/revoke", data={"token": token}, auth=till.auth)
    assert (answer.status_code, answer.json()) == (200, {})


async def test_a_revoked_token_is_not_active_and_another_stays(till: Till) -> None:
    first, second = await till.tokens(), await till.tokens()
    await revoked(till, first["access_token"])
    assert await introspected(till, first["access_token"]) == {"active": False}
    assert (await introspected(till, second["access_token"]))["active"]


async def test_revoking_a_refresh_token_ends_the_whole_grant(
    till: Till, administrator: Administrator
) -> None:
    # RFC 7009 2.1
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(till.key, "refresh_token"))
    tokens = await till.tokens()
    await revoked(till, tokens["refresh_token"])
    assert await introspected(till, tokens["access_token"]) == {"active": False}


async def test_an_unknown_token_is_revoked_in_vain(till: Till) -> None:
    # RFC 7009 2.2
    await revoked(till, "unknown")


async def test_another_clients_token_is_not_revoked(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.3
    token = (await till.tokens())["access_token"]
    await done(administrator, f"{CLIENTS}/otherClient", client(new_key()))
    auth = ("otherClient", "forgerock")
    answer = await till.am.post(f"{OAUTH2}/token/revoke", data={"token": token}, auth=auth)
    description = f"The provided token id : {token} belongs to different access grant."
    assert (answer.status_code, answer.json()) == (
        400,
        {"error_description": description, "error": "invalid_grant"},
    )
    assert (await introspected(till, token))["active"]


@pytest.mark.parametrize(
    ("endpoint", "description"),
    [("introspect", "Missing parameters: token"), ("token/revoke", "Missing parameter: token")],
)
async def test_the_token_is_required(till: Till, endpoint: str, description: str) -> None:
    # am.md 14.2, 14.3
    answer = await till.am.post(f"{OAUTH2}/{endpoint}", data={}, auth=till.auth)
    assert answer.json() == {"error_description": description, "error": "invalid_request"}


async def test_a_client_id_may_stand_beside_the_header(till: Till) -> None:
    # am.md 14.3: AM's documentation revokes so
    form = {"client_id": "myCIBAClient", "token": "unknown"}
    answer = await till.am.post(f"{OAUTH2}/token/revoke", data=form, auth=till.auth)
    assert (answer.status_code, answer.json()) == (200, {})
