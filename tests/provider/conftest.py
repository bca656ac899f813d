"""Real processes that serve the strict and the AM profile."""

from collections.abc import AsyncIterator, Iterator

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import AM
from tests.contract.server import Server
from tests.contract.till import new_key
from tests.provider.notification_endpoint import NotificationEndpoint, listening
from tests.provider.provider import Provider, prepared


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    """One process for each profile."""
    folder = tmp_path_factory.mktemp("provider")
    running = {
        profile: Server(folder / f"{profile}.sqlite3", "--profile", profile)
        for profile in ("strict", "am")
    }
    yield running
    for server in running.values():
        server.stop()


@pytest.fixture(scope="session")
def keys() -> tuple[JWK, JWK]:
    """The two clients' keys."""
    return new_key(), new_key("otherKey")


async def fresh(servers: dict[str, Server], profile: str, keys: tuple[JWK, JWK]) -> Provider:
    """That profile's provider, as on its first day."""
    am = AM(servers[profile].url)
    await am.mock("POST", "/reset")
    return await prepared(am, profile, *keys)


@pytest.fixture
async def strict(servers: dict[str, Server], keys: tuple[JWK, JWK]) -> AsyncIterator[Provider]:
    """A provider that keeps CIBA and FAPI-CIBA to the letter."""
    provider = await fresh(servers, "strict", keys)
    yield provider
    await provider.am.http.aclose()


@pytest.fixture(scope="module", params=["strict", "am"])
async def standing(
    request: pytest.FixtureRequest, servers: dict[str, Server], keys: tuple[JWK, JWK]
) -> AsyncIterator[Provider]:
    """A provider that the tests of a module share, once in each profile.

    Each leaves it as it was; a module has this one or `provider`, which resets the same process.
    """
    made = await fresh(servers, request.param, keys)
    yield made
    await made.am.http.aclose()


@pytest.fixture(params=["strict", "am"])
async def provider(
    request: pytest.FixtureRequest, servers: dict[str, Server], keys: tuple[JWK, JWK]
) -> AsyncIterator[Provider]:
    """A provider, once in each profile."""
    made = await fresh(servers, request.param, keys)
    yield made
    await made.am.http.aclose()


@pytest.fixture
async def endpoint() -> AsyncIterator[NotificationEndpoint]:
    """The notification endpoint of a client."""
    async with listening() as running:
        yield running
