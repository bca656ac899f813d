"""An AM that others use already, with which the tests are guests."""

import socket
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from mock_am.app import Settings, create_app

ADMIN, PASSWORD = "boss", "sesame"
REALMS = "/json/global-config/realms"
CONFIG = "/json/realms/root/realm-config"
TREE = f"{CONFIG}/authentication/authenticationtrees/trees/myCIBAPushTree"
END = "70e691a5-1e33-4ac3-a356-e7b6d60d92e0"
THEIRS: dict[str, Any] = {
    # What others have configured, under the very names that the tests use.
    f"{REALMS}/L2JldGE": {"name": "beta", "parentPath": "/", "active": True, "aliases": ["b"]},
    "/json/realms/root/realms/beta/users/demo": {"userpassword": "theirs"},
    "/json/realms/root/users/bob": {"userpassword": "theirs", "mail": "bob@example.com"},
    f"{CONFIG}/services/oauth-oidc": {"cibaConfig": {"cibaMinimumPollingInterval": 9}},
    f"{CONFIG}/services/pushNotification": {"accessKey": "theirs"},
    f"{CONFIG}/agents/OAuth2Client/myCIBAClient": {"coreOAuth2ClientConfig": {"scopes": ["x"]}},
    TREE: {"entryNodeId": END, "nodes": {}},
}

TABLES = ("configuration", "push_device", "session", "backchannel_request", "token")


@dataclass(frozen=True)
class SomebodysAM:
    """A running AM: where it is, and the file of its state."""

    url: str
    state: Path

    def everything(self) -> dict[str, list[Any]]:
        """What is configured, who is registered, and what has been handed out."""
        with closing(sqlite3.connect(self.state)) as database:
            return {name: list(database.execute(f"SELECT * FROM {name}")) for name in TABLES}


@contextmanager
def serving(state: Path) -> Iterator[SomebodysAM]:
    """An AM with neither /alpha nor a demo, and with controls for which nobody has the token."""
    # With its protocol named, asyncio sends each answer at once instead of waiting for more.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/am"
    settings = Settings(url, str(state), "am", ADMIN, PASSWORD, control_token="nobody has it")
    begun: Future[uvicorn.Server] = Future()
    thread = threading.Thread(target=_serve, args=(settings, listening, begun))
    thread.start()
    try:
        _furnish(url)
        yield SomebodysAM(url, state)
    finally:
        begun.result().should_exit = True
        thread.join()


def _serve(settings: Settings, listening: socket.socket, begun: "Future[uvicorn.Server]") -> None:
    app = create_app(settings)
    with closing(app.state.deployment.store):
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
        begun.set_result(server)
        server.run(sockets=[listening])


def _furnish(url: str) -> None:
    credentials = {"X-OpenAM-Username": ADMIN, "X-OpenAM-Password": PASSWORD}
    with httpx.Client(base_url=url) as http:
        login = http.post("/json/realms/root/authenticate", headers=credentials)
        http.headers["iPlanetDirectoryPro"] = login.json()["tokenId"]
        http.cookies.clear()
        for gone in (f"{REALMS}/L2FscGhh", "/json/realms/root/users/demo"):
            http.delete(gone).raise_for_status()
        for path, body in THEIRS.items():
            http.put(path, json=body).raise_for_status()
