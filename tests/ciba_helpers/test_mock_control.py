import json
import time

import httpx
import pytest
from starlette.applications import Starlette

from ciba_helpers.connection import connection
from ciba_helpers.local_mock import LabError
from ciba_helpers.mock_control import Clock, MockControl
from mock_am.app import Settings, create_app

ROOT = "http://am.example.com"


@pytest.fixture
async def mock(http: httpx.AsyncClient) -> MockControl:
    control = MockControl(http, ROOT, None)
    await control.look()
    return control


async def test_a_mock_is_recognised(mock: MockControl) -> None:
    assert mock.is_there
    assert mock.mailboxes == f"{ROOT}/_mock/phones"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404, json={"code": 404}),
        httpx.Response(200, html="<html>AM's console</html>"),
        httpx.Response(302, headers={"Location": "/am/console"}),
        httpx.Response(403, html="<html>Forbidden by the firewall</html>"),
    ],
)
async def test_a_real_am_is_not_taken_for_a_mock(answer: httpx.Response) -> None:
    async with connection(httpx.MockTransport(lambda _: answer)) as http:
        control = MockControl(http, ROOT, None)
        await control.look()
        assert not control.is_there
        clock = Clock(control)
        for refused in (clock.now(), clock.advance(minutes=1), clock.reset()):
            with pytest.raises(LabError, match="real AM"):
                await refused
        assert clock.reckoned() == pytest.approx(time.time(), abs=1)
        with pytest.raises(LabError, match="real AM"):
            await control.status("id")


async def test_a_guarded_mock_wants_its_token() -> None:
    app = create_app(Settings(control_token="t0ken"))
    async with connection(httpx.ASGITransport(app)) as http:
        for wrong in (None, "other"):
            with pytest.raises(LabError, match="set AM_CONTROL_TOKEN"):
                await MockControl(http, ROOT, wrong).look()
        right = MockControl(http, ROOT, "t0ken")
        await right.look()
        assert right.is_there
        assert await right.status("unknown id") == "unknown"
    app.state.deployment.store.close()


async def test_the_clock_moves_ahead_and_comes_back(mock: MockControl, app: Starlette) -> None:
    am, clock = app.state.deployment.clock, Clock(mock)
    began = am.now()
    await clock.advance(minutes=11, seconds=5)
    await clock.advance(seconds=5)
    assert am.offset == 670
    assert await clock.now() == pytest.approx(began + 670, abs=5)
    await clock.reset()
    assert am.offset == 0


async def test_the_mocks_time_is_reckoned_without_asking(mock: MockControl, app: Starlette) -> None:
    am, clock = app.state.deployment.clock, Clock(mock)
    assert clock.reckoned() == pytest.approx(time.time(), abs=1)
    await clock.advance(minutes=2)
    assert clock.reckoned() == pytest.approx(am.now(), abs=1)
    am.advance(60)  # by somebody else
    await clock.now()
    assert clock.reckoned() == pytest.approx(am.now(), abs=1)
    await clock.reset()
    assert clock.reckoned() == pytest.approx(time.time(), abs=1)


async def test_what_the_mock_refuses_is_said(mock: MockControl) -> None:
    with pytest.raises(LabError, match=r"The mock refused: .*ten years"):
        await Clock(mock).advance(minutes=1e9)


async def test_odd_characters_travel_whole() -> None:
    asked = list[httpx.URL]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json={"product": "mock_am", "status": "pending", "result": []})

    async with connection(httpx.MockTransport(answer)) as http:
        control = MockControl(http, ROOT, None)
        await control.look()
        await control.status("a+b&c=d/e")
        await control.trail("/alpha", "ann+bob@example.com")
    assert dict(asked[1].params) == {"token": "a+b&c=d/e"}
    assert dict(asked[2].params) == {"realm": "/alpha", "username": "ann+bob@example.com"}


async def test_a_client_is_registered_for_ping() -> None:
    asked = list[httpx.Request]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"product": "mock_am", "as": "kept"})

    metadata = {"backchannel_token_delivery_mode": "ping"}
    async with connection(httpx.MockTransport(answer)) as http:
        control = MockControl(http, ROOT, "t0ken")
        await control.look()
        kept = await control.set_client_metadata("/alpha", "my client&co", metadata)
    request = asked[1]
    assert kept == {"product": "mock_am", "as": "kept"}
    assert (request.method, request.url.path) == ("PUT", "/_mock/client")
    assert dict(request.url.params) == {"realm": "/alpha", "client_id": "my client&co"}
    assert json.loads(request.content) == metadata
    assert request.headers["Authorization"] == "Bearer t0ken"
