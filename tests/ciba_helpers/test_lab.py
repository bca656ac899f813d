import asyncio
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
import pytest

from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.ciba.errors import AccessDenied
from ciba_helpers.connection import connection
from ciba_helpers.lab import Lab
from ciba_helpers.local_mock import LabError, stop
from ciba_helpers.progress import Progress
from ciba_helpers.signed_request import BINDING_MESSAGE, decode
from tests.ciba_helpers.fake_time import FakeTime, until

Opened = Callable[[int], Awaitable[Lab]]
TOKEN = "the-control-token"

left_running = pytest.mark.filterwarnings(
    "ignore:subprocess .* is still running:ResourceWarning"  # the mock outlives who started it
)


# Which AM


@left_running
async def test_a_lab_works_with_its_own_process_and_finds_everything_again(
    as_process: Path, opened: Opened
) -> None:
    first = await opened(6)
    stop(as_process)
    second = await opened(6)
    assert second.url == first.url
    assert second.report[1:] == [
        "The realm /alpha is there.",
        "Found your signing key myCIBAKey.",
        "Found demo's phone.",
        "Found AM configured for CIBA: push leads to myCIBAPushTree.",
        "Found the client myCIBAClient, registered with your key.",
        "Found your authentication request, waiting for the phone.",
    ]
    await second.phone.approve()
    assert (await second.client.poll_once(first.auth_req_id)).access_token


@pytest.fixture(scope="module")
def mock_am() -> Iterator[str]:
    """The address of a mock AM that somebody else runs."""
    yield from served("--host", "127.0.0.1")


@pytest.fixture(scope="module")
def guarded_mock_am() -> Iterator[str]:
    """The address of a mock AM that listens on every interface, so that it wants its token."""
    yield from served("--host", "0.0.0.0", "--control-token", TOKEN)


