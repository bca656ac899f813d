from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.contract.am import AM
from tests.contract.server import Server
from tests.contract.till import new_key
from tests.provider.provider import Provider, prepared


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A process of its own."""
    running = Server(tmp_path / "am.sqlite3")
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
async def provider(server: Server) -> AsyncIterator[Provider]:
    """The article's configuration, and two users with phones."""
    am = AM(server.url)
    yield await prepared(am, "am", new_key(), new_key("otherKey"))
    await am.http.aclose()
