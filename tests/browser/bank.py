"""A mock AM beside a browser: it invites a handset, asks it, and is told what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from anyio.from_thread import BlockingPortal, start_blocking_portal

from ciba_helpers.am import phone_registration
from ciba_helpers.am.login import Login
from ciba_helpers.am.session import sign_in
from tests.contract.am import ADMIN, AM, PASSWORD, REALM
from tests.contract.configuration import SENDER, TREES, done
from tests.contract.server import Server
from tests.contract.till import new_key
from tests.provider.provider import Provider, prepared

USER, SECRET = "alex", "Ch4ng31t"


class Bank:
    """Runs the coroutines elsewhere: Playwright keeps an event loop of its own here."""

    def __init__(self, folder: Path, portal: BlockingPortal, *arguments: str) -> None:
        self._state = folder / "am.sqlite3"
        self._portal = portal
        self.server = Server(self._state, *arguments)
        self._login: Login | None = None
        self.am, self.provider = portal.call(self._prepared)

    async def _prepared(self) -> tuple[AM, Provider]:
        am = AM(self.server.url)
        provider = await prepared(am, "am", new_key(), new_key("otherKey"))
        await done(provider.administrator, f"/users/{USER}", {"userpassword": SECRET})
        admin = await sign_in(am.http, am.url, REALM, ADMIN, PASSWORD)
        await phone_registration.put_registration_tree(admin)
        return am, provider

    def switch(self, method: str = "PUT") -> dict[str, str]:
        """Switch the page on, or off with DELETE."""
        answer: dict[str, str] = self._portal.call(self._mock, method, "/handset").json()
        return answer

    async def _mock(self, method: str, path: str) -> Any:
        return await self.am.mock(method, path)

    def invitation(self) -> str:
        """A link that makes a browser the phone of alex, who has none from now on."""
        told = self.switch()
        fragment = urlencode(
            {"token": told["token"], "registration": self._portal.call(self._code)}
        )
        return f"{told['page']}#{fragment}"

    async def _code(self) -> str:
        devices = f"/users/{USER}/devices/2fa/push?_action=reset"
        await self.provider.administrator.post(devices, {})
        self._login = Login(self.am.http, self.am.url, REALM, phone_registration.REGISTRATION_TREE)
        await self._login.begin()
        await self._login.send(username=USER)
        await self._login.send(password=SECRET)
        return self._login.value_of("HiddenValueCallback") or ""

    def let_in(self) -> None:
        """Let alex's login go on, which is when the phone is registered."""
        assert self._login is not None
        self._portal.call(self._login.send)
        assert self._login.succeeded

    def asks(self, message: str) -> str:
        """Ask alex; the auth_req_id."""
        return str(self._portal.call(self._ask, message))

    async def _ask(self, message: str) -> str:
        return await self.provider.client.acknowledged(login_hint=USER, binding_message=message)

    def told(self, auth_req_id: str) -> dict[str, Any]:
        """Where that request stands, and the number that a till shows."""
        path = f"/request?{urlencode({'token': auth_req_id})}"
        answer: dict[str, Any] = self._portal.call(self._mock, "GET", path).json()
        return answer

    def advance(self, seconds: float) -> None:
        """Move the mock's clock."""
        self._portal.call(self.am.advance, seconds)

    def push_type(self, push_type: str) -> None:
        """What the user has to do on the phone from now on."""
        node = f"{TREES}/nodes/PushAuthenticationSenderNode/{SENDER}"
        body = {"messageTimeout": 120_000, "pushType": push_type}
        self._portal.call(done, self.provider.administrator, node, body)

    def stop(self) -> None:
        """The mock ends, and its state stays."""
        self.server.stop()

    def start_again(self) -> None:
        """At the same place as before."""
        self.server = Server(self._state, "--port", self.server.port)

    def close(self) -> None:
        """The end of the day."""
        self._portal.call(self.am.http.aclose)
        if self.server.process.poll() is None:
            self.server.stop()


@contextmanager
def open_bank(folder: Path, *arguments: str) -> Iterator[Bank]:
    """A bank for one test; `arguments` are those of its mock."""
    with start_blocking_portal() as portal:
        bank = Bank(folder, portal, *arguments)
        try:
            yield bank
        finally:
            bank.close()
