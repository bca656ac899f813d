"""A provider in the middle of its day: everything that a request may name is there and alive."""

import asyncio
import threading
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jwcrypto.jwk import JWK

from tests.contract.am import ALPHA, AM, OAUTH2, SESSION, Administrator, realm_id
from tests.contract.configuration import CLIENT, CLIENTS, SERVICES, TREES, client, done, put_branch
from tests.contract.phone import REGISTRATION, filled, put_registration_tree
from tests.contract.second_login import begun, put_second_login
from tests.contract.server import Server
from tests.contract.till import new_key
from tests.fuzz.state import State
from tests.fuzz.trees import put_everything
from tests.fuzz.wire import Line
from tests.provider.provider import Client, Provider, prepared

Step = dict[str, Any]

LOGIN_TREES = ("ldapService", "everything", "secondLogin", "registerPhone")
"""Trees that a user may log in with."""

DOCUMENTS = (
    "/json/global-config/realms/{realm}",
    "/json/global-config/realms/{branch}",
    "/json/global-config/services/oauth-oidc",
    "/json/global-config/services/pushNotification",
    f"{ALPHA}/users/demo",
    f"{ALPHA}/users/erin",
    f"{ALPHA}/realm-config/authentication",
    f"{ALPHA}{CLIENT}",
    f"{ALPHA}{CLIENTS}/assertingClient",
    f"{ALPHA}{TREES}/trees/myCIBAPushTree",
    f"{ALPHA}{TREES}/trees/secondLogin",
    f"{ALPHA}{TREES}/trees/everything",
    f"{ALPHA}/realm-config/services/oauth-oidc",
    f"{ALPHA}/realm-config/services/pushNotification",
    f"{ALPHA}/realm-config/services/authenticatorPushService",
    f"{ALPHA}/realm-config/services/baseurl",
)
"""Resources whose mutants are put back."""


@dataclass(frozen=True)
class Live:
    """What a request may name; each was alive when the lab was ready."""

    provider: Provider
    asserting_key: JWK
    pinged: Client | None
    """A client that is told by a ping; the AM profile has none."""
    unsigned: Client | None
    """A client that does not sign its requests, with a user who has a code; likewise."""
    pending: str
    approved: str
    redeemed: str
    tokens: dict[str, str]
    admin: str
    user: str
    steps: tuple[Step, ...]
    """Logins half-way, their inputs filled in."""
    documents: dict[str, Any]
    """Configuration by path, as a GET returns it."""
    nodes: list[dict[str, Any]]
    """One configured node of each type, likewise."""

    @property
    def basic(self) -> str:
        """How the article's client proves who it is."""
        return basic(self.provider.client)


def basic(client: Client) -> str:
    """How a client proves by its secret who it is."""
    return "Basic " + b64encode(":".join(client.auth).encode()).decode()


@dataclass
class Lab:
    """A server with live state, a line to it, and a view of its state file."""

    server: Server
    state: State
    line: Line
    live: Live
    complaints: list[str]
    """What the server has written to stderr."""
    listener: threading.Thread

    @classmethod
    def opened(cls, path: Path, profile: str) -> "Lab":
        """A server of its own in that profile."""
        server = Server(path, "--profile", profile)
        complaints: list[str] = []
        listener = threading.Thread(target=_listen, args=(server, complaints), daemon=True)
        listener.start()
        live = asyncio.run(_live(server.url, profile))
        return cls(server, State(path), Line(int(server.port)), live, complaints, listener)

    def exceptions(self) -> list[str]:
        """What it has caught and nobody had thought of, since the last time that was asked.

        The one that is left out is the HTTP server's own: it has answered a malformed body before
        the application had answered the request.
        """
        lines, self.complaints[:] = list(self.complaints), []
        told = [one for one in lines if one.strip() and not one.startswith(_AROUND)]
        return [one for one in told if not one.startswith("h11._util.LocalProtocolError")]

    def close(self) -> int:
        """End it; the exit status."""
        self.line.close()
        self.state.close()
        self.server.process.terminate()
        status = self.server.process.wait(timeout=10)
        self.listener.join()
        for pipe in (self.server.process.stdout, self.server.process.stderr):
            assert pipe is not None
            pipe.close()
        return status


