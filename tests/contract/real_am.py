"""A real AM under test: a realm of the tests' own, and nothing left behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.contract.am import ALPHA, AM, REALM, Administrator

DEMO = {"username": "demo", "userpassword": "Ch4ng31t", "mail": "demo@example.com"}


@asynccontextmanager
async def prepared(url: str) -> AsyncIterator[AM]:
    """An AM with the realm of the tests and demo in it; what a test made is deleted after it."""
    am = AM(url, is_mock=False)
    made = _remembered(am)
    administrator = Administrator(am, await am.session())
    try:
        await _make_realm(administrator)
        yield am
    finally:
        administrator.headers = dict(await am.session())
        for location in reversed(made):
            await am.http.delete(location, headers=administrator.headers)
        await am.http.aclose()


def _remembered(am: AM) -> list[str]:
    """The addresses of all that AM says it has created, as they come."""
    made: list[str] = []

    async def note(answer: httpx.Response) -> None:
        if answer.status_code == 201 and "location" in answer.headers:
            made.append(answer.headers["location"])

    am.http.event_hooks["response"].append(note)
    return made


async def _make_realm(administrator: Administrator) -> None:
    parent, _, name = REALM.rpartition("/")
    realm = {"name": name, "parentPath": parent or "/", "active": True, "aliases": []}
    created = await administrator.post("/json/global-config/realms?_action=create", realm)
    if created.status_code == 409:
        pytest.exit(f"The realm {REALM} is there already: name one of the tests' own in AM_REALM.")
    assert created.status_code == 201, created.text
    demo = await administrator.post(f"{ALPHA}/users?_action=create", DEMO)
    assert demo.status_code == 201, demo.text
