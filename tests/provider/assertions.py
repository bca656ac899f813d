"""Clients that authenticate themselves by signed assertions (RFC 7523 2.2, 3)."""

import uuid
from typing import Any

import httpx
from jwcrypto.jwk import JWK

from tests.contract.configuration import CLIENTS, client, done
from tests.provider.provider import Client, Provider

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


async def by_assertion(provider: Provider, client_id: str, key: JWK, **signing: Any) -> Client:
    """A client that is registered so, with this key."""
    secret = f"secret of {client_id}, long enough to sign with"
    chosen = {"tokenEndpointAuthSigningAlgorithm": "ES256"} | signing
    body = client(key, "refresh_token", secret=secret, **chosen)
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = "private_key_jwt"
    await done(provider.administrator, f"{CLIENTS}/{client_id}", body)
    return Client(provider.am, key, client_id, secret)


def assertion(provider: Provider, till: Client, **changes: Any) -> dict[str, Any]:
    """The claims of an assertion, each with a jti of its own; a change to None leaves one out."""
    now = till.claims()["iat"]
    client_id = till.auth[0]
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": provider.issuer,
        "iat": now,
        "exp": now + 300,
        "jti": uuid.uuid4().hex,
    } | changes
    return {name: value for name, value in claims.items() if value is not None}


async def post(
    till: Client, token: str, endpoint: str = "introspect", **form: str
) -> httpx.Response:
    """POST with this assertion; by default to ask about a token that nobody knows."""
    asked = {"token": "x"} if endpoint == "introspect" else {}
    data = {"client_assertion": token, "client_assertion_type": TYPE, **asked, **form}
    return await till.post(endpoint, data=data, auth=None)
