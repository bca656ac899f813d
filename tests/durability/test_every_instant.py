"""A kill leaves the files as they are at that instant; at every one, a deed is done or not begun.

The files are copied whenever the server turns to SQLite, and each copy is opened as the next
process would open it.
"""

import shutil
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from mock_am.app import Settings, create_app
from mock_am.clock import Clock
from tests.contract.am import AM, REALM
from tests.contract.configuration import CLIENT, TREES, push_tree
from tests.contract.till import new_key
from tests.durability.every_row import content
from tests.provider.provider import Provider, grant, prepared

Deed = Callable[[], Awaitable[httpx.Response]]


async def ask(provider: Provider) -> Deed:
    return provider.client.ask


async def allow(provider: Provider) -> Deed:
    asked = {"token": await provider.client.acknowledged(), "type": "allow"}
    return lambda: provider.am.mock("POST", "/action", params=asked)


async def deny(provider: Provider) -> Deed:
    asked = {"token": await provider.client.acknowledged(), "type": "deny"}
    return lambda: provider.am.mock("POST", "/action", params=asked)


async def poll(provider: Provider) -> Deed:
    auth_req_id = await provider.client.acknowledged()
    return lambda: provider.client.poll(auth_req_id)


async def redeem(provider: Provider) -> Deed:
    approved = await provider.client.approved()
    return lambda: provider.client.post("access_token", data=grant(approved))


async def refresh(provider: Provider) -> Deed:
    token = (await provider.client.tokens())["refresh_token"]
    return lambda: provider.client.grant(grant_type="refresh_token", refresh_token=token)


async def revoke(provider: Provider) -> Deed:
    token = (await provider.client.tokens())["refresh_token"]
    return lambda: provider.client.post("token/revoke", data={"token": token})


async def put_a_tree(provider: Provider) -> Deed:
    return lambda: provider.administrator.put(f"{TREES}/trees/another", push_tree())


async def delete_a_client(provider: Provider) -> Deed:
    return lambda: provider.administrator.delete(CLIENT)


async def delete_a_user(provider: Provider) -> Deed:
    return lambda: provider.administrator.delete("/users/erin")


async def give_a_phone(provider: Provider) -> Deed:
    whose = {"realm": REALM, "username": "erin"}
    return lambda: provider.am.mock("POST", "/phones", json=whose)


async def move_the_clock(provider: Provider) -> Deed:
    return lambda: provider.am.mock("POST", "/clock", json={"advance": 60})


async def reset(provider: Provider) -> Deed:
    return lambda: provider.am.mock("POST", "/reset")


@pytest.mark.parametrize(
    "prepare",
    [
        ask,
        allow,
        deny,
        poll,
        redeem,
        refresh,
        revoke,
        put_a_tree,
        delete_a_client,
        delete_a_user,
        give_a_phone,
        move_the_clock,
        reset,
    ],
)
async def test_at_every_instant_a_deed_is_done_or_not_begun(
    prepare: Callable[[Provider], Awaitable[Deed]],
    tmp_path: Path,
) -> None:
    now = Clock().now()
    state = tmp_path / "am.sqlite3"
    settings = Settings(state=str(state), profile="strict", clock=Clock(source=lambda: now))
    app = create_app(settings)
    store = app.state.deployment.store
    am = AM(app.state.deployment.url, httpx.ASGITransport(app=app))
    with closing(store):
        async with am.http:
            deed = await prepare(await prepared(am, "strict", new_key(), new_key("otherKey")))
            copies = [copied(state, tmp_path / "before")]
            store._database.connection.set_trace_callback(
                lambda _: copies.append(copied(state, tmp_path / str(len(copies))))
            )
            answer = await deed()
            store._database.connection.set_trace_callback(None)
            copies.append(copied(state, tmp_path / "after"))
    assert answer.status_code < 500
    before, *between, after = map(content, copies)
    assert len(between) >= 3
    assert before != after
    assert [one for one in between if one not in (before, after)] == []
    assert between[-1] == before, "the last statement is the COMMIT"


def copied(state: Path, folder: Path) -> Path:
    """The state file and its log, as they are now; the index of the log is made anew from it."""
    folder.mkdir()
    for name in (state.name, f"{state.name}-wal"):
        shutil.copyfile(state.parent / name, folder / name)
    return folder / state.name
