"""An ID token is believed only after all of this (OpenID Connect Core 1.0 section 3.1.3.7)."""

import json
from collections.abc import Mapping
from hashlib import sha256, sha384, sha512
from typing import Any

from jwcrypto.common import base64url_encode
from jwcrypto.jwk import JWKSet
from jwcrypto.jws import JWS

MAX_AGE = 600
"""Seconds since `iat` that an ID token may be old when it arrives."""

LEEWAY = 60
"""Seconds by which the two clocks may differ."""

_HASHES = {"256": sha256, "384": sha384, "512": sha512}


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
) -> dict[str, Any]:
    """The claims of `id_token`, all checks passed.

    `jwks` are the provider's keys, `alg` the algorithm the client is registered with, `now` in
    seconds since the epoch. Raises InvalidIdToken.
    """
    claims = _verified(id_token, jwks, alg)
    _check(claims.get("iss") == issuer, "iss is not the provider")
    _check_audience(claims, client_id)
    _check_times(claims, now)
    if access_token is not None and "at_hash" in claims:
        _check(claims["at_hash"] == half_hash(access_token, alg), "at_hash does not match")
    return claims


def half_hash(value: str, alg: str) -> str:
    """The left half of the hash that `alg` names, base64url (OIDC Core 3.1.3.6)."""
    digest = _HASHES[alg[-3:]](value.encode()).digest()
    half: str = base64url_encode(digest[: len(digest) // 2])
    return half


def _verified(id_token: str, jwks: Mapping[str, Any], alg: str) -> dict[str, Any]:
    token = JWS()
    token.allowed_algs = [alg]
    try:
        token.deserialize(id_token)
        token.verify(JWKSet.from_json(json.dumps(jwks)))
        claims = json.loads(token.payload)
    except Exception as error:  # jwcrypto raises many kinds; none of them is a valid signature
        raise InvalidIdToken(f"the signature is not the provider's with {alg}: {error}") from error
    _check(isinstance(claims, dict), "the payload is not an object")
    return dict(claims)


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    _check(client_id in named, "aud is not this client")
    _check(len(named) == 1, "aud names somebody else too")
    _check(claims.get("azp", client_id) == client_id, "azp is not this client")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    for name in ("exp", "iat"):
        value = claims.get(name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        _check(is_number, f"{name} is missing or not a number")
    _check(claims["exp"] > now - LEEWAY, "it has expired")
    _check(-LEEWAY <= now - claims["iat"] <= MAX_AGE, "iat is too long ago, or ahead")


def _check(holds: bool, reason: str) -> None:
    if not holds:
        raise InvalidIdToken(reason)
