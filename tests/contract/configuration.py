"""The article's configuration: push service, push tree, provider, client."""

import json
from typing import Any

from jwcrypto.jwk import JWK

from tests.contract.am import AM, IN_REALM, REALM, REALMS, Administrator

SUCCESS = "70e691a5-1e33-4ac3-a356-e7b6d60d92e0"
FAILURE = "e301438c-0bd0-429c-ab0c-66126501069a"
CIBA = "urn:openid:params:grant-type:ciba"
TREES = "/realm-config/authentication/authenticationtrees"
CLIENTS = "/realm-config/agents/OAuth2Client"
CLIENT = f"{CLIENTS}/myCIBAClient"
"""The article's client."""
SERVICES = "/realm-config/services"
PROVIDER = f"{SERVICES}/oauth-oidc"
PUSH_SERVICE = {"accessKey": "a", "secret": "s", "appleEndpoint": "x", "googleEndpoint": "y"}

NAME, SENDER, WAIT, VERIFIER = (f"{n}" * 8 + "-0000-4000-8000-000000000000" for n in range(1, 5))
TYPES = {
    NAME: "UsernameCollectorNode",
    SENDER: "PushAuthenticationSenderNode",
    WAIT: "PollingWaitNode",
    VERIFIER: "PushResultVerifierNode",
}
CONNECTIONS: dict[str, dict[str, str]] = {
    NAME: {"outcome": SENDER},
    SENDER: {"SENT": WAIT, "NOT_REGISTERED": FAILURE, "SKIPPED": FAILURE},
    WAIT: {"DONE": VERIFIER},
    VERIFIER: {"TRUE": SUCCESS, "FALSE": FAILURE, "EXPIRED": FAILURE, "WAITING": WAIT},
}


def push_tree(entry: str = NAME, **changed: dict[str, str]) -> dict[str, Any]:
    """The article's tree; `changed` has new connections for NAME, SENDER, WAIT or VERIFIER."""
    places = {"NAME": NAME, "SENDER": SENDER, "WAIT": WAIT, "VERIFIER": VERIFIER}
    connections = {**CONNECTIONS, **{places[key]: value for key, value in changed.items()}}
    nodes = {
        node_id: {
            "nodeType": TYPES[node_id],
            "displayName": TYPES[node_id],
            "connections": connections[node_id],
            "x": 100,
            "y": 100,
        }
        for node_id in TYPES
    }
    return {"entryNodeId": entry, "nodes": nodes}


def client(key: JWK, *grants: str, secret: str = "forgerock", **signing: Any) -> dict[str, Any]:
    """A confidential client with this public key; ID tokens in ES256, whose key is made fast."""
    return {
        "coreOAuth2ClientConfig": {
            "userpassword": secret,
            "clientType": "Confidential",
            "scopes": ["openid", "profile"],
        },
        "advancedOAuth2ClientConfig": {"grantTypes": [CIBA, *grants]},
        "signEncOAuth2ClientConfig": {
            "publicKeyLocation": "jwks",
            "jwkSet": json.dumps({"keys": [key.export_public(as_dict=True)]}),
            "idTokenSignedResponseAlg": "ES256",
            **signing,
        },
    }


async def done(administrator: Administrator, path: str, body: Any) -> None:
    """PUT something that AM takes."""
    answer = await administrator.put(path, body)
    assert answer.status_code in (200, 201), answer.text


async def put_push_tree(administrator: Administrator, tree: dict[str, Any] | None = None) -> None:
    """The nodes first, then the tree."""
    for node_id, node_type in TYPES.items():
        await done(administrator, f"{TREES}/nodes/{node_type}/{node_id}", {})
    await done(administrator, f"{TREES}/trees/myCIBAPushTree", tree or push_tree())


async def put_provider(administrator: Administrator, **ciba: Any) -> None:
    """The OpenID provider with `push` mapped to the push tree."""
    body = {"advancedOIDCConfig": {"loaMapping": {"push": "myCIBAPushTree"}}, "cibaConfig": ciba}
    await done(administrator, PROVIDER, body)


async def give_phone(am: AM, username: str = "demo") -> str:
    """A phone that the mock holds for this user; its device id."""
    answer = await am.mock("POST", "/phones", json={"realm": REALM, "username": username})
    assert answer.status_code == 201
    device_id: str = answer.json()["deviceId"]
    return device_id


async def configure(administrator: Administrator, key: JWK, *grants: str) -> None:
    """Everything the article configures in its third and fourth step."""
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_push_tree(administrator)
    await put_provider(administrator)
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(key, *grants))


async def put_branch(administrator: Administrator) -> str:
    """A realm below that of the tests; where it is in a path."""
    branch = {"name": "branch", "parentPath": REALM, "active": True, "aliases": []}
    made = await administrator.post(f"{REALMS}?_action=create", branch)
    assert made.status_code == 201, made.text
    return f"{IN_REALM}/realms/branch"


async def stranger(administrator: Administrator) -> dict[str, str]:
    """The session of a demo who belongs to another realm."""
    branch = f"/json{await put_branch(administrator)}"
    await done(administrator, f"{branch}/users/demo", {"userpassword": "Ch4ng31t"})
    return await administrator.am.session("demo", "Ch4ng31t", branch)
