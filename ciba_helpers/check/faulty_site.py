"""An AM of somebody else's, as it was read: three things are wrong with it."""

import json
from functools import cache
from typing import Any

from jwcrypto.jwk import JWK

from ciba_helpers import keys
from ciba_helpers.am.oauth2_clients import BACK_CHANNEL_REQUEST
from ciba_helpers.am.trees import SEND, SUCCESS, VERIFY, push_tree
from ciba_helpers.preflight import Configuration

_URL, _REALM, _CLIENT, _KEY, _ACR = (
    "https://am.acme.example:8443/am",
    "/shops",
    "acmeTill",
    "acmeKey",
    "pay",
)


def faulty_site() -> Configuration:
    """The documents of that AM, fresh each time; they may be changed."""
    issuer, tree = f"{_URL}/oauth2/realms/root/realms/shops", push_tree()
    tree["nodes"][VERIFY]["connections"]["FALSE"] = SUCCESS
    return Configuration(
        url=_URL,
        realm=_REALM,
        audience=f"{_URL}/oauth2",
        issuer=issuer,
        acr=_ACR,
        client_id=_CLIENT,
        key_id=_KEY,
        public_key=None,
        username="alice",
        clock_ahead=0,
        realm_settings={"name": "shops", "parentPath": "/", "active": True},
        discovery={"issuer": issuer},
        provider=_provider(),
        tree={"_id": "acmePay", "enabled": True, **tree},
        nodes={one: _node(one, place) for one, place in tree["nodes"].items()},
        push_service=_push_service(),
        client=_client(),
        user={"_id": "alice", "username": "alice", "inetUserStatus": ["Active"]},
        devices={"result": [{"deviceName": "Alice's handset"}]},
    )


@cache
def leaked_key() -> JWK:
    """The signing key that this site has shown to all who administer AM."""
    return keys.generate_signing_key(_KEY)


def _provider() -> dict[str, Any]:
    return {
        "advancedOAuth2Config": {"grantTypes": [BACK_CHANNEL_REQUEST]},
        "advancedOIDCConfig": {"loaMapping": {_ACR: "acmePay"}},
        "cibaConfig": {
            "cibaAuthReqIdLifetime": 600,
            "cibaMinimumPollingInterval": 2,
            "supportedCibaSigningAlgorithms": ["ES256", "PS256"],
        },
    }


def _node(node_id: str, place: dict[str, Any]) -> dict[str, Any]:
    outcomes = [{"id": outcome} for outcome in place["connections"]]
    settings = {"messageTimeout": 600_000} if node_id == SEND else {}
    return {**settings, "_type": {"_id": place["nodeType"]}, "_outcomes": outcomes}


def _push_service() -> dict[str, Any]:
    endpoints = {"appleEndpoint": "arn:apns", "googleEndpoint": "arn:gcm"}
    return {"accessKey": "AKIA", **endpoints, "region": "us-east-1", "mdDuration": 120}


def _client() -> dict[str, Any]:
    pasted = {"keys": [leaked_key().export(as_dict=True)]}
    return {
        "_id": _CLIENT,
        "coreOAuth2ClientConfig": _wrapped(
            clientType="Confidential", status="Active", scopes=["openid"]
        ),
        "advancedOAuth2ClientConfig": _wrapped(
            grantTypes=[BACK_CHANNEL_REQUEST], tokenEndpointAuthMethod="client_secret_basic"
        ),
        "signEncOAuth2ClientConfig": _wrapped(publicKeyLocation="jwks", jwkSet=json.dumps(pasted)),
    }


def _wrapped(**values: Any) -> dict[str, Any]:
    return {name: {"inherited": False, "value": value} for name, value in values.items()}