def served(*options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "mock_am", "--port", "0", "--state", ":memory:", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[4]
        process.terminate()


@pytest.mark.parametrize("slash", ["", "/"])
async def test_am_url_names_another_mock(
    lab_directory: Path, opened: Opened, mock_am: str, monkeypatch: pytest.MonkeyPatch, slash: str
) -> None:
    monkeypatch.setenv("AM_URL", mock_am + slash)
    lab = await opened(7)
    assert (lab.url, lab.mock.is_there) == (mock_am, True)
    assert (await lab.client.poll_once(lab.auth_req_id)).access_token
    assert not lab.workbook.directory.joinpath("am.sqlite3").exists()


async def test_a_guarded_mock_is_worked_with_by_who_has_its_token(
    lab_directory: Path, opened: Opened, guarded_mock_am: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AM_URL", guarded_mock_am)
    with pytest.raises(LabError, match="set AM_CONTROL_TOKEN"):
        await opened(1)
    monkeypatch.setenv("AM_CONTROL_TOKEN", TOKEN)
    lab = await opened(7)
    assert (await lab.client.poll_once(lab.auth_req_id)).access_token


@pytest.mark.parametrize(
    "url",
    ["am.example.com/am", "http://127.0.0.1:x/am", "http://127.0.0.1:99999/am", "x"],
)
async def test_an_am_url_that_is_no_address_is_named(
    lab_directory: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("AM_URL", url)
    with pytest.raises(LabError, match="AM_URL is not an address") as raised:
        await opened(1)
    assert str(raised.value).endswith(url)


async def test_an_am_url_where_nothing_answers_is_named(
    lab_directory: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        nowhere = f"http://127.0.0.1:{reserved.getsockname()[1]}/am"
    monkeypatch.setenv("AM_URL", nowhere)
    with pytest.raises(LabError) as raised:
        await opened(1)
    assert str(raised.value).startswith(f"Nothing answers at {nowhere}: ")


async def test_an_am_url_of_something_else_is_named(
    lab_directory: Path, opened: Opened, mock_am: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AM_URL", mock_am.removesuffix("am") + "openam")
    with pytest.raises(LabError, match=r"answers at .*/openam is not AM \(HTTP 404\)"):
        await opened(1)


class RealAM(httpx.AsyncBaseTransport):
    """A real AM with nothing configured: it has no /_mock/."""

    def __init__(self, realms: list[str]) -> None:
        self.realms = realms
        self.changes = list[str]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/serverinfo/*"):
            return httpx.Response(200, json={"cookieName": "iPlanetDirectoryPro"})
        if path.endswith("/authenticate"):
            return httpx.Response(200, json={"tokenId": "session"})
        if request.method != "GET":
            self.changes.append(f"{request.method} {path}")
        there = path.startswith("/am/json/") and path.rpartition("/")[2] in self.realms
        body = {"username": "demo"} if there else {"code": 404, "reason": "Not Found"}
        return httpx.Response(200 if there else 404, json=body)


@pytest.fixture
def real_am(lab_directory: Path, monkeypatch: pytest.MonkeyPatch) -> RealAM:
    """Stands at AM_URL."""
    am = RealAM(["L2FscGhh", "demo"])
    monkeypatch.setenv("AM_URL", "https://am.example.com/am")
    monkeypatch.setattr("ciba_helpers.lab.connection", lambda *_: connection(am))
    return am


async def test_on_a_real_am_nothing_is_configured(real_am: RealAM, opened: Opened) -> None:
    assert (await opened(1)).report == [
        "You are working with AM at https://am.example.com/am, realm /alpha.",
        "The realm /alpha is there.",
    ]
    await opened(2)
    with pytest.raises(LabError, match="AM does not map push to myCIBAPushTree yet: chapter 3"):
        await opened(5)
    real_am.realms.remove("L2FscGhh")
    with pytest.raises(LabError, match="AM has no realm /alpha: create it, or set AM_REALM"):
        await opened(1)
    assert real_am.changes == []


async def test_on_a_real_am_chapter_12_refuses_nobody_and_changes_nothing(
    real_am: RealAM, opened: Opened
) -> None:
    real_am.realms.clear()
    lab = await opened(12)
    assert lab.report == [
        "You are working with AM at https://am.example.com/am, realm /alpha.",
        "Nothing is prepared here: the preflight says what is missing.",
    ]
    found = [finding.subject for finding in (await lab.preflight()).open]
    assert found == ["Clocks", "Realm", "OpenID provider", "Push service", "Client", "User"]
    assert real_am.changes == []


async def test_on_a_real_am_the_clock_cannot_be_moved_and_no_phone_is_here(
    real_am: RealAM, opened: Opened
) -> None:
    lab = await opened(2)
    with pytest.raises(LabError, match="real AM"):
        await lab.clock.advance(minutes=11)
    with pytest.raises(LabError, match="take your own handset"):
        _ = lab.phone
    assert decode(await lab.signed_request()).payload["aud"] == "https://am.example.com/am/oauth2"


async def test_a_firewall_that_refuses_the_mock_s_paths_is_no_mock(
    real_am: RealAM, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = real_am.handle_async_request

    async def firewall(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403) if "_mock" in request.url.path else await answer(request)

    monkeypatch.setattr(real_am, "handle_async_request", firewall)
    assert not (await opened(1)).mock.is_there


# What a lab offers


async def test_the_request_is_signed_by_the_learner_at_am_s_time(
    in_process: Path, opened: Opened
) -> None:
    lab = await opened(2)
    await lab.clock.advance(minutes=60)
    now = await lab.clock.now()
    request = decode(await lab.signed_request(minutes=5, login_hint="eve"))
    assert request.header["kid"] == "myCIBAKey"
    assert request.payload["exp"] == pytest.approx(now + 300, abs=2)
    assert (request.payload["login_hint"], request.payload["aud"]) == ("eve", lab.audience)


async def test_the_password_and_the_token_are_kept_out_of_sight(
    in_process: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AM_CONTROL_TOKEN", "c0ntrol")
    lab = await opened(1)
    assert "password" not in f"{lab!r}".replace("admin_password", "")
    assert "c0ntrol" not in f"{lab!r} {lab.mock!r} {lab.http.headers!r}"


@pytest.mark.parametrize("name", ["", None])
async def test_a_payment_waits_for_the_phone(
    in_process: Path,
    opened: Opened,
    time: FakeTime,
    monkeypatch: pytest.MonkeyPatch,
    name: str | None,
) -> None:
    if name is not None:
        monkeypatch.setenv("CIBA_AUTOPILOT", name)
    lab = await opened(8)
    session = await lab.start_payment("Pay £50?")
    await until(lambda: bool(lab.phone.messages))
    assert (session.status, session.binding_message) == ("pending", "Pay £50?")
    assert [m.text for m in lab.phone.messages] == ["Pay £50?"]
    await lab.phone.approve()
    session.cancel()


async def test_a_payment_is_for_the_article_s_fifty_pounds(
    in_process: Path, opened: Opened
) -> None:
    session = await (await opened(8)).start_payment()
    assert session.binding_message == BINDING_MESSAGE
    session.cancel()


@pytest.fixture
def till(time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    """The time that passes for the lab's client."""
    on_fake_time = partial(CIBAClient, monotonic=time.monotonic)
    monkeypatch.setattr("ciba_helpers.lab.CIBAClient", on_fake_time)
    return time


@pytest.mark.parametrize(("chosen", "end"), [("approve", "approved"), ("deny", "denied")])
async def test_the_autopilot_answers(
    in_process: Path,
    opened: Opened,
    till: FakeTime,
    monkeypatch: pytest.MonkeyPatch,
    chosen: str,
    end: str,
) -> None:
    monkeypatch.setenv("CIBA_AUTOPILOT", chosen)
    lab = await opened(8)
    session = await lab.start_payment()
    with suppress(AccessDenied):
        await session.result()
    assert session.status == end
    assert [message.answer for message in lab.phone.messages] == [end]
    assert {exchange.actor for exchange in lab.recorder.exchanges} == {"till", "phone"}


@pytest.mark.parametrize("chosen", ["aprove", "yes", "APPROVE"])
async def test_an_autopilot_that_is_misspelt_is_refused_before_anything_happens(
    in_process: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    lab = await opened(8)
    monkeypatch.setenv("CIBA_AUTOPILOT", chosen)
    with pytest.raises(LabError, match=f"CIBA_AUTOPILOT is approve or deny, not {chosen}"):
        await lab.start_payment()
    assert lab.recorder.exchanges == []
    session = await lab.start_payment(autopilot=False)
    session.cancel()


async def test_a_payment_that_ends_leaves_the_phone_on_for_the_next_one(
    in_process: Path, opened: Opened, time: FakeTime
) -> None:
    lab = await opened(8)
    first = await lab.start_payment("the first one")
    await until(lambda: first.status == "pending")
    second = await lab.start_payment("the second one")
    first.cancel()
    await until(lambda: [m.text for m in lab.phone.messages] == ["the second one"])
    second.cancel()


async def test_on_a_real_am_a_payment_needs_no_phone_in_the_notebook(
    in_process: Path, opened: Opened
) -> None:
    lab = await opened(8)
    lab._phone = None
    session = await lab.start_payment("to the handset")
    await until(lambda: session.status == "pending")
    session.cancel()


async def test_the_phone_is_switched_off_when_the_payment_ends(
    in_process: Path, opened: Opened, time: FakeTime
) -> None:
    lab = await opened(8)
    session = await lab.start_payment()
    await until(lambda: session.status == "pending")
    session.cancel()
    for _ in range(20):
        await asyncio.sleep(1)
    looked = len(lab.recorder.exchanges)
    for _ in range(20):
        await asyncio.sleep(1)
    assert len(lab.recorder.exchanges) == looked


async def test_a_payment_begins_with_an_empty_phone_and_an_empty_recorder(
    in_process: Path, opened: Opened, time: FakeTime
) -> None:
    lab = await opened(8)
    await lab.client.ask(await lab.signed_request(binding_message="an older one"))
    assert await lab.phone.receive()
    await lab.clock.advance(seconds=1)
    session = await lab.start_payment("Pay £50?")
    await until(lambda: bool(lab.phone.messages))
    assert [m.text for m in lab.phone.messages] == ["Pay £50?"]
    assert not [e for e in lab.recorder.exchanges if "an older one" in e.response_body]
    assert [e.method for e in lab.recorder.exchanges if e.actor == "till"] == ["POST"]
    session.cancel()


async def test_a_shared_am_keeps_its_clock(
    lab_directory: Path, opened: Opened, mock_am: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AM_URL", mock_am)
    monkeypatch.setenv("AM_CONTROL_TOKEN", TOKEN)
    lab = await opened(1)
    moved = await lab.clock.now()
    await lab.clock.advance(minutes=11)
    second = await opened(1)
    assert second.clock.reckoned() >= moved + 660
    assert await second.clock.now() >= moved + 660
    await lab.clock.reset()


async def test_a_till_has_one_payment_at_a_time(in_process: Path, opened: Opened) -> None:
    lab = await opened(8)
    first = await lab.start_payment("the first one")
    await until(lambda: first.status == "pending")
    second = await lab.start_payment("the second one")
    await until(lambda: first.status == "failed")
    await until(lambda: second.status == "pending")
    second.cancel()


async def test_the_end_of_a_chapter_is_noted(in_process: Path, opened: Opened) -> None:
    (await opened(2)).chapter_done()
    assert Progress(in_process).chapters == {2}
