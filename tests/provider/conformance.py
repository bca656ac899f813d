"""What a conformance run looks at again and again: errors, acknowledgements, tokens, flows."""

import json
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from hashlib import sha256
from math import log2
from typing import Any

import httpx
from jwcrypto.jwk import JWKSet
from jwcrypto.jws import JWS

from tests.contract.am import AM, OAUTH2
from tests.contract.refusals import PENDING
from tests.contract.till import approve
from tests.provider.provider import Client

ERROR_TEXT = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")
"""What error and error_description may be made of (RFC 6749 5.2)."""
AUTH_REQ_ID = re.compile(r"[A-Za-z0-9._-]+")
"""CIBA 7.3."""
RT_HASH = "urn:openid:params:jwt:claim:rt_hash"
AUTH_REQ_ID_CLAIM = "urn:openid:params:jwt:claim:auth_req_id"
"""CIBA 10.3.1."""
YEAR, SIX_HOURS = 365 * 24 * 3600, 6 * 3600


def never_stored(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer that no cache keeps (RFC 6749 5.1)."""
    assert answer.headers["content-type"].split(";")[0] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    return body


def refused(
    answer: httpx.Response, error: str = "invalid_request", status: int = 400
) -> dict[str, Any]:
    """The body of this error: nothing else in it, and nothing that a log could stumble over."""
    body = never_stored(answer)
    assert (answer.status_code, body["error"]) == (status, error), answer.text
    assert body.keys() <= {"error", "error_description", "error_uri"}
    assert all(ERROR_TEXT.fullmatch(text) for text in body.values()), answer.text
    return body


def entropy(text: str) -> float:
    """Shannon's estimate from the text alone, in bits."""
    shares = [count / len(text) for count in Counter(text).values()]
    return len(text) * -sum(share * log2(share) for share in shares)


def acknowledgement(answer: httpx.Response) -> dict[str, Any]:
    """An acknowledgement to a client that polls (CIBA 7.3)."""
    assert answer.status_code == 200, answer.text
    body = never_stored(answer)
    assert AUTH_REQ_ID.fullmatch(body["auth_req_id"])
    assert len(body["auth_req_id"].encode()) >= 16
    assert entropy(body["auth_req_id"]) >= 160
    assert type(body["expires_in"]) is int
    assert 1 <= body["expires_in"] <= YEAR
    assert type(body["interval"]) is int
    assert 0 <= body["interval"] <= SIX_HOURS
    return body


def token_answer(answer: httpx.Response) -> dict[str, Any]:
    """A token answer with an ID token (OIDC Core 3.1.3.3)."""
    assert answer.status_code == 200, answer.text
    body = never_stored(answer)
    assert body["token_type"].lower() == "bearer"
    assert type(body["expires_in"]) is int
    assert body["expires_in"] > 0
    assert 6 * len(body["access_token"]) >= 128, "base64url has six bits a character"
    assert body["id_token"].count(".") == 2
    return body


async def metadata(am: AM) -> dict[str, Any]:
    """The discovery document."""
    answer = await am.get(f"{OAUTH2}/.well-known/openid-configuration")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def verified(client: Client, tokens: dict[str, Any], alg: str = "ES256") -> dict[str, Any]:
    """The ID token's claims, checked as OIDC Core 3.1.3.7 and CIBA 10.3.1 ask."""
    published = await metadata(client.am)
    header, claims = await _opened(client.am, tokens["id_token"], published["jwks_uri"], alg)
    now = time.time() + client.am.ahead
    assert header["alg"] == alg
    assert claims["iss"] == published["issuer"]
    assert claims["aud"] in (client.auth[0], [client.auth[0]])
    assert claims.get("azp", client.auth[0]) == client.auth[0]
    assert isinstance(claims["sub"], str)
    assert 0 < len(claims["sub"]) <= 255
    assert now - 300 < claims["iat"] <= now + 2 < claims["exp"]
    assert claims.get("nbf", 0) <= now
    assert claims.get("auth_time", 0) <= now
    assert "nonce" not in claims
    assert claims.get("at_hash", half(tokens["access_token"])) == half(tokens["access_token"])
    if RT_HASH in claims:
        assert claims[RT_HASH] == half(tokens["refresh_token"])
    return claims


async def _opened(
    am: AM, token: str, jwks_uri: str, alg: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, once the one published key that the header names has verified them."""
    keys = JWKSet.from_json((await am.get(jwks_uri)).text)
    parsed = JWS()
    parsed.allowed_algs = [alg]
    parsed.deserialize(token)
    kid = parsed.jose_header["kid"]
    parsed.verify(keys.get_key(kid), alg)
    return parsed.jose_header, json.loads(parsed.payload)


def payload(token: str) -> dict[str, Any]:
    """What a compact JWS says, its signature unseen."""
    middle = token.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return claims


def half(value: str) -> str:
    """The left half of the SHA-256, as at_hash is made (OIDC Core 3.1.3.6)."""
    return urlsafe_b64encode(sha256(value.encode("ascii")).digest()[:16]).rstrip(b"=").decode()


async def pending_twice(client: Client, acknowledged: dict[str, Any]) -> None:
    """Two polls, with the time that a client has to wait after each."""
    for _ in range(2):
        answer = await client.poll(acknowledged["auth_req_id"])
        assert refused(answer, "authorization_pending") == PENDING
        await client.am.advance(max(5, acknowledged["interval"]))


async def completed(
    client: Client, asked: httpx.Response, alg: str = "ES256"
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rest of a flow that began with `asked`: its tokens, and what the ID token says."""
    acknowledged = acknowledgement(asked)
    auth_req_id = acknowledged["auth_req_id"]
    await pending_twice(client, acknowledged)
    await approve(client.am, auth_req_id)
    tokens = token_answer(await client.poll(auth_req_id))
    claims = await verified(client, tokens, alg)
    assert claims.get(AUTH_REQ_ID_CLAIM, auth_req_id) == auth_req_id
    resource = await resource_answer(client.am, tokens["access_token"])
    assert resource.status_code == 200, resource.text
    assert never_stored(resource)["sub"] == claims["sub"]
    return tokens, claims


async def resource_answer(am: AM, access_token: str) -> httpx.Response:
    """What the resource that this provider itself has says to the token's bearer."""
    bearer = {"Authorization": f"Bearer {access_token}"}
    return await am.get(f"{OAUTH2}/userinfo", headers=bearer)
