"""The signed authentication request: claims in, JWT out (CIBA Core 1.0 section 7.1.1)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jwcrypto.common import base64url_decode
from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT

BINDING_MESSAGE = (
    "Allow ExampleBank to transfer £50 from your 'Main' account "
    "to your 'Savings' account? (EB-0246326)"
)
"""The article's example: 98 characters, of at most 100."""


def request_claims(
    *,
    client_id: str,
    audience: str,
    now: float,
    login_hint: str = "demo",
    scope: str = "openid profile",
    acr_values: str = "push",
    binding_message: str = BINDING_MESSAGE,
    minutes: float = 10,
) -> dict[str, Any]:
    """The article's claims, with the `aud` it forgets to print.

    `now` is in seconds since the epoch; the request is good for `minutes`, of which AM allows 30.
    """
    return {
        "login_hint": login_hint,
        "scope": scope,
        "acr_values": acr_values,
        "iss": client_id,
        "aud": audience,
        "exp": int(now + minutes * 60),
        "binding_message": binding_message,
    }


def sign(claims: Mapping[str, Any], key: JWK) -> str:
    """`claims` as a compact JWT, signed with `key` by the algorithm the key names."""
    jwt = JWT(header={"alg": key["alg"], "kid": key["kid"], "typ": "JWT"}, claims=dict(claims))
    jwt.make_signed_token(key)
    token: str = jwt.serialize()
    return token


@dataclass(frozen=True)
class Decoded:
    """A JWT taken apart, its signature not checked."""

    header: dict[str, Any]
    payload: dict[str, Any]


def decode(token: str) -> Decoded:
    """The readable parts of `token`: anyone can read a JWT, only the key can make one.

    Raises ValueError where `token` is not a compact JWT.
    """
    try:
        header, payload, _ = token.split(".")
        return Decoded(_json_object(header), _json_object(payload))
    except ValueError as error:
        raise ValueError(f"not a compact JWT: {error}") from error


def _json_object(part: str) -> dict[str, Any]:
    value = json.loads(base64url_decode(part))
    if not isinstance(value, dict):
        raise ValueError("a part is not a JSON object")
    return value
