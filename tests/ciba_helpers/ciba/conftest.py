from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import respx

from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.connection import connection
from tests.ciba_helpers.ciba.provider import ISSUER, Provider
from tests.ciba_helpers.fake_time import FakeTime


@pytest.fixture
def provider(time: FakeTime) -> Iterator[Provider]:
    """A provider to script; no other address can be reached."""
    scripted = Provider(time)
    with respx.mock(assert_all_called=False) as router:
        router.post(f"{ISSUER}/bc-authorize").mock(side_effect=scripted.bc_authorize)
        router.post(f"{ISSUER}/access_token").mock(side_effect=scripted.access_token)
        yield scripted


@pytest.fixture
async def https() -> AsyncIterator[httpx.AsyncClient]:
    async with connection() as client:
        yield client


@pytest.fixture
def client(https: httpx.AsyncClient, time: FakeTime, provider: Provider) -> CIBAClient:
    """The client of that provider, on fake time."""
    return CIBAClient(https, ISSUER, "myCIBAClient", "forgerock", monotonic=time.monotonic)
