"""openid-client, the OpenID client that many programs in JavaScript use, unchanged.

A program of its own uses it, and is told here what to do.
"""

import json
import subprocess
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from anyio import to_thread
from jwcrypto.jwk import JWK

from tests.contract.am import AM
from tests.contract.configuration import CLIENTS, client, done
from tests.contract.till import new_key
from tests.npm import require
from tests.provider.provider import Client, Provider

HERE = Path(__file__).parent
OLDEST = 20
"""The first Node in which cryptography is global, as openid-client expects."""
SECRET = "a secret-of_somebody: else's program & more+still"
USUAL = {"login_hint": "demo", "acr_values": "push", "scope": "openid profile"}

Happening = tuple[str, dict[str, Any]]
"""A POST under `/_mock`: its path and its body."""


class Refused(Exception):
    """The error that the library threw."""

    def __init__(self, thrown: dict[str, Any]) -> None:
        super().__init__(thrown)
        self.thrown = thrown

    def told(self, *names: str) -> tuple[Any, ...]:
        """These of the error's properties."""
        return tuple(self.thrown.get(name) for name in names)


class Program:
    """The running program; it does one thing after the other."""

    def __init__(self) -> None:
        require("openid-client", HERE, OLDEST)
        self._process = subprocess.Popen(
            ["node", "program.mjs"],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def tell(self, command: str, **details: Any) -> dict[str, Any]:
        """What came of a command."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"command": command, **details}) + "\n")
        stdin.flush()
        outcome: dict[str, Any] = json.loads(stdout.readline())
        return outcome

    def stop(self) -> None:
        """End it, whatever it still waits for."""
        self._process.kill()
        self._process.communicate()


@dataclass
class Theirs:
    """The program as a client of the mock; `ours` is registered as the same one."""

    program: Program
    am: AM
    ours: Client
    heard: list[str] = field(default_factory=list)
    """What the token endpoint said during the last command: an error's code, or `tokens`."""

    async def tell(self, command: str, **details: Any) -> Any:
        """What came of a command. Raises Refused."""
        outcome = await to_thread.run_sync(partial(self.program.tell, command, **details))
        self.heard = outcome["heard"]
        if "error" in outcome:
            raise Refused(outcome["error"])
        return outcome["result"]

    async def request(self, **parameters: str) -> dict[str, str]:
        """The form of a request that the library has signed."""
        signed = await self.tell("sign", parameters={**USUAL, **parameters})
        return {"request": signed}

    async def ask(self, **parameters: str) -> dict[str, Any]:
        """Send a signed request; its acknowledgement."""
        return await self.send(await self.request(**parameters))

    async def send(self, form: dict[str, str]) -> dict[str, Any]:
        """Send a request as it is."""
        asked: dict[str, Any] = await self.tell("ask", parameters=form)
        return asked

    async def poll(self, asked: dict[str, Any], *meanwhile: Happening) -> Any:
        """Poll as the library does, one happening before each time; None once it slows down."""
        return await self.tell("poll", asked=asked, meanwhile=meanwhile)

    async def redeem(self, auth_req_id: str) -> Any:
        """Ask for the tokens once."""
        return await self.tell("redeem", auth_req_id=auth_req_id)


def decision(asked: dict[str, Any], kind: str = "allow") -> Happening:
    """The user decides on this request."""
    return f"/action?token={asked['auth_req_id']}&type={kind}", {}


def passing(seconds: float) -> Happening:
    """So much time passes on the mock's clock."""
    return "/clock", {"advance": seconds}


async def connected(
    program: Program,
    provider: Provider,
    method: str,
    *,
    secret: str = SECRET,
    key: JWK | None = None,
    **known: str,
) -> Theirs:
    """The program, registered for `method`; with `secret` or `key` it proves itself by another.

    `known` is metadata of the provider that its discovery leaves out.
    """
    client_id, own_key = f"their.own_client-{method}", new_key("their-key")
    body = client(
        own_key, "refresh_token", secret=SECRET, tokenEndpointAuthSigningAlgorithm="ES256"
    )
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = method
    await done(provider.administrator, f"{CLIENTS}/{client_id}", body)
    made = Theirs(program, provider.am, Client(provider.am, own_key, client_id, SECRET))
    await made.tell(
        "connect",
        controls=f"{provider.am.url.removesuffix('/am')}/_mock",
        issuer=provider.issuer,
        client_id=client_id,
        secret=secret,
        method=method,
        jwk=(key or own_key).export(as_dict=True),
        ahead=provider.am.ahead,
        known=known,
    )
    return made
