"""One fault each in an AM that is ready, and what the preflight says of it."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ciba_helpers import keys
from ciba_helpers.am import oauth2_clients, oauth2_provider, push_service, trees
from ciba_helpers.am.session import Administrator
from ciba_helpers.am.trees import COLLECT, FAILURE, SEND, SUCCESS, VERIFY, WAIT
from ciba_helpers.am.users import reset_push_devices
from ciba_helpers.preflight import Grade

CIBA = "urn:openid:params:grant-type:ciba"
MISSING, DOUBTFUL = Grade.MISSING, Grade.DOUBTFUL


@dataclass(frozen=True)
class Fault:
    """How AM is broken, and each finding that tells of it: grade, subject, words."""

    name: str
    make: Callable[[Administrator], Awaitable[Any]]
    found: tuple[tuple[Grade, str, str], ...]


def provider(section: str, **changes: Any) -> Callable[[Administrator], Awaitable[Any]]:
    """The OpenID provider with other settings in one section."""

    async def make(am: Administrator) -> None:
        settings = await oauth2_provider.read_provider(am)
        settings[section].update(changes)
        await am.put("/realm-config/services/oauth-oidc", settings)

    return make


def client(section: str, **changes: Any) -> Callable[[Administrator], Awaitable[Any]]:
    """The client with other settings in one section."""

    async def make(am: Administrator) -> None:
        profile = await oauth2_clients.read_client(am, "myCIBAClient")
        profile[section].update(changes)
        await oauth2_clients.put_client(am, "myCIBAClient", profile)

    return make


def key(**changes: Any) -> Callable[[Administrator], Awaitable[Any]]:
    """The client's key with other members; those changed to None are left out."""

    async def make(am: Administrator) -> None:
        registered = oauth2_clients.key_set_of(await oauth2_clients.read_client(am, "myCIBAClient"))
        assert registered is not None
        new = {**registered["keys"][0], **changes}
        members = {name: value for name, value in new.items() if value is not None}
        await oauth2_clients.put_key_set(am, "myCIBAClient", {"keys": [members]})

    return make


def wired(node: str, **connections: str | None) -> Callable[[Administrator], Awaitable[Any]]:
    """The tree with other connections of one node; those changed to None are taken out."""

    async def make(am: Administrator) -> None:
        tree = trees.push_tree()
        new = {**tree["nodes"][node]["connections"], **connections}
        tree["nodes"][node]["connections"] = {k: v for k, v in new.items() if v is not None}
        await trees.put_tree(am, "myCIBAPushTree", tree)

    return make


def tree(**changes: Any) -> Callable[[Administrator], Awaitable[Any]]:
    """The tree with other members."""

    async def make(am: Administrator) -> None:
        await trees.put_tree(am, "myCIBAPushTree", trees.push_tree() | changes)

    return make


def deleted(path: str) -> Callable[[Administrator], Awaitable[Any]]:
    """The realm without one of its resources."""
    return lambda am: am.delete(path)


def service(**changes: Any) -> Callable[[Administrator], Awaitable[Any]]:
    """The push service with other settings; those changed to None are left out."""

    async def make(am: Administrator) -> None:
        settings = await push_service.read_push_service(am) | changes
        kept = {name: value for name, value in settings.items() if value is not None}
        await am.put("/realm-config/services/pushNotification", kept)

    return make


async def _impatient_sender(am: Administrator) -> None:
    await trees.put_node(am, "PushAuthenticationSenderNode", SEND, {"messageTimeout": 120_000})


async def _refusal_by_a_detour(am: Administrator) -> None:
    after = "99999999-c1ba-4000-8000-000000000000"
    await trees.put_node(am, "SetStateNode", after, {"attributes": {}})
    changed = trees.push_tree()
    changed["nodes"][VERIFY]["connections"]["FALSE"] = after
    place = trees.placement("SetStateNode", "Set State", {"outcome": SUCCESS}, 900, 300)
    changed["nodes"][after] = place
    await trees.put_tree(am, "myCIBAPushTree", changed)


async def _another_address(am: Administrator) -> None:
    fixed = {
        "source": "FIXED_VALUE",
        "fixedValue": "https://login.example.org",
        "contextPath": "/am",
    }
    await am.put("/realm-config/services/baseurl", fixed)


