"""The mock, once over real HTTP and once inside the test's own process; or AM_URL, a real AM."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from jwcrypto.jwk import JWK

from mock_am.app import Settings, create_app
from tests.contract import key_server
from tests.contract import phone as phones
from tests.contract.am import AM, Administrator
from tests.contract.configuration import CLIENTS, client, configure, done, give_phone
from tests.contract.key_server import KeyServer
from tests.contract.phone import Phone
from tests.contract.real_am import prepared
from tests.contract.second_login import Registered, register_with_codes
from tests.contract.server import Server
from tests.contract.till import Till, new_key

Mounted = Callable[..., Any]
REAL_AM = os.environ.get("AM_URL", "")


NEEDS_THE_MOCK = {"mount", "server", "state", "key_source"}
"""Fixtures that start a mock, or stand where only a server on this machine finds them."""


def pytest_configure(config: pytest.Config) -> None:
    """What is so on the mock alone, though it asks as one asks AM, is marked."""
    config.addinivalue_line("markers", "mock_alone: says what the mock does, and AM does not")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Beside a real AM, what is about the mock has nothing to say."""
    for item in items:
        needed = NEEDS_THE_MOCK & set(getattr(item, "fixturenames", ()))
        if REAL_AM and (needed or item.get_closest_marker("mock_alone")):
            item.add_marker(pytest.mark.skip(reason="is about the mock, or needs it"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One process for all tests that speak HTTP to it; each begins with a reset."""
    running = Server(tmp_path_factory.mktemp("am") / "am.sqlite3")
    yield running
    running.stop()


@asynccontextmanager
async def mounted(**settings: Any) -> AsyncIterator[AM]:
    """An AM inside this process."""
    app = create_app(Settings(**settings))
    am = AM(app.state.deployment.url, httpx.ASGITransport(app=app))
    try:
        yield am
    finally:
        await am.http.aclose()
        app.state.deployment.store.close()


@pytest.fixture
async def mount() -> AsyncIterator[Mounted]:
    """Makes AMs inside this process: `await mount(profile="strict")`."""
    async with AsyncExitStack() as stack:

        async def make(**settings: Any) -> AM:
            return await stack.enter_async_context(mounted(**settings))

        yield make


@pytest.fixture(params=["a real AM"] if REAL_AM else ["over HTTP", "in-process"])
async def am(request: pytest.FixtureRequest) -> AsyncIterator[AM]:
    """A fresh AM, as on its first day."""
    if request.param == "a real AM":
        async with prepared(REAL_AM) as real:
            yield real
    elif request.param == "in-process":
        async with mounted() as inside:
            yield inside
    else:
        over_http = AM(request.getfixturevalue("server").url)
        await over_http.mock("POST", "/reset")
        yield over_http
        await over_http.http.aclose()


@pytest.fixture
async def administrator(am: AM) -> Administrator:
    """The administrator, logged in."""
    return Administrator(am, await am.session())


@pytest.fixture(scope="session")
def key() -> JWK:
    """The client's key pair."""
    return new_key()


@pytest.fixture
def key_source(key: JWK) -> Iterator[KeyServer]:
    """The client's server; it publishes the till's key."""
    with key_server.running() as running:
        running.publish(key)
        yield running


@pytest.fixture
async def till(am: AM, administrator: Administrator, key: JWK) -> Till:
    """The article's client in a realm that is configured; demo has a phone, held by the mock."""
    await configure(administrator, key)
    if am.is_mock:
        await give_phone(am)
    return Till(am, key)


@pytest.fixture
async def refreshing(till: Till, administrator: Administrator) -> Till:
    """The article's client, with the refresh_token grant as well."""
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(till.key, "refresh_token"))
    return till


@pytest.fixture
async def other(till: Till, administrator: Administrator) -> Till:
    """A second client of the same realm."""
    key = new_key("otherKey")
    await done(administrator, f"{CLIENTS}/otherClient", client(key, "refresh_token"))
    return Till(till.am, key, "otherClient")


@pytest.fixture
async def phone(am: AM, administrator: Administrator, key: JWK) -> Phone:
    """A genuine phone that demo registered, in a realm that is configured."""
    await configure(administrator, key)
    return await phones.registered_phone(am, administrator)


@pytest.fixture
async def registered(am: AM, administrator: Administrator) -> Registered:
    """demo's phone and the recovery codes, after a first login; the second login is configured."""
    return await register_with_codes(am, administrator)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state file that does not exist yet."""
    return tmp_path / "am.sqlite3"
