"""The tokens themselves, and what they are good for (am.md 14)."""

import hashlib
import hmac
import json
import re
import time
from base64 import b64decode, urlsafe_b64encode
from typing import Any

import pytest
from cryptography import x509
from jwcrypto.jwk import JWK, JWKSet
from jwcrypto.jwt import JWT

from tests.contract.am import AM, OAUTH2, REALM, Administrator
from tests.contract.configuration import CLIENTS, SERVICES, client, done
from tests.contract.till import Till, approve, new_key

ISSUER = f"{{am}}{OAUTH2}"
UUID_AND_NUMBER = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d+"
CLAIMS = {
    "at_hash",
    "sub",
    "auditTrackingId",
    "subname",
    "iss",
    "tokenName",
    "sid",
    "aud",
    "acr",
    "azp",
    "auth_time",
    "realm",
    "exp",
    "tokenType",
    "iat",
}
INVALID_TOKEN = {
    "error_description": "The access token provided is expired, revoked, malformed, "
    "or invalid for other reasons.",
    "error": "invalid_token",
}


async def key_set(am: AM) -> JWKSet:
    """What `connect/jwk_uri` publishes."""
    return JWKSet.from_json((await am.get(f"{OAUTH2}/connect/jwk_uri")).text)


async def verified(till: Till, id_token: str, alg: str) -> dict[str, Any]:
    """The claims of an ID token that one of the published keys signed."""
    token = JWT(jwt=id_token, key=await key_set(till.am), algs=[alg])
    claims: dict[str, Any] = json.loads(token.claims)
    return claims


