"""What an AM that reads from a script can say at its token endpoint, to test a client with."""

import time
from functools import cache
from typing import Any

import httpx
from jwcrypto.jwk import JWK

from ciba_helpers.article import CLIENT_ID, USERNAME
from ciba_helpers.signed_request import sign

ISSUER = "https://am.example.com/am/oauth2"

LIFETIME = 3600
"""Seconds that its tokens are good for."""


def refusal(error: str) -> httpx.Response:
    """A refusal with this OAuth error code, such as `authorization_pending`."""
    return httpx.Response(400, json={"error": error})


def tokens(**claims: Any) -> httpx.Response:
    """Tokens; `claims` are what the ID token says otherwise than it should."""
    now = int(time.time())
    right = {"iss": ISSUER, "aud": CLIENT_ID, "sub": USERNAME, "iat": now, "exp": now + LIFETIME}
    body = {"access_token": "opens something", "token_type": "Bearer", "expires_in": LIFETIME}
    return httpx.Response(200, json={**body, "id_token": sign({**right, **claims}, _key())})


def key_set() -> dict[str, Any]:
    """The public key that its ID tokens are verified with, as at `connect/jwk_uri`."""
    return {"keys": [_key().export_public(as_dict=True)]}


@cache
def _key() -> JWK:
    return JWK.generate(kty="RSA", size=2048, kid="scripted", alg="RS256")
