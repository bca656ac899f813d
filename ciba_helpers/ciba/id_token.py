"""An ID token is believed only after all of this (OpenID Connect Core 1.0 section 3.1.3.7)."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256, sha384, sha512
from math import inf
from typing import Any

from jwcrypto.common import base64url_decode, base64url_encode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS, InvalidJWSSignature

from ciba_helpers.ciba.tokens import TokenSet

MAX_AGE = 600
"""Seconds since `iat` that an ID token may be old when it arrives."""

LEEWAY = 60
"""Seconds by which the two clocks may differ."""

AUTH_REQ_ID = "urn:openid:params:jwt:claim:auth_req_id"
RT_HASH = "urn:openid:params:jwt:claim:rt_hash"
"""What ties a pushed ID token to the request and to the refresh token (CIBA 10.3.1)."""

_HASHES = {"256": sha256, "384": sha384, "512": sha512}

_KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC"}
"""By how the algorithm's name begins; no secret among them, for a provider publishes its keys."""

_COMPACT = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){2}")


class InvalidIdToken(Exception):
    """The ID token must not be believed; the text says why."""


def verified_claims(
    id_token: str,
    jwks: Mapping[str, Any],
    *,
    issuer: str,
    client_id: str,
    now: float,
    alg: str = "RS256",
    access_token: str | None = None,
    refresh_token: str | None = None,
    auth_req_id: str | None = None,
) -> dict[str, Any]:
    """The claims of `id_token`, all checks passed.

    `jwks` are the provider's keys, `alg` the algorithm the client is registered with, `now` in
    seconds since the epoch. Where the token says to which access token, refresh token or request
    it belongs, that must be the one given. Raises InvalidIdToken.
    """
    claims = _verified(id_token, jwks, alg)
    _check(claims.get("iss") == issuer, "iss is not the provider")
    _check(isinstance(claims.get("sub"), str) and claims["sub"] != "", "sub is missing")
    _check_audience(claims, client_id)
    _check_times(claims, now)
    if access_token is not None and "at_hash" in claims:
        _check(claims["at_hash"] == half_hash(access_token, alg), "at_hash does not match")
    if refresh_token is not None and RT_HASH in claims:
        _check(claims[RT_HASH] == half_hash(refresh_token, alg), "rt_hash does not match")
    if auth_req_id is not None and AUTH_REQ_ID in claims:
        _check(claims[AUTH_REQ_ID] == auth_req_id, "the auth_req_id claim does not match")
    return claims


def verified_push(
    tokens: TokenSet,
    jwks: Mapping[str, Any],
    *,
    auth_req_id: str,
    issuer: str,
    client_id: str,
    now: float,
    alg: str = "RS256",
) -> dict[str, Any]:
    """The claims of a pushed ID token, which must say what was pushed with it (CIBA 10.3.1).

    The client did not fetch these tokens: only their hashes and the auth_req_id in the ID token
    tie them to the provider and to the request. Raises InvalidIdToken.
    """
    claims = verified_claims(
        tokens.id_token,
        jwks,
        issuer=issuer,
        client_id=client_id,
        now=now,
        alg=alg,
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        auth_req_id=auth_req_id,
    )
    _check("at_hash" in claims, "at_hash is missing")
    _check(AUTH_REQ_ID in claims, "the auth_req_id claim is missing")
    refreshes = tokens.refresh_token is not None
    _check((RT_HASH in claims) == refreshes, "rt_hash and refresh token do not go together")
    return claims


def half_hash(value: str, alg: str) -> str:
    """The left half of the hash that `alg` names, base64url (OIDC Core 3.1.3.6)."""
    digest = _HASHES[alg[-3:]](value.encode()).digest()
    half: str = base64url_encode(digest[: len(digest) // 2])
    return half


def _verified(id_token: str, jwks: Mapping[str, Any], alg: str) -> dict[str, Any]:
    try:
        claims = json.loads(_signed(id_token, jwks, alg))
    except Exception as error:  # jwcrypto raises many kinds; none of them is a valid signature
        raise InvalidIdToken(f"the signature is not the provider's with {alg}: {error}") from error
    _check(isinstance(claims, dict), "the payload is not an object")
    return dict(claims)


def _signed(id_token: str, jwks: Mapping[str, Any], alg: str) -> bytes:
    # jwcrypto would also take the JSON form of a JWS, and do what `crit` and `b64` ask for.
    _check(_COMPACT.fullmatch(id_token) is not None, "it is not a compact JWT")
    header = json.loads(base64url_decode(id_token.partition(".")[0]))
    _check(header.get("alg") == alg, "alg is not as registered")
    _check(not {"crit", "b64"} & header.keys(), "its header has crit or b64")
    # RFC 8725 3.11: an access token or a logout token is not an ID token.
    _check(str(header.get("typ", "JWT")).lower() in ("jwt", "application/jwt"), "typ is not JWT")
    token = JWS()
    token.allowed_algs = [alg]
    token.deserialize(id_token)
    for key in _keys(jwks, alg, header.get("kid")):
        try:
            token.verify(key)
        except InvalidJWSSignature:
            continue
        return bytes(token.payload)
    raise InvalidIdToken("no key verifies it")


def _keys(jwks: Mapping[str, Any], alg: str, kid: Any) -> list[JWK]:
    """The keys that are for `alg`; those named `kid`, or the only one (OIDC Core 10.1)."""
    suited = [
        key
        for key in jwks["keys"]
        if key["kty"] == _KEY_TYPES.get(alg[:2])
        and key.get("use", "sig") == "sig"
        and key.get("alg", alg) == alg
    ]
    if kid is not None:
        suited = [key for key in suited if key.get("kid") == kid]
    _check(bool(suited), "no key goes by that kid")
    _check(kid is not None or len(suited) == 1, "kid is missing, and there are several keys")
    return [JWK(**key) for key in suited]


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    _check(client_id in named, "aud is not this client")
    _check(len(named) == 1, "aud names somebody else too")
    _check(claims.get("azp", client_id) == client_id, "azp is not this client")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    for name in ("exp", "iat"):
        _check(_is_number(claims.get(name)), f"{name} is missing or not a number")
    _check(now - LEEWAY < claims["exp"] < inf, "it has expired, or never does")
    _check(now - MAX_AGE <= claims["iat"] <= now + LEEWAY, "iat is too long ago, or ahead")
    begins = claims.get("nbf", now)
    _check(_is_number(begins) and begins <= now + LEEWAY, "nbf is ahead, or not a number")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check(holds: bool, reason: str) -> None:
    if not holds:
        raise InvalidIdToken(reason)
