"""Everything a request changed is kept before its answer goes out."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import ALPHA, AM, OAUTH2, Administrator
from tests.contract.configuration import CLIENTS, TREES, client, configure, done, give_phone
from tests.contract.phone import Phone, registered_phone
from tests.contract.server import Server
from tests.contract.till import Till, approve

pytestmark = pytest.mark.mock_alone


@contextmanager
def serving(state: Path | str, *arguments: str) -> Iterator[Server]:
    """A server that is killed in the end."""
    server = Server(state, *arguments)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


@asynccontextmanager
async def talking(server: Server) -> AsyncIterator[AM]:
    """An AM at the server's address."""
    am = AM(server.url)
    try:
        yield am
    finally:
        await am.http.aclose()


def again(server: Server) -> tuple[str, str]:
    """The arguments that bring the next server up where this one was."""
    return "--port", server.port


async def test_a_kill_between_acknowledgement_and_approval_loses_nothing(
    state: Path, key: JWK
) -> None:
    with serving(state) as first:
        async with talking(first) as am:
            administrator = Administrator(am, await am.session())
            await configure(administrator, key, "refresh_token")
            phone = await registered_phone(am, administrator)
            await am.advance(60)
            till = Till(am, key)
            auth_req_id = await till.acknowledged()
            tokens = await _another_flow(till, phone)
            keys = (await am.get(f"{OAUTH2}/connect/jwk_uri")).json()
        first.kill()

    with serving(state, *again(first)) as second:
        async with talking(second) as am:
            am.ahead = 60
            till, phone.am, administrator.am = Till(am, key), am, am
            assert 60 <= (await am.mock("GET", "/clock")).json()["offset"] < 61
            assert (await administrator.get(f"{TREES}/trees/myCIBAPushTree")).status_code == 200
            assert (await administrator.get(f"{CLIENTS}/myCIBAClient")).status_code == 200
            bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
            assert (await am.get(f"{OAUTH2}/userinfo", headers=bearer)).status_code == 200
            assert (await am.get(f"{OAUTH2}/connect/jwk_uri")).json() == keys

            (message,) = await phone.mailbox()
            assert (await phone.answer(message)).status_code == 200
            assert (await till.poll(auth_req_id)).status_code == 200
        second.kill()

    with serving(state, *again(first)) as third:
        async with talking(third) as am:
            am.ahead = 60
            till = Till(am, key)
            assert (await till.poll(auth_req_id)).json()["error"] == "invalid_grant"
            grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
            assert (await till.grant(**grant)).status_code == 200
            assert (await till.grant(**grant)).json()["error"] == "invalid_grant"


async def _another_flow(till: Till, phone: Phone) -> dict[str, str]:
    auth_req_id = await till.acknowledged()
    message = (await phone.mailbox())[-1]
    await phone.answer(message)
    tokens: dict[str, str] = (await till.poll(auth_req_id)).json()
    return tokens


async def test_an_approval_survives_a_kill(state: Path, key: JWK) -> None:
    with serving(state) as first:
        async with talking(first) as am:
            await configure(Administrator(am, await am.session()), key)
            await give_phone(am)
            till = Till(am, key)
            approved, denied = await till.acknowledged(), await till.acknowledged()
            await approve(am, approved)
            await approve(am, denied, "deny")
        first.kill()
    with serving(state, *again(first)) as second:
        async with talking(second) as am:
            assert (await Till(am, key).poll(approved)).status_code == 200
            assert (await Till(am, key).poll(denied)).json()["error"] == "access_denied"


async def test_the_polling_interval_survives_a_kill(state: Path, key: JWK) -> None:
    with serving(state) as first:
        async with talking(first) as am:
            await configure(Administrator(am, await am.session()), key)
            await give_phone(am)
            auth_req_id = await Till(am, key).acknowledged()
            await am.advance(1000)
            await am.advance(-1000)
            await Till(am, key).poll(auth_req_id)
            await am.advance(-1.5)
        first.kill()
    with serving(state, *again(first)) as second:
        async with talking(second) as am:
            assert (await Till(am, key).poll(auth_req_id)).json()["error"] == "slow_down"


async def test_two_processes_on_one_state_redeem_an_id_once(state: Path, key: JWK) -> None:
    with serving(state) as first, serving(state) as second:
        async with talking(first) as am, talking(second) as other:
            await configure(Administrator(am, await am.session()), key)
            await give_phone(am)
            here, there = Till(am, key), Till(other, key)
            for _ in range(4):
                auth_req_id = await here.acknowledged()
                await approve(other, auth_req_id)
                polls = [till.poll(auth_req_id) for till in (here, there) * 8]
                answers = await asyncio.gather(*polls)
                assert sorted(answer.status_code for answer in answers) == [200] + [400] * 15
                failed = [answer for answer in answers if answer.status_code == 400]
                assert {answer.json()["error"] for answer in failed} == {"invalid_grant"}


async def test_one_process_sees_what_another_has_configured(state: Path, key: JWK) -> None:
    with serving(state) as first, serving(state) as second:
        async with talking(first) as am, talking(second) as other:
            administrator = Administrator(am, await am.session())
            await configure(administrator, key)
            await give_phone(am)
            there = Till(other, key)
            await there.acknowledged()
            changed = client(key, secret="changed")
            await done(administrator, f"{CLIENTS}/myCIBAClient", changed)
            assert (await there.ask()).json()["error"] == "invalid_client"


def test_two_processes_may_begin_on_a_new_file_at_once(state: Path) -> None:
    servers: list[Server] = []
    threads = [threading.Thread(target=lambda: servers.append(Server(state))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    urls = [server.url for server in servers]
    errors = [server.process.poll() for server in servers]
    for server in servers:
        server.kill()
    assert errors == [None, None]
    assert len(set(urls)) == 2


async def test_memory_keeps_nothing(key: JWK) -> None:
    with serving(":memory:") as first:
        async with talking(first) as am:
            headers = await am.session()
        first.kill()
    with serving(":memory:") as second:
        async with talking(second) as am:
            assert (await am.get(f"{ALPHA}/users/demo", headers=headers)).status_code == 401
