from collections.abc import AsyncIterator

import httpx
import pytest
import respx

from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.connection import connection
from tests.ciba_helpers.ciba.provider import Provider
from tests.ciba_helpers.ciba.served import serving
from tests.ciba_helpers.fake_time import FakeTime


@pytest.fixture
async def provider(request: pytest.FixtureRequest, time: FakeTime) -> AsyncIterator[Provider]:
    """A provider to script, in memory unless the test is parametrized with "over HTTP".

    In memory no other address can be reached.
    """
    scripted = Provider(time)
    if getattr(request, "param", None) == "over HTTP":
        async with serving(scripted.answer) as origin:
            scripted.issuer = f"{origin}/am/oauth2"
            yield scripted
    else:
        with respx.mock(assert_all_called=False) as router:
            router.route(url__startswith=scripted.issuer).mock(side_effect=scripted.answer)
            yield scripted


@pytest.fixture
async def https() -> AsyncIterator[httpx.AsyncClient]:
    async with connection() as client:
        yield client


@pytest.fixture
def client(https: httpx.AsyncClient, time: FakeTime, provider: Provider) -> CIBAClient:
    """The client of that provider, on fake time."""
    return CIBAClient(https, provider.issuer, "myCIBAClient", "forgerock", monotonic=time.monotonic)
