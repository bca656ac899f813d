import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette

from ciba_helpers import lab, local_mock, opening
from ciba_helpers.am.session import Administrator, sign_in
from ciba_helpers.connection import connection
from mock_am.app import Settings, create_app
from tests.ciba_helpers.fake_time import FakeTime

AM = "http://am.example.com/am"


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    """Stands in for every clock and every sleep."""
    fake = FakeTime()
    monkeypatch.setattr(asyncio, "sleep", fake.sleep)
    return fake


@pytest.fixture
async def app() -> AsyncIterator[Starlette]:
    """A mock AM that keeps nothing."""
    made = create_app(Settings(url=AM))
    with closing(made.state.deployment.store):
        yield made


@pytest.fixture
async def http(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A connection to the mock AM."""
    async with connection(httpx.ASGITransport(app)) as client:
        yield client


@pytest.fixture
async def am(http: httpx.AsyncClient) -> Administrator:
    """The administrator of the mock AM, at work in /alpha."""
    return await sign_in(http, AM, "/alpha", "amadmin", "password")


@pytest.fixture
def lab_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lab of its own, with nothing configured from outside."""
    for name in ("AM_URL", "AM_REALM", "AM_ADMIN", "AM_PASSWORD", "AM_CONTROL_TOKEN", "CIBA_LAB",
                 "CIBA_AUTOPILOT", "CIBA_HANDSET"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    directory = tmp_path / ".lab"
    monkeypatch.setenv("CIBA_LAB_DIR", str(directory))
    return directory


@pytest.fixture
def in_process(lab_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A lab whose mock AM is mounted in this process."""
    monkeypatch.setenv("CIBA_LAB", "in-process")
    made = opening._in_process.cache_info().misses
    yield lab_directory
    if opening._in_process.cache_info().misses > made:
        app = cast(Starlette, opening._in_process(local_mock.state_file(lab_directory)).app)
        app.state.deployment.store.close()
    opening._in_process.cache_clear()


@pytest.fixture
async def opened(
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Callable[[int], Awaitable[lab.Lab]]]:
    """Opens the lab for a chapter; its connections end with the test."""
    connections, connect = list[httpx.AsyncClient](), lab.connection

    def noted(*given: Any) -> httpx.AsyncClient:
        connections.append(connect(*given))
        return connections[-1]

    monkeypatch.setattr(lab, "connection", noted)
    yield opening.open_lab
    for one in connections:
        await one.aclose()


@pytest.fixture
def as_process(lab_directory: Path) -> Iterator[Path]:
    """A lab whose mock AM is a process, which ends with the test."""
    yield lab_directory
    local_mock.stop(lab_directory)
