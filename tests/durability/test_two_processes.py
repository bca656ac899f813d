"""Two processes that serve one state file are one provider (CIBA 7.3, 10.1; RFC 7519 4.1.7)."""

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.contract.am import AM, OAUTH2, Administrator
from tests.contract.configuration import CLIENT, configure, done, give_phone
from tests.contract.server import Server
from tests.contract.till import approve, new_key
from tests.provider.provider import Client, Provider, prepared

KEYS = new_key(), new_key("otherKey")


@dataclass(frozen=True)
class Pair:
    """One provider as it is met here, in the first process, and there, in the second."""

    here: Provider
    client_there: Client

    @property
    def there(self) -> AM:
        """The second process."""
        return self.client_there.am


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Two processes on one file."""
    state = tmp_path_factory.mktemp("two") / "am.sqlite3"
    running = [Server(state, "--profile", "strict") for _ in range(2)]
    yield running
    for server in running:
        server.stop()


@pytest.fixture
async def pair(servers: list[Server]) -> AsyncIterator[Pair]:
    """The two, on their first day; both have looked at their keys and clocks."""
    first, second = (AM(server.url) for server in servers)
    await first.mock("POST", "/reset")
    for am in (first, second):
        await am.get(f"{OAUTH2}/connect/jwk_uri")
        assert await offset(am) == 0
    yield Pair(await prepared(first, "strict", *KEYS), Client(second, KEYS[0]))
    await first.http.aclose()
    await second.http.aclose()


async def offset(am: AM) -> float:
    ahead: float = (await am.mock("GET", "/clock")).json()["offset"]
    return ahead


async def published(am: AM) -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = (await am.get(f"{OAUTH2}/connect/jwk_uri")).json()["keys"]
    return keys


def kid(tokens: dict[str, Any]) -> str:
    header = json.loads(b64decode(tokens["id_token"].split(".")[0] + "=="))
    name: str = header["kid"]
    return name


async def test_a_clock_that_is_moved_in_one_has_moved_in_the_other(pair: Pair) -> None:
    pending = await pair.here.client.acknowledged()
    await pair.there.advance(400)
    assert await offset(pair.here.am) == 400
    await pair.here.am.advance(300)
    assert await offset(pair.there) == 700
    assert (await pair.client_there.poll(pending)).json()["error"] == "expired_token"


async def test_the_other_process_judges_by_the_moved_clock_at_once(pair: Pair) -> None:
    request = pair.client_there.request_object()
    await pair.here.am.advance(1000)
    refused = await pair.client_there.send(request)
    assert refused.json()["error_description"] == "JWT has expired"


async def test_moves_of_the_clock_in_both_add_up(pair: Pair) -> None:
    moves = [am.mock("POST", "/clock", json={"advance": 1}) for am in _both(pair) * 10]
    assert {answer.status_code for answer in await asyncio.gather(*moves)} == {200}
    assert [await offset(am) for am in _both(pair)] == [20, 20]


def _both(pair: Pair) -> list[AM]:
    return [pair.here.am, pair.there]


async def test_after_a_reset_in_one_the_other_has_forgotten_too(pair: Pair) -> None:
    old_keys = await published(pair.there)
    pending = await pair.client_there.acknowledged()
    tokens = await pair.client_there.tokens()
    await pair.there.advance(60)
    await pair.here.am.mock("POST", "/reset")

    assert await offset(pair.there) == 0
    status = await pair.there.mock("GET", "/request", params={"token": pending})
    assert status.json() == {"status": "unknown"}
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await pair.there.get(f"{OAUTH2}/userinfo", headers=bearer)).status_code == 401
    administrator = Administrator(pair.there, pair.here.administrator.headers)
    assert (await administrator.get("/users/demo")).status_code == 401
    assert (await pair.client_there.ask()).json()["error"] == "invalid_client"
    new_keys = await published(pair.there)
    assert new_keys == await published(pair.here.am)
    assert not {key["kid"] for key in new_keys} & {key["kid"] for key in old_keys}


async def test_after_a_reset_in_one_the_other_signs_with_the_new_key(pair: Pair) -> None:
    before = kid(await pair.client_there.tokens())
    await pair.here.am.mock("POST", "/reset")
    await prepared(pair.here.am, "strict", *KEYS)
    here, there = kid(await pair.here.client.tokens()), kid(await pair.client_there.tokens())
    assert here == there != before


async def test_a_request_object_that_one_has_taken_is_refused_by_the_other(pair: Pair) -> None:
    for_both = [f"{am.url}{OAUTH2}" for am in _both(pair)]
    request = pair.here.client.request_object(aud=for_both)
    assert (await pair.here.client.send(request)).status_code == 200
    refused = await pair.client_there.send(request)
    assert refused.json()["error_description"] == "JWT has already been used"


async def test_a_request_object_that_both_get_at_once_is_taken_by_one(pair: Pair) -> None:
    for_both = [f"{am.url}{OAUTH2}" for am in _both(pair)]
    for _ in range(5):
        request = pair.here.client.request_object(aud=for_both)
        clients = [pair.here.client, pair.client_there] * 3
        answers = await asyncio.gather(*(client.send(request) for client in clients))
        assert sorted(answer.status_code for answer in answers) == [200, *[400] * 5]


async def test_a_refresh_token_that_both_get_at_once_is_used_in_one(pair: Pair) -> None:
    refresh = (await pair.here.client.tokens())["refresh_token"]
    for _ in range(5):
        clients = [pair.here.client, pair.client_there] * 3
        form = {"grant_type": "refresh_token", "refresh_token": refresh}
        answers = await asyncio.gather(*(client.grant(**form) for client in clients))
        (used,) = [answer for answer in answers if answer.status_code == 200]
        refresh = used.json()["refresh_token"]
        assert sorted(answer.status_code for answer in answers) == [200, *[400] * 5]


async def test_what_is_configured_in_one_holds_in_the_other(pair: Pair) -> None:
    pending = await pair.client_there.acknowledged()
    await pair.here.administrator.delete(CLIENT)
    assert (await pair.client_there.poll(pending)).json()["error"] == "invalid_client"
    await configure(pair.here.administrator, KEYS[0])
    await approve(pair.there, pending)
    assert (await pair.client_there.poll(pending)).status_code == 200


async def test_a_phone_that_was_given_in_one_is_asked_by_the_other(pair: Pair) -> None:
    await done(pair.here.administrator, "/users/frank", {"userpassword": "Ch4ng31t"})
    refused = await pair.client_there.ask(login_hint="frank")
    assert refused.json()["error"] == "access_denied"
    await give_phone(pair.here.am, "frank")
    assert (await pair.client_there.tokens(login_hint="frank"))["scope"] == "openid profile"


async def test_two_busy_processes_are_not_in_each_others_way(pair: Pair) -> None:
    # Each answer is asserted on the way: no lock is ever met that does not pass in time.
    async def flows(client: Client, elsewhere: AM) -> None:
        for _ in range(10):
            auth_req_id = await client.acknowledged()
            await approve(elsewhere, auth_req_id)
            assert (await client.poll(auth_req_id)).status_code == 200

    await asyncio.gather(
        *(flows(pair.here.client, pair.there) for _ in range(5)),
        *(flows(pair.client_there, pair.here.am) for _ in range(5)),
    )
