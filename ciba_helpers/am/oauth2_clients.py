"""OAuth 2.0 clients (console: Realms > Realm Name > Applications > OAuth 2.0 > Clients)."""

import json
from collections.abc import Sequence
from typing import Any

from ciba_helpers.am.session import Administrator

BACK_CHANNEL_REQUEST = "urn:openid:params:grant-type:ciba"
"""What the console calls the Back Channel Request grant."""

_PATH = "/realm-config/agents/OAuth2Client"


def confidential_client(
    secret: str,
    public_key_set: dict[str, Any],
    *,
    scopes: Sequence[str] = ("openid", "profile"),
    grant_types: Sequence[str] = (BACK_CHANNEL_REQUEST,),
) -> dict[str, Any]:
    """The article's client profile as AM's JSON; the key set goes in as a string."""
    return {
        "coreOAuth2ClientConfig": {
            "clientType": "Confidential",
            "userpassword": secret,
            "scopes": list(scopes),
        },
        "advancedOAuth2ClientConfig": {
            "grantTypes": list(grant_types),
            "tokenEndpointAuthMethod": "client_secret_basic",
        },
        "signEncOAuth2ClientConfig": {
            "publicKeyLocation": "jwks",
            "jwkSet": json.dumps(public_key_set),
        },
    }


async def put_client(am: Administrator, client_id: str, client: dict[str, Any]) -> dict[str, Any]:
    """Register or replace a client."""
    return await am.put(f"{_PATH}/{client_id}", client)


async def read_client(am: Administrator, client_id: str) -> dict[str, Any]:
    """A client as AM shows it: each value wrapped, the secret left out."""
    return await am.get(f"{_PATH}/{client_id}")


def key_set_of(client: dict[str, Any]) -> dict[str, Any] | None:
    """The key set in a client's profile as `read_client` returns it, None where there is none."""
    text = client["signEncOAuth2ClientConfig"]["jwkSet"].get("value")
    key_set: dict[str, Any] | None = json.loads(text) if text else None
    return key_set


async def put_key_set(
    am: Administrator, client_id: str, public_key_set: dict[str, Any]
) -> dict[str, Any]:
    """Give a registered client other keys and leave the rest of its profile as it is."""
    client = await read_client(am, client_id)
    signing = client["signEncOAuth2ClientConfig"]
    client["signEncOAuth2ClientConfig"] = {
        **signing,
        "publicKeyLocation": "jwks",
        "jwkSet": json.dumps(public_key_set),
    }
    return await put_client(am, client_id, client)


async def delete_client(am: Administrator, client_id: str) -> dict[str, Any]:
    """Delete a client."""
    return await am.delete(f"{_PATH}/{client_id}")