def half_hash(value: str, algorithm: str) -> str:
    """OIDC Core 3.1.3.6."""
    digest = hashlib.new(algorithm, value.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


async def test_the_id_token_verifies_and_has_ams_claims(till: Till) -> None:
    # am.md 14.6
    before = int(time.time())
    tokens = await till.tokens()
    claims = await verified(till, tokens["id_token"], "ES256")
    assert claims.keys() == CLAIMS
    assert claims["iss"] == ISSUER.format(am=till.am.url)
    assert (claims["sub"], claims["subname"], claims["realm"]) == ("demo", "demo", REALM)
    assert claims["aud"] == claims["azp"] == "myCIBAClient"
    assert (claims["tokenName"], claims["tokenType"]) == ("id_token", "JWTToken")
    assert claims["acr"] == "push"
    assert claims["exp"] - claims["iat"] == 3600
    assert before <= claims["auth_time"] <= claims["iat"] <= time.time()
    assert claims["at_hash"] == half_hash(tokens["access_token"], "sha256")
    assert re.fullmatch(UUID_AND_NUMBER, claims["auditTrackingId"])
    assert len(b64decode(claims["sid"])) == 32


async def test_the_id_tokens_header_is_ams(till: Till) -> None:
    # am.md 14.6: it begins with typ, as the article's does
    id_token = (await till.tokens())["id_token"]
    assert id_token.startswith("eyJ0eXAiOi")
    header = json.loads(JWT(jwt=id_token).token.objects["protected"])
    assert list(header) == ["typ", "kid", "alg"]


@pytest.mark.parametrize("alg", ["RS256", "PS256", "ES384", "ES512"])
async def test_the_client_chooses_the_algorithm(
    till: Till, administrator: Administrator, alg: str
) -> None:
    # am.md 14.6
    chosen = client(till.key, idTokenSignedResponseAlg=alg)
    await done(administrator, f"{CLIENTS}/myCIBAClient", chosen)
    tokens = await till.tokens()
    claims = await verified(till, tokens["id_token"], alg)
    assert claims["at_hash"] == half_hash(tokens["access_token"], f"sha{alg[2:]}")


async def test_hs256_signs_with_the_clients_secret(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.6; AM takes secrets that are shorter than the hash
    chosen = client(till.key, idTokenSignedResponseAlg="HS256")
    await done(administrator, f"{CLIENTS}/myCIBAClient", chosen)
    signed, _, signature = (await till.tokens())["id_token"].rpartition(".")
    mac = hmac.digest(b"forgerock", signed.encode(), "sha256")
    assert signature == urlsafe_b64encode(mac).rstrip(b"=").decode()


async def test_auth_time_is_when_the_phone_was_answered(till: Till) -> None:
    # am.md 14.6
    auth_req_id = await till.acknowledged()
    await till.am.advance(100)
    await approve(till.am, auth_req_id)
    await till.am.advance(100)
    tokens = (await till.poll(auth_req_id)).json()
    claims = await verified(till, tokens["id_token"], "ES256")
    assert 99 <= claims["iat"] - claims["auth_time"] <= 101


async def test_the_acr_is_the_one_that_was_mapped(till: Till) -> None:
    # am.md 14.6
    tokens = await till.tokens(acr_values="gold push")
    assert (await verified(till, tokens["id_token"], "ES256"))["acr"] == "push"


async def test_the_clients_lifetimes_win_over_the_providers(
    till: Till, administrator: Administrator
) -> None:
    # am.md 10.1
    body = client(till.key)
    body["coreOAuth2ClientConfig"]["accessTokenLifetime"] = 60
    body["coreOpenIDClientConfig"] = {"jwtTokenLifetime": 30}
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    tokens = await till.tokens()
    assert tokens["expires_in"] == 59
    claims = await verified(till, tokens["id_token"], "ES256")
    assert claims["exp"] - claims["iat"] == 30


# am.md 14.5


async def test_published_keys_are_public_and_named_as_ams(am: AM, till: Till) -> None:
    # am.md 14.5
    keys = (await am.get(f"{OAUTH2}/connect/jwk_uri")).json()["keys"]
    assert {key["kty"] for key in keys} == {"RSA", "EC"}
    for key in keys:
        assert not {"d", "p", "q", "dp", "dq", "qi", "alg"} & key.keys()
        assert key["use"] == "sig"
        assert re.fullmatch(r"[A-Za-z0-9+/]{27}=", key["kid"])
    assert len({key["kid"] for key in keys}) == len(keys)


async def test_each_published_key_has_a_certificate(am: AM, till: Till) -> None:
    # am.md 14.5: x5t and x5c stand before the key's own members
    for key in (await am.get(f"{OAUTH2}/connect/jwk_uri")).json()["keys"]:
        assert list(key)[:5] == ["kty", "kid", "use", "x5t", "x5c"]
        (encoded,) = key["x5c"]
        der = b64decode(encoded)
        digest = urlsafe_b64encode(hashlib.sha1(der).digest()).rstrip(b"=").decode()
        assert key["x5t"] == digest
        certified = x509.load_der_x509_certificate(der)
        certified.verify_directly_issued_by(certified)
        public = JWK.from_pyca(certified.public_key()).export_public(as_dict=True)
        assert public.items() - {("kid", public["kid"])} <= {
            (name, value) for name, value in key.items() if name != "x5c"
        }


async def test_each_key_appears_for_each_algorithm_where_the_provider_says_so(
    am: AM, till: Till, administrator: Administrator
) -> None:
    # am.md 14.5
    settings = {"includeAllKtyAlgCombinationsInJwksUri": True}
    await done(administrator, f"{SERVICES}/oauth-oidc", {"advancedOIDCConfig": settings})
    keys = (await am.get(f"{OAUTH2}/connect/jwk_uri")).json()["keys"]
    algorithms = [key["alg"] for key in keys]
    assert sorted(algorithms) == sorted(
        [f"{kind}{size}" for kind in ("ES", "PS", "RS") for size in (256, 384, 512)]
    )
    assert len({key["kid"] for key in keys}) == 4


async def test_the_keys_stay_the_same(am: AM, till: Till) -> None:
    # am.md 14.5
    first = (await am.get(f"{OAUTH2}/connect/jwk_uri")).json()
    assert (await am.get(f"{OAUTH2}/connect/jwk_uri")).json() == first


# am.md 14.1


async def test_userinfo_tells_what_the_scope_opens(till: Till) -> None:
    # am.md 14.1
    tokens = await till.tokens()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    expected = {
        "name": "demo",
        "family_name": "demo",
        "given_name": "demo",
        "sub": "demo",
        "subname": "demo",
    }
    for method in ("GET", "POST"):
        answer = await till.am.http.request(method, f"{OAUTH2}/userinfo", headers=headers)
        assert answer.json() == expected


async def test_openid_alone_opens_the_subject_alone(till: Till) -> None:
    # am.md 14.1
    tokens = await till.tokens(scope="openid")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = await till.am.get(f"{OAUTH2}/userinfo", headers=headers)
    assert answer.json() == {"sub": "demo", "subname": "demo"}


async def test_userinfo_asks_for_no_scope(till: Till, administrator: Administrator) -> None:
    # am.md 14.1; its ancestor looks at the token alone
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(till.key, "refresh_token"))
    grant = {
        "grant_type": "refresh_token",
        "refresh_token": (await till.tokens())["refresh_token"],
        "scope": "profile",
    }
    token = (await till.grant(**grant)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = await till.am.get(f"{OAUTH2}/userinfo", headers=headers)
    assert (answer.json()["sub"], answer.json()["name"]) == ("demo", "demo")


@pytest.mark.parametrize("header", [None, "Bearer garbage", "Bearer", "Basic x", "é"])
async def test_userinfo_refuses_what_is_no_access_token(till: Till, header: str | None) -> None:
    # am.md 14.1
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    answer = await till.am.get(f"{OAUTH2}/userinfo", headers=headers)
    assert (answer.status_code, answer.json()) == (401, INVALID_TOKEN)
    assert answer.headers["www-authenticate"].startswith("Bearer ")


async def test_userinfo_takes_the_token_from_a_form_too(till: Till) -> None:
    # am.md 14.1; RFC 6750 2.2
    form = {"access_token": (await till.tokens())["access_token"]}
    answer = await till.am.post(f"{OAUTH2}/userinfo", data=form)
    assert answer.json()["sub"] == "demo"
    headers = {"Authorization": f"Bearer {form['access_token']}"}
    both = await till.am.post(f"{OAUTH2}/userinfo", data=form, headers=headers)
    assert (both.status_code, both.json()) == (
        400,
        {
            "error_description": "Access Token cannot be provided in both form and header",
            "error": "invalid_request",
        },
    )
    json_body = await till.am.post(f"{OAUTH2}/userinfo", json={"a": 1}, headers=headers)
    assert json_body.json()["sub"] == "demo"


async def test_userinfo_tells_the_users_own_profile(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.1
    body = client(till.key)
    every = ["openid", "profile", "email", "phone", "address"]
    body["coreOAuth2ClientConfig"]["scopes"] = every
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    profile = {
        "cn": "Babs Jensen",
        "sn": "Jensen",
        "givenName": "Babs",
        "mail": "babs@example.com",
        "telephoneNumber": "+44 117 496 0228",
        "postalAddress": "1 High Street, Bristol",
    }
    await done(administrator, "/users/demo", profile)
    token = (await till.tokens(scope=" ".join(every)))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=headers)).json() == {
        "name": "Babs Jensen",
        "family_name": "Jensen",
        "given_name": "Babs",
        "email": "babs@example.com",
        "phone_number": "+44 117 496 0228",
        "address": {"formatted": "1 High Street, Bristol"},
        "sub": "demo",
        "subname": "demo",
    }


async def test_userinfo_takes_neither_an_auth_req_id_nor_the_query(till: Till) -> None:
    # am.md 14.1
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id)
    token = (await till.poll(auth_req_id)).json()["access_token"]
    bearer = {"Authorization": f"Bearer {auth_req_id}"}
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=bearer)).status_code == 401
    assert (await till.am.get(f"{OAUTH2}/userinfo?access_token={token}")).status_code == 401


