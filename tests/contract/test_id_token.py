"""The ID token: its claims, and who can tell that it is genuine (am.md 14.6)."""

import hashlib
import hmac
import json
import re
import time
from base64 import b64decode, urlsafe_b64encode
from typing import Any

import pytest
from jwcrypto.jwk import JWKSet
from jwcrypto.jwt import JWT

from tests.contract.am import AM, OAUTH2, REALM, Administrator
from tests.contract.configuration import CLIENTS, SERVICES, client, done
from tests.contract.till import AUDIT_TRACKING_ID, Till, approve

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
    assert claims["iss"] == till.am.url + OAUTH2
    assert (claims["sub"], claims["subname"], claims["realm"]) == ("demo", "demo", REALM)
    assert claims["aud"] == claims["azp"] == "myCIBAClient"
    assert (claims["tokenName"], claims["tokenType"]) == ("id_token", "JWTToken")
    assert claims["acr"] == "push"
    assert claims["exp"] - claims["iat"] == 3600
    assert before <= claims["auth_time"] <= claims["iat"] <= time.time()
    assert claims["at_hash"] == half_hash(tokens["access_token"], "sha256")
    assert re.fullmatch(AUDIT_TRACKING_ID, claims["auditTrackingId"])
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


async def test_claims_go_into_the_id_token_where_the_provider_says_so(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.6
    body = (await administrator.get(f"{SERVICES}/oauth-oidc")).json()
    body["advancedOIDCConfig"]["alwaysAddClaimsToToken"] = True
    await done(administrator, f"{SERVICES}/oauth-oidc", body)
    claims = await verified(till, (await till.tokens())["id_token"], "ES256")
    assert claims["given_name"] == "demo"
