"""A copy of the lab's state can be looked into, run and killed; the lab does not notice."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from ciba_helpers.box import Box, layers_of
from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.ciba.errors import AuthorizationPending
from ciba_helpers.connection import connection
from ciba_helpers.lab import Lab
from ciba_helpers.local_mock import LabError

Opened = Callable[[int], Awaitable[Lab]]


@pytest.fixture
async def lab(in_process: Path, opened: Opened) -> Lab:
    return await opened(11)


@pytest.fixture
async def box(lab: Lab) -> AsyncIterator[Box]:
    made = Box(lab)
    yield made
    if made._process is not None:
        made.stop()


def till_at(url: str, lab: Lab, http: httpx.AsyncClient) -> CIBAClient:
    return CIBAClient(http, lab.issuer.replace(lab.url, url), "myCIBAClient", "forgerock")


async def test_what_was_asked_for_is_in_the_copy(lab: Lab) -> None:
    asked = await lab.client.ask(await lab.signed_request())
    box = Box(lab)
    found = box.rows(
        "SELECT status FROM backchannel_request WHERE auth_req_id = ?", asked.auth_req_id
    )
    assert found == [("pending",)]


async def test_a_killed_mock_has_forgotten_nothing(lab: Lab) -> None:
    asked = await lab.client.ask(await lab.signed_request())
    box = Box(lab)
    async with connection() as network:
        with pytest.raises(AuthorizationPending):
            await till_at(box.start(), lab, network).poll_once(asked.auth_req_id)
        assert box.kill() != 0
        url = box.start()
        press = {"token": asked.auth_req_id, "type": "allow"}
        await network.post(f"{url.removesuffix('/am')}/_mock/action", params=press)
        assert (await till_at(url, lab, network).poll_once(asked.auth_req_id)).id_token
    box.stop()
    assert await lab.mock.status(asked.auth_req_id) == "pending"


async def test_one_mock_runs_on_a_copy_however_often_it_is_started(box: Box) -> None:
    first, second = box.start(), box.start()
    async with connection() as network:
        with pytest.raises(httpx.ConnectError):
            await network.get(first)
        assert (await network.get(f"{second}/json/serverinfo/*")).is_success


async def test_the_copy_is_only_read(box: Box) -> None:
    with pytest.raises(Exception, match="readonly"):
        box.rows("DELETE FROM setting")


async def test_an_am_elsewhere_has_no_state_here(lab: Lab) -> None:
    lab.is_shared = True
    with pytest.raises(LabError, match="start Jupyter without AM_URL"):
        Box(lab)


async def test_a_spoilt_state_does_not_start(box: Box) -> None:
    box.state.write_text("my diary")
    with pytest.raises(LabError, match="did not start"):
        box.start()


async def test_a_request_comes_from_http_inward(lab: Lab) -> None:
    request = lab.client.ask(await lab.signed_request())
    answer, layers = await layers_of("mock_am", request)
    assert answer.auth_req_id
    assert next(iter(layers)) == "http"
    assert {"store", "backchannel", "authentication", "realm", "clock"} <= layers.keys()
    assert layers["backchannel"].startswith("backchannel.")
    assert sys.getprofile() is None


async def test_a_call_that_fails_leaves_no_watcher_behind(lab: Lab) -> None:
    async def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await layers_of("mock_am", fails())
    assert sys.getprofile() is None