_AROUND = (" ", "Traceback", "ERROR:", "WARNING:")
"""Lines of stderr around an exception's own."""


def _listen(server: Server, complaints: list[str]) -> None:
    # Nobody else empties this pipe, and a server that cannot write to it stands still.
    assert server.process.stderr is not None
    complaints.extend(server.process.stderr)


async def _live(url: str, profile: str) -> Live:
    am, asserting_key = AM(url), new_key("assertingKey")
    provider = await prepared(am, profile, new_key(), new_key("otherKey"))
    await _configure(provider, asserting_key)
    first, second = await provider.client.approved(), await provider.client.approved()
    tokens = (await provider.client.poll(first)).json()
    pinged, unsigned = await _registered(provider) if profile == "strict" else (None, None)
    pending = await provider.client.acknowledged(login_hint="erin", user_code="1234")
    await am.get(f"{OAUTH2}/connect/jwk_uri")  # makes every key that is made when first needed
    steps = await _steps(am)
    administrator = provider.administrator
    live = Live(
        provider=provider,
        asserting_key=asserting_key,
        pinged=pinged,
        unsigned=unsigned,
        pending=pending,
        approved=second,
        redeemed=first,
        tokens={name: tokens[name] for name in ("access_token", "refresh_token", "id_token")},
        admin=administrator.headers[SESSION],
        user=(await am.session("demo", "Ch4ng31t", ALPHA))[SESSION],
        steps=steps,
        documents=await _documents(administrator),
        nodes=await _nodes(administrator),
    )
    await am.http.aclose()
    return live


async def _registered(provider: Provider) -> tuple[Client, Client]:
    pinged = await provider.register("pingedClient", "refresh_token")
    # Nobody listens at that port.
    endpoint = "http://127.0.0.1:1/"
    await provider.metadata(
        pinged, token_delivery_mode="ping", client_notification_endpoint=endpoint
    )
    unsigned = await provider.register("unsignedClient", "refresh_token")
    await provider.metadata(
        unsigned, authentication_request_signing_alg=None, user_code_parameter=True
    )
    await provider.user_code("1234", "erin")
    return pinged, unsigned


async def _configure(provider: Provider, key: JWK) -> None:
    administrator = provider.administrator
    body = client(key, "refresh_token", tokenEndpointAuthSigningAlgorithm="ES256")
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = "private_key_jwt"
    await done(administrator, f"{CLIENTS}/assertingClient", body)
    await done(administrator, "/users/frank", {"userpassword": "Ch4ng31t"})
    for service in ("authenticatorPushService", "baseurl"):
        await done(administrator, f"{SERVICES}/{service}", {})
    await put_registration_tree(administrator)
    await put_second_login(administrator)
    await put_everything(administrator)
    await put_branch(administrator)
    await provider.am.mock("PUT", "/handset")


async def _steps(am: AM) -> tuple[Step, ...]:
    page = (await am.post(f"{ALPHA}/authenticate", json={})).json()
    registering = (await am.post(REGISTRATION, json={})).json()
    for value in ("frank", "Ch4ng31t"):
        registering = (await am.post(REGISTRATION, json=filled(registering, value))).json()
    return filled(page, "demo", "Ch4ng31t"), await begun(am), registering


async def _documents(administrator: Administrator) -> dict[str, Any]:
    found = {}
    for path in DOCUMENTS:
        named = path.format(realm=realm_id("/alpha"), branch=realm_id("/alpha/branch"))
        answer = await administrator.get(named)
        assert answer.status_code == 200, answer.text
        found[named] = answer.json()
    return found


async def _nodes(administrator: Administrator) -> list[dict[str, Any]]:
    every = (await administrator.post(f"{TREES}/nodes?_action=nextdescendents")).json()["result"]
    return list({node["_type"]["_id"]: node for node in every}.values())
