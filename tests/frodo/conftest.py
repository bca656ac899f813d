"""The mock as a process, and what frodo did to it."""

from collections.abc import Iterator

import httpx
import pytest

from tests.contract.server import Server
from tests.frodo.command import Frodo, require_frodo
from tests.frodo.scenario import Scenario

MODES = [
    # How frodo is told what kind of deployment it meets, and the realm it works in.
    pytest.param(((), "/alpha"), id="kind detected, in /alpha"),
    pytest.param((("-m", "classic"), "/"), id="-m classic, in the root realm"),
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a running mock."""
    require_frodo()
    server = Server(":memory:")
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def http(url: str) -> Iterator[httpx.Client]:
    """An administrator, to look at what frodo did."""
    login = {"X-OpenAM-Username": "amadmin", "X-OpenAM-Password": "password"}
    with httpx.Client(base_url=url, trust_env=False) as http:
        answer = http.post("/json/realms/root/authenticate", headers=login)
        http.cookies.clear()
        http.headers["iPlanetDirectoryPro"] = answer.json()["tokenId"]
        yield http


@pytest.fixture(scope="module", params=MODES)
def scenario(
    request: pytest.FixtureRequest,
    url: str,
    http: httpx.Client,
    tmp_path_factory: pytest.TempPathFactory,
) -> Scenario:
    """All commands, run once one after the other; the tests look at what came of it."""
    options, realm = request.param
    frodo = Frodo(url, tmp_path_factory.mktemp("frodo"), realm, options)
    return Scenario.played(frodo, http)
