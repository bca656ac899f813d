"""A state file that cannot be written for a while: said in words, soon, and nothing half-written.

The codes are RFC 6749's (4.1.2.1), the status 503 with Retry-After is CIBA's (10.1).
"""

import asyncio
import json
import time
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, OAUTH2, error
from tests.contract.server import Server
from tests.contract.till import approve, new_key
from tests.durability.every_row import content
from tests.durability.troubles import (
    LOCKED,
    REFUSED,
    full,
    immutable,
    limited,
    locked,
    small_disk,
)
from tests.provider.provider import Provider, prepared

Kind = Callable[..., AbstractContextManager[str]]


@dataclass(frozen=True)
class Place:
    """A server in the strict profile, and the trouble that its state file will be in."""

    server: Server
    state: Path
    trouble: Kind

    def in_trouble(self, **extent: int) -> AbstractContextManager[str]:
        """The trouble, over when the context is left; gives the words for it."""
        return self.trouble(self.server, self.state, **extent)


@pytest.fixture(scope="module", params=[locked, limited, immutable, full])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("trouble")
    with small_disk(folder) if request.param is full else nullcontext():
        state = folder / "am.sqlite3"
        server = Server(state, "--profile", "strict")
        yield Place(server, state, request.param)
        server.stop()


@pytest.fixture
async def strict(place: Place) -> AsyncIterator[Provider]:
    """Its provider, as on its first day."""
    am = AM(place.server.url)
    await am.mock("POST", "/reset")
    yield await prepared(am, "strict", new_key(), new_key("otherKey"))
    await am.http.aclose()


def only(kind: Kind) -> pytest.MarkDecorator:
    """A test of one kind of trouble."""
    return pytest.mark.parametrize("place", [kind], indirect=True)


async def test_what_needs_no_write_is_answered(strict: Provider, place: Place) -> None:
    pending, tokens = await strict.client.acknowledged(), await strict.client.tokens()
    keys = (await strict.am.get(f"{OAUTH2}/connect/jwk_uri")).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    with place.in_trouble():
        status = await strict.am.mock("GET", "/request", params={"token": pending})
        introspected = await strict.client.post(
            "introspect", data={"token": tokens["refresh_token"]}
        )
        userinfo = await strict.am.get(f"{OAUTH2}/userinfo", headers=bearer)
        published = await strict.am.get(f"{OAUTH2}/connect/jwk_uri")
        metadata = await strict.am.get(f"{OAUTH2}/.well-known/openid-configuration")
    assert status.json()["status"] == "pending"
    assert introspected.json()["active"] is True
    assert userinfo.json()["sub"] == "demo"
    assert published.json() == keys
    assert metadata.json()["issuer"] == strict.issuer


async def test_what_needs_a_write_is_refused_in_words_and_leaves_nothing(
    strict: Provider, place: Place
) -> None:
    pending, approved = await strict.client.acknowledged(), await strict.client.approved()
    refresh = (await strict.client.tokens())["refresh_token"]
    before = content(place.state)
    with place.in_trouble() as words:
        oauth = [
            await strict.client.ask(),
            await strict.client.poll(approved),
            await strict.client.poll(pending),
            await strict.client.grant(grant_type="refresh_token", refresh_token=refresh),
            await strict.client.post("token/revoke", data={"token": refresh}),
        ]
        rest = [
            await strict.am.mock("POST", "/action", params={"token": pending, "type": "allow"}),
            await strict.administrator.put("/users/frank", {"userpassword": "Ch4ng31t"}),
            await strict.administrator.delete("/users/erin"),
            await strict.am.login("demo", "Ch4ng31t", ALPHA),
            await strict.am.mock("POST", "/clock", json={"advance": 60}),
            await strict.am.mock("POST", "/reset"),
        ]
    for answer in oauth:
        assert answer.json() == oauth_error(words)
    for answer in rest:
        assert answer.json() == rest_error(words)
    for answer in (*oauth, *rest):
        assert answer.status_code == (503 if words == LOCKED else 500)
        assert answer.headers.get("Retry-After") == ("1" if words == LOCKED else None)
    assert content(place.state) == before
    assert (await strict.am.mock("GET", "/clock")).json()["offset"] == 0


def oauth_error(words: str) -> dict[str, str]:
    code = "temporarily_unavailable" if words == LOCKED else "server_error"
    return {"error": code, "error_description": words}


def rest_error(words: str) -> dict[str, Any]:
    status = HTTPStatus.SERVICE_UNAVAILABLE if words == LOCKED else HTTPStatus.INTERNAL_SERVER_ERROR
    return error(status, status.phrase, words)


async def test_when_it_is_over_everything_goes_on(strict: Provider, place: Place) -> None:
    pending, approved = await strict.client.acknowledged(), await strict.client.approved()
    request = strict.client.request_object()
    with place.in_trouble():
        await strict.client.poll(approved)
        await strict.client.send(request)
        refused = await strict.am.mock("POST", "/action", params={"token": pending, "type": "deny"})
        assert refused.status_code >= 500
    assert (await strict.client.poll(approved)).status_code == 200
    assert (await strict.client.poll(approved)).json()["error"] == "invalid_grant"
    await approve(strict.am, pending)
    assert (await strict.client.poll(pending)).status_code == 200
    assert (await strict.client.send(request)).status_code == 200, "its jti has not been used"


@only(limited)
async def test_a_signing_key_that_could_not_be_kept_signs_nothing(
    strict: Provider, place: Place
) -> None:
    approved = await strict.client.approved()
    with place.in_trouble():
        assert (await strict.client.poll(approved)).status_code == 500
    tokens = (await strict.client.poll(approved)).json()
    (kept,) = content(place.state)["signing_key"]
    assert json.loads(b64decode(tokens["id_token"].split(".")[0] + "==")) == {
        "typ": "JWT",
        "kid": json.loads(kept[1])["kid"],
        "alg": "ES256",
    }


@only(limited)
async def test_a_commit_that_runs_out_of_room_midway_is_undone(
    strict: Provider, place: Place
) -> None:
    refused = 0
    for room in range(0, 100_000, 2000):
        approved = await strict.client.approved()
        with place.in_trouble(room=room):
            answer = await strict.client.poll(approved)
        again = await strict.client.poll(approved)
        if answer.status_code == 200:
            assert again.json()["error"] == "invalid_grant"
            break
        refused += 1
        assert answer.json() == oauth_error(REFUSED)
        assert again.status_code == 200
    assert answer.status_code == 200
    assert refused >= 3


@only(locked)
async def test_nobody_waits_long_for_another_process(strict: Provider, place: Place) -> None:
    requests = [strict.client.request_object() for _ in range(12)]
    with place.in_trouble():
        begun = time.monotonic()
        answers = await asyncio.gather(*(strict.client.send(request) for request in requests))
        took = time.monotonic() - begun
    assert {answer.status_code for answer in answers} == {503}
    assert took < 2


@only(locked)
async def test_who_waits_for_a_short_lock_is_served(strict: Provider, place: Place) -> None:
    with place.in_trouble():
        asking = asyncio.create_task(strict.client.ask())
        await asyncio.sleep(0.15)
    assert (await asking).status_code == 200