async def test_userinfo_is_the_realms_own(till: Till, administrator: Administrator) -> None:
    # am.md 14.1
    await done(administrator, "/json/realms/root/realm-config/services/oauth-oidc", {})
    token = (await till.tokens())["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await till.am.get("/oauth2/userinfo", headers=headers)).status_code == 401


async def test_an_access_token_lasts_an_hour(till: Till) -> None:
    # am.md 9.1
    token = (await till.tokens())["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    await till.am.advance(3595)
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=headers)).status_code == 200
    await till.am.advance(6)
    assert (await till.am.get(f"{OAUTH2}/userinfo", headers=headers)).status_code == 401


# am.md 14.2


async def introspected(till: Till, token: str) -> dict[str, Any]:
    """What introspection says of a token."""
    answer = await till.am.post(f"{OAUTH2}/introspect", data={"token": token}, auth=till.auth)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


async def test_introspection_tells_a_client_about_its_own_token(till: Till) -> None:
    # am.md 14.2
    tokens = await till.tokens()
    seen = await introspected(till, tokens["access_token"])
    assert re.fullmatch(UUID_AND_NUMBER, seen.pop("auditTrackingId"))
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
        "iss": ISSUER.format(am=till.am.url),
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
    # am.md 9.1, 14.2
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
    # am.md 14.2
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
    # am.md 14.3
    first, second = await till.tokens(), await till.tokens()
    await revoked(till, first["access_token"])
    assert await introspected(till, first["access_token"]) == {"active": False}
    assert (await introspected(till, second["access_token"]))["active"]


async def test_revoking_a_refresh_token_ends_the_whole_grant(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.3; RFC 7009 2.1
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(till.key, "refresh_token"))
    tokens = await till.tokens()
    await revoked(till, tokens["refresh_token"])
    assert await introspected(till, tokens["access_token"]) == {"active": False}


async def test_an_unknown_token_is_revoked_in_vain(till: Till) -> None:
    # am.md 14.3; RFC 7009 2.2
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


async def test_claims_go_into_the_id_token_where_the_provider_says_so(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.6
    body = (await administrator.get(f"{SERVICES}/oauth-oidc")).json()
    body["advancedOIDCConfig"]["alwaysAddClaimsToToken"] = True
    await done(administrator, f"{SERVICES}/oauth-oidc", body)
    claims = await verified(till, (await till.tokens())["id_token"], "ES256")
    assert claims["given_name"] == "demo"
