"""An invitation: what a browser that opens it becomes, and what the notebook learns of it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from ciba_helpers import handset as module
from ciba_helpers.ciba.errors import AccessDenied
from ciba_helpers.handset import Handset
from ciba_helpers.lab import Lab
from ciba_helpers.local_mock import LabError, stop
from ciba_helpers.phone import Phone, register_phone
from tests.ciba_helpers.fake_time import until
from tests.ciba_helpers.test_lab import RealAM, real_am

Opened = Callable[[int], Awaitable[Lab]]
__all__ = ["RealAM", "real_am"]

left_running = pytest.mark.filterwarnings(
    "ignore:subprocess .* is still running:ResourceWarning"  # the mock outlives who started it
)
pytestmark = left_running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """AM's login page is told to wait, and does; here nobody draws one."""
    monkeypatch.setattr(module, "POLL_SECONDS", 0.05)


def fragment(handset: Handset) -> dict[str, str]:
    """What the link tells the page, and no server."""
    told = parse_qs(urlsplit(handset.link).fragment, strict_parsing=True)
    return {name: value for name, (value,) in told.items()}


async def scanned(lab: Lab, handset: Handset) -> Phone:
    """What the page does with the link."""
    text = fragment(handset)["registration"]
    return await register_phone(lab.quiet_http, text, lab.mock.mailboxes)


async def test_who_scans_the_code_is_alex_s_phone(as_process: Path, opened: Opened) -> None:
    lab = await opened(8)
    handset = await lab.invite_handset()
    assert (handset.status, handset.is_registered) == ("waiting", False)
    page = await lab.quiet_http.get(handset.page)
    assert "Handset" in page.text
    phone = await scanned(lab, handset)
    await handset.registered(timeout=10)
    assert handset.is_registered
    session = await lab.start_payment("Pay £50?", username=handset.owner)
    message = await phone.wait_for_message()
    assert message.text == "Pay £50?"
    await phone.deny(message)
    with pytest.raises(AccessDenied):
        await session.result(timeout=20)


async def test_the_notebook_s_phone_is_left_alone_when_another_is_asked(
    as_process: Path, opened: Opened
) -> None:
    lab = await opened(6)
    waiting = await lab.phone.receive()
    await scanned(lab, handset := await lab.invite_handset())
    await handset.registered(timeout=10)
    session = await lab.start_payment("Pay £50?", username=handset.owner)
    async with asyncio.timeout(10):
        await until(lambda: session.status == "pending")
    assert await lab.phone.receive() == waiting
    session.cancel()


async def test_the_next_lab_finds_the_handset_again(as_process: Path, opened: Opened) -> None:
    lab = await opened(8)
    await scanned(lab, first := await lab.invite_handset())
    await first.registered(timeout=10)
    stop(as_process)
    again = await (await opened(8)).invite_handset()
    assert again.is_registered
    assert again.link == again.page == first.page


async def test_a_handset_that_is_lost_is_invited_anew(as_process: Path, opened: Opened) -> None:
    lab = await opened(8)
    await scanned(lab, first := await lab.invite_handset())
    await first.registered(timeout=10)
    second = await lab.invite_handset(anew=True)
    assert second.status == "waiting"
    await scanned(lab, second)
    await second.registered(timeout=10)


async def test_a_page_that_was_switched_off_takes_a_fresh_code(
    as_process: Path, opened: Opened
) -> None:
    lab = await opened(8)
    await scanned(lab, first := await lab.invite_handset())
    await first.registered(timeout=10)
    await lab.mock.call("DELETE", "/handset")
    second = await lab.invite_handset()
    assert second.status == "waiting"
    assert fragment(second)["token"] != fragment(first)["token"]


async def test_a_newer_invitation_ends_the_older_one(as_process: Path, opened: Opened) -> None:
    lab = await opened(8)
    first = await lab.invite_handset()
    second = await lab.invite_handset()
    assert (first.status, second.status) == ("expired", "waiting")
    with pytest.raises(LabError, match="it is expired"):
        await first.registered(timeout=1)


async def test_a_code_whose_time_is_over_says_so(as_process: Path, opened: Opened) -> None:
    lab = await opened(8)
    handset, changes = await lab.invite_handset(), list[str]()
    handset.on_change(lambda: changes.append(handset.status))
    await lab.clock.advance(minutes=11)
    with pytest.raises(LabError, match="it is expired"):
        await handset.registered(timeout=10)
    assert changes == ["expired"]


async def test_nobody_scans_it(as_process: Path, opened: Opened) -> None:
    handset = await (await opened(8)).invite_handset()
    with pytest.raises(TimeoutError, match="scan the code"):
        await handset.registered(timeout=0.1)
    assert handset.status == "waiting"
    handset.give_up()


async def test_a_mock_within_the_kernel_is_out_of_reach(in_process: Path, opened: Opened) -> None:
    handset = await (await opened(8)).invite_handset()
    assert handset.status == "unreachable"
    with pytest.raises(LabError, match="it is unreachable"):
        await handset.registered()


async def test_on_a_real_am_one_takes_the_real_app(real_am: RealAM, opened: Opened) -> None:
    with pytest.raises(LabError, match="ForgeRock Authenticator"):
        await (await opened(2)).invite_handset()
    assert real_am.changes == []


async def test_neither_secret_is_shown_by_accident(as_process: Path, opened: Opened) -> None:
    lab = await opened(8)
    handset = await lab.invite_handset()
    assert repr(handset) == "<Handset of alex: waiting>"
    assert lab.recorder.exchanges == []
    handset.give_up()


# At an address beyond loopback


async def test_an_address_for_handsets_is_passed_on(
    as_process: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIBA_HANDSET", "127.0.0.2")
    lab = await opened(8)
    handset = await lab.invite_handset()
    own = urlsplit(handset.page)
    assert own.hostname == "127.0.0.2"
    assert (own.port or 0) == (urlsplit(lab.url).port or 0) + 10_000
    async with httpx.AsyncClient() as http:
        assert (await http.get(handset.page)).status_code == 200
    assert (await opened(8)).url == lab.url, "found again"
    handset.give_up()


async def test_a_mock_that_runs_without_it_is_to_be_stopped_first(
    as_process: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(1)
    monkeypatch.setenv("CIBA_HANDSET", "127.0.0.2:18081")
    with pytest.raises(LabError, match=r"without a page for handsets at 127\.0\.0\.2:18081: stop"):
        await opened(1)


async def test_an_address_that_is_none_is_told(
    as_process: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIBA_HANDSET", "0.0.0.0")
    with pytest.raises(LabError, match=r"0\.0\.0\.0 is no address that a handset can reach"):
        await opened(1)


@pytest.mark.parametrize("spelling", ["::1", "[::1]", " [::1] ", "[0:0::1]"])
async def test_an_address_of_ipv6_is_found_again_however_it_is_spelt(
    as_process: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch, spelling: str
) -> None:
    monkeypatch.setenv("CIBA_HANDSET", spelling)
    lab = await opened(1)
    assert (await opened(1)).url == lab.url
