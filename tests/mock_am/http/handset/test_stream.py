"""What a handset's page hears: its own messages, as they come and go."""

import asyncio
import time
from pathlib import Path

import pytest

from mock_am.authentication.push_message import verified_claims
from mock_am.http.handset.streams import MOST, Streams
from mock_am.store import Store
from tests.contract.am import AM
from tests.contract.server import Server
from tests.contract.till import approve
from tests.mock_am.http.handset.events import listening, switched_on
from tests.provider.provider import Provider


async def mailbox(am: AM, device_id: str) -> list[dict[str, str]]:
    answer = await am.mock("GET", f"/phones/{device_id}/messages")
    return list(answer.json()["result"])


async def test_a_message_comes_live_as_it_lies_in_the_mailbox(provider: Provider) -> None:
    token = await switched_on(provider.am)
    async with listening(provider.am, token, provider.phones[0]) as events:
        assert (await events.next("waiting")).data == []
        await provider.client.acknowledged(binding_message="Pay £50?")
        message = await events.next("message")
        assert [message.data] == await mailbox(provider.am, provider.phones[0])
        assert message.id == message.data["messageId"]


async def test_what_waited_before_the_page_was_opened_comes_first(provider: Provider) -> None:
    await provider.client.acknowledged()
    token = await switched_on(provider.am)
    async with listening(provider.am, token, provider.phones[0]) as events:
        waiting = (await events.next("waiting")).data
        assert [(await events.next("message")).id] == waiting


async def test_a_message_that_was_answered_elsewhere_is_gone(provider: Provider) -> None:
    token = await switched_on(provider.am)
    auth_req_id = await provider.client.acknowledged()
    async with listening(provider.am, token, provider.phones[0]) as events:
        await events.next("message")
        await approve(provider.am, auth_req_id)
        assert (await events.next("waiting")).data == []


async def test_a_message_that_was_swiped_away_is_gone(provider: Provider) -> None:
    token = await switched_on(provider.am)
    await provider.client.acknowledged()
    async with listening(provider.am, token, provider.phones[0]) as events:
        await events.next("message")
        await provider.am.mock("DELETE", f"/phones/{provider.phones[0]}/messages")
        assert (await events.next("waiting")).data == []


async def test_nobody_hears_of_another_s_messages(provider: Provider) -> None:
    token = await switched_on(provider.am)
    async with listening(provider.am, token, provider.phones[1]) as events:
        await events.next("waiting")
        await provider.client.acknowledged()
        await provider.client.acknowledged(login_hint="erin")
        mine = await mailbox(provider.am, provider.phones[1])
        assert (await events.next("message")).data == mine[0]


async def test_a_clock_that_moves_is_told(provider: Provider) -> None:
    token = await switched_on(provider.am)
    async with listening(provider.am, token, provider.phones[0]) as events:
        before = (await events.next("clock")).data["now"]
        await provider.am.mock("POST", "/clock", json={"advance": 660})
        assert (await events.next("clock")).data["now"] - before == pytest.approx(660, abs=5)


async def test_the_message_is_signed_for_this_device(
    provider: Provider, server: Server, tmp_path: Path
) -> None:
    token = await switched_on(provider.am)
    await provider.client.acknowledged(binding_message="Pay £50?")
    async with listening(provider.am, token, provider.phones[0]) as events:
        jwt = (await events.next("message")).data["message"]
    server.kill()
    store = Store(str(tmp_path / "am.sqlite3"))
    secret = next(one for one in store.push_devices.where("username = ?", "demo")).shared_secret
    store.close()
    assert verified_claims(jwt, secret)["m"] == "Pay £50?"


# Its end


async def test_switching_off_ends_the_streams(provider: Provider) -> None:
    token = await switched_on(provider.am)
    async with listening(provider.am, token, provider.phones[0]) as events:
        await events.next("waiting")
        await provider.am.mock("DELETE", "/handset")
        await events.until_the_end()


async def kept_open(provider: Provider, token: str, all_open: asyncio.Barrier) -> None:
    async with listening(provider.am, token, provider.phones[0]) as events:
        await events.next("waiting")
        await all_open.wait()
        await events.until_the_end()


async def test_an_open_page_does_not_hold_up_the_end(provider: Provider, server: Server) -> None:
    token, all_open = await switched_on(provider.am), asyncio.Barrier(4)
    async with asyncio.TaskGroup() as pages:
        for _ in range(3):
            pages.create_task(kept_open(provider, token, all_open))
        await all_open.wait()
        begun = time.monotonic()
        server.process.terminate()
    _, err = server.process.communicate(timeout=10)
    assert time.monotonic() - begun < 2
    assert err == ""


async def test_an_idle_server_ends_with_a_page_open(tmp_path: Path) -> None:
    server = Server(tmp_path / "am.sqlite3", "--idle-exit", "1")
    am = AM(server.url)
    token = await switched_on(am)
    async with listening(am, token, "x") as events:
        await events.until_the_end()
    assert server.process.wait(timeout=5) == 0
    server.close()
    await am.http.aclose()


async def test_a_page_that_is_closed_gives_its_place_up() -> None:
    streams = Streams(most=1)
    with streams.one_more():
        assert streams.are_enough
    assert not streams.are_enough


async def test_the_pause_between_two_looks_ends_with_the_server() -> None:
    streams = Streams()
    async with asyncio.timeout(5):
        pause = asyncio.ensure_future(streams.pause(60))
        await asyncio.sleep(0)
        streams.end()
        await pause
    assert streams.ended


async def test_one_page_too_many_is_told_to_come_again(provider: Provider) -> None:
    token, all_open = await switched_on(provider.am), asyncio.Barrier(MOST + 1)
    pages = [asyncio.ensure_future(kept_open(provider, token, all_open)) for _ in range(MOST)]
    await all_open.wait()
    url = f"{provider.am.url.removesuffix('/am')}/handset/messages/x"
    answer = await provider.am.get(url, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 503
    assert answer.json()["message"] == "Too many handsets' pages are open"
    for one in pages:
        one.cancel()
    await asyncio.gather(*pages, return_exceptions=True)
    async with listening(provider.am, token, "x") as events:
        await events.next("waiting")
