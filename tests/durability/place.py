"""A provider that is killed and comes back where it was."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from jwcrypto.jwk import JWK

from tests.contract.am import AM, Administrator
from tests.contract.configuration import configure, done, give_phone
from tests.contract.phone import Phone, registered_phone
from tests.contract.server import Server, started
from tests.contract.till import new_key
from tests.durability.ledger import Ledger
from tests.provider.provider import Client

STRICT = ("--profile", "strict")
USERS = [f"user{number}" for number in range(20)]
"""Those whose phones the mock holds; demo's is a genuine one."""


@dataclass
class Place:
    """A server on one state file and one port, those who talk to it, and what they were answered.

    `am` is another one after each restart: no connection outlives the process it led to.
    `redeeming` is set whenever somebody sends a redemption.
    """

    state: Path
    server: Server
    am: AM
    administrator: Administrator
    phone: Phone
    key: JWK
    ledger: Ledger = field(default_factory=Ledger)
    serving: asyncio.Event = field(default_factory=asyncio.Event)
    redeeming: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    busy: int = 0
    over: bool = False

    @property
    def client(self) -> Client:
        """The client, as it talks to the server that runs now."""
        return Client(self.am, self.key)

    @contextmanager
    def somebody_busy(self) -> Iterator[None]:
        """Work that ends early where the server dies on it."""
        self.busy += 1
        self.idle.clear()
        try:
            with suppress(httpx.TransportError):  # the ledger says what is in doubt now
                yield
        finally:
            self.busy -= 1
            if not self.busy:
                self.idle.set()

    def kill(self) -> None:
        """SIGKILL, whatever it is doing."""
        self.serving.clear()
        self.server.kill()

    async def kill_while_starting(self, delay: float) -> None:
        """Start another process and kill that one too, ready or not."""
        process = started("--port", self.server.port, "--state", str(self.state), *STRICT)
        await asyncio.sleep(delay)
        process.kill()
        process.communicate(timeout=10)

    async def restart(self) -> None:
        """The same again, on the same port, once everybody has heard of the end of the other.

        Who waits for it still waits.
        """
        again = ("--port", self.server.port, *STRICT)
        self.server = await asyncio.to_thread(Server, self.state, *again)
        assert self.server.process.poll() is None, self.server.process.communicate()
        await self.idle.wait()
        await self.am.http.aclose()
        self.am = AM(self.server.url)
        self.administrator.am = self.phone.am = self.am


@asynccontextmanager
async def opened(state: Path) -> AsyncIterator[Place]:
    """A place with the article's configuration, in the strict profile."""
    server = await asyncio.to_thread(Server, state, *STRICT)
    am, key = AM(server.url), new_key()
    administrator = Administrator(am, await am.session())
    await configure(administrator, key, "refresh_token")
    phone = await registered_phone(am, administrator)
    for username in USERS:
        await done(administrator, f"/users/{username}", {"userpassword": "Ch4ng31t"})
        await give_phone(am, username)
    place = Place(state, server, am, administrator, phone, key)
    try:
        yield place
    finally:
        place.server.kill()
        await place.am.http.aclose()