async def _another_key(am: Administrator) -> None:
    key_set = keys.public_key_set(keys.generate_signing_key("myCIBAKey"))
    await oauth2_clients.put_key_set(am, "myCIBAClient", key_set)


async def _inactive(am: Administrator) -> None:
    await am.put("/users/demo", {"inetUserStatus": ["Inactive"]})


FAULTS = [
    Fault(
        "no provider",
        deleted("/realm-config/services/oauth-oidc"),
        ((MISSING, "OpenID provider", "has none"),),
    ),
    Fault(
        "a provider without the grant",
        provider("advancedOAuth2Config", grantTypes=["refresh_token"]),
        ((MISSING, "OpenID provider", "does not allow the Back Channel Request grant"),),
    ),
    Fault(
        "a provider that knows no algorithm",
        provider("cibaConfig", supportedCibaSigningAlgorithms=[]),
        ((MISSING, "OpenID provider", "accepts no algorithm"),),
    ),
    Fault(
        "an algorithm that the key is not for",
        provider("cibaConfig", supportedCibaSigningAlgorithms=["PS256"]),
        ((MISSING, "Signing key", "signs with ES256. AM refuses the requests: it accepts PS256"),),
    ),
    Fault(
        "another address",
        _another_address,
        ((MISSING, "Discovery", "AM calls itself https://login.example.org/am/oauth2"),),
    ),
    Fault(
        "no mapping",
        provider("advancedOIDCConfig", loaMapping={"fax": "faxTree"}),
        ((MISSING, "acr mapping", "push leads to no tree"),),
    ),
    Fault(
        "two acrs for one tree",
        provider(
            "advancedOIDCConfig", loaMapping={"push": "myCIBAPushTree", "phone": "myCIBAPushTree"}
        ),
        ((DOUBTFUL, "acr mapping", "and so does phone"),),
    ),
    Fault(
        "no tree",
        deleted("/realm-config/authentication/authenticationtrees/trees/myCIBAPushTree"),
        ((MISSING, "Tree", "There is no myCIBAPushTree"),),
    ),
    Fault("a disabled tree", tree(enabled=False), ((MISSING, "Tree", "is disabled"),)),
    Fault(
        "a tree that begins elsewhere",
        tree(entryNodeId=SEND),
        ((MISSING, "Tree", "begins with Push Sender, not with a Username Collector"),),
    ),
    Fault(
        "a tree that asks nobody",
        wired(COLLECT, outcome=SUCCESS),
        (
            (MISSING, "Tree", "No way in it leads to a Push Sender"),
            (MISSING, "Tree", "No way in it leads to a Push Result Verifier"),
            (DOUBTFUL, "Tree", "passes no Push Result Verifier"),
        ),
    ),
    Fault(
        "a tree that looks for no answer",
        wired(WAIT, DONE=SUCCESS),
        (
            (MISSING, "Tree", "No way in it leads to a Push Result Verifier"),
            (DOUBTFUL, "Tree", "passes no Push Result Verifier"),
        ),
    ),
    Fault(
        "a loose end",
        wired(VERIFY, EXPIRED=None),
        ((MISSING, "Tree", "Leading nowhere: EXPIRED of Push Result Verifier"),),
    ),
    Fault(
        "a connection to a node that is gone",
        wired(SEND, SKIPPED="00000000-0000-4000-8000-000000000000"),
        ((MISSING, "Tree", "Leading nowhere: SKIPPED of Push Sender"),),
    ),
    Fault(
        "a node that is placed but not stored",
        deleted("/realm-config/authentication/authenticationtrees/nodes/PollingWaitNode/" + WAIT),
        ((MISSING, "Tree", "Polling Wait is placed, but not stored"),),
    ),
    *(
        Fault(
            f"{outcome} wired to success",
            wired(node, **{outcome: SUCCESS}),
            ((MISSING, "Tree", f"{outcome} of {name} leads to success"),),
        )
        for node, name, outcome in (
            (VERIFY, "Push Result Verifier", "FALSE"),
            (VERIFY, "Push Result Verifier", "EXPIRED"),
            (VERIFY, "Push Result Verifier", "WAITING"),
            (SEND, "Push Sender", "NOT_REGISTERED"),
            (SEND, "Push Sender", "SKIPPED"),
        )
    ),
    Fault(
        "a refusal that succeeds by a detour",
        _refusal_by_a_detour,
        ((DOUBTFUL, "Tree", "FALSE of Push Result Verifier leads to success by way of"),),
    ),
    Fault(
        "an approval wired to failure",
        wired(VERIFY, TRUE=FAILURE),
        ((MISSING, "Tree", "TRUE of Push Result Verifier does not lead to success"),),
    ),
    Fault(
        "no push service",
        deleted("/realm-config/services/pushNotification"),
        ((MISSING, "Push service", "has none"),),
    ),
    Fault(
        "a push service without credentials",
        service(accessKey=None),
        ((MISSING, "Push service", "It has no accessKey"),),
    ),
    Fault(
        "a service that forgets messages early",
        service(mdDuration=120),
        ((DOUBTFUL, "Push message", "forgets it after 120 seconds. The till waits 600"),),
    ),
    Fault(
        "a sender that gives up early",
        _impatient_sender,
        ((DOUBTFUL, "Push message", "gives up on it after 120 seconds"),),
    ),
    Fault(
        "an auth_req_id that outlives the messages",
        provider("cibaConfig", cibaAuthReqIdLifetime=900),
        (
            (DOUBTFUL, "Push message", "forgets it after 600 seconds. The till waits 900"),
            (DOUBTFUL, "Push message", "gives up on it after 600 seconds"),
        ),
    ),
    Fault(
        "no client",
        deleted("/realm-config/agents/OAuth2Client/myCIBAClient"),
        ((MISSING, "Client", "There is no myCIBAClient"),),
    ),
    Fault(
        "a public client",
        client("coreOAuth2ClientConfig", clientType="Public"),
        ((MISSING, "Client", "It is Public"),),
    ),
    Fault(
        "an inactive client",
        client("coreOAuth2ClientConfig", status="Inactive"),
        ((MISSING, "Client", "It is Inactive"),),
    ),
    Fault(
        "a client without the grant",
        client("advancedOAuth2ClientConfig", grantTypes=["authorization_code"]),
        ((MISSING, "Client", "may not use the Back Channel Request grant"),),
    ),
    Fault(
        "a client without openid",
        client("coreOAuth2ClientConfig", scopes=["profile"]),
        ((MISSING, "Client", "may not ask for openid"),),
    ),
    Fault(
        "a client that authenticates otherwise",
        client("advancedOAuth2ClientConfig", tokenEndpointAuthMethod="private_key_jwt"),
        ((DOUBTFUL, "Client", "authenticates with private_key_jwt"),),
    ),
    Fault(
        "a client that does not authenticate",
        client("advancedOAuth2ClientConfig", tokenEndpointAuthMethod="none"),
        ((MISSING, "Client", "does not authenticate"),),
    ),
    Fault(
        "a pairwise subject",
        client("advancedOAuth2ClientConfig", subjectType="Pairwise"),
        ((DOUBTFUL, "Client", "subject type is pairwise"),),
    ),
    Fault(
        "keys elsewhere",
        client("signEncOAuth2ClientConfig", publicKeyLocation="jwks_uri"),
        ((DOUBTFUL, "Signing key", "AM takes it from jwks_uri"),),
    ),
    Fault(
        "no key set",
        client("signEncOAuth2ClientConfig", jwkSet=""),
        ((MISSING, "Signing key", "No key set is registered"),),
    ),
    Fault(
        "an empty key set",
        client("signEncOAuth2ClientConfig", jwkSet=json.dumps({"keys": []})),
        ((MISSING, "Signing key", "No key set is registered"),),
    ),
    Fault(
        "a private key",
        key(d="c2VjcmV0"),
        ((MISSING, "Signing key", "The private key is registered"),),
    ),
    Fault(
        "another key of the same name",
        _another_key,
        ((MISSING, "Signing key", "AM's myCIBAKey is another key than yours"),),
    ),
    Fault(
        "a key of another name",
        key(kid="oldKey"),
        ((MISSING, "Signing key", "There is no myCIBAKey (oldKey)"),),
    ),
    Fault(
        "a key without a name",
        key(kid=None),
        ((MISSING, "Signing key", "There is no myCIBAKey (no kid)"),),
    ),
    Fault("no user", deleted("/users/demo"), ((MISSING, "User", "There is no demo"),)),
    Fault("an inactive user", _inactive, ((MISSING, "User", "demo is not active"),)),
    Fault(
        "no phone",
        lambda am: reset_push_devices(am, "demo"),
        ((MISSING, "Phone", "demo has none registered"),),
    ),
]
