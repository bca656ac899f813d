"""A real AM under test: a realm of the tests' own, nothing else changed, nothing left behind."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote

import httpx
import pytest

from tests.contract.am import (
    ADMIN,
    ALPHA,
    AM,
    NAME,
    OAUTH2,
    PARENT,
    PASSWORD,
    REALM,
    REALM_ID,
    REALMS,
    ROOT,
    SESSION,
    VERSION,
    Administrator,
)

DEMO = {
    "username": "demo",
    "userpassword": "Ch4ng31t",
    "mail": "demo@example.com",
    "givenName": "demo",
}
"""The user whom the tests find in their realm; the mock has him too."""
OTHERS = "would change what the tests have not made, and others may use"
NO_PHONE = "AM took the request, and could not reach a phone of demo"
_USER = re.compile(f"{ALPHA}(/realms/[^/]+)*/users/[^/]+")
_LOOKS = {"getAllTypes", "getCreatableTypes", "getType", "nextdescendents", "schema", "template"}
_HARMLESS = re.compile(r"/(authenticate|sessions/?|authorize)$")
"""What may be posted to any realm: it makes a session at most, and the tests end theirs."""


@asynccontextmanager
async def prepared(url: str) -> AsyncIterator[AM]:
    """An AM with the realm of the tests and demo in it; what a test made is deleted after it."""
    am = AM(url, is_mock=False)
    visit = Visit(am)
    try:
        await visit.begin()
        await _make_realm(Administrator(am, visit.headers))
        yield am
    finally:
        await visit.end()
        await am.http.aclose()


async def _make_realm(administrator: Administrator) -> None:
    if (await administrator.get(f"{REALMS}/{REALM_ID}")).status_code == 200:
        pytest.exit(f"The realm {REALM} is there already: name one of the tests' own in AM_REALM.")
    realm = {"name": NAME, "parentPath": PARENT, "active": True, "aliases": []}
    made = await administrator.post(f"{REALMS}?_action=create", realm)
    assert made.status_code == 201, made.text
    demo = await administrator.post("/users?_action=create", DEMO)
    assert demo.status_code == 201, demo.text


class Visit:
    """What one test asks of the AM: what it made, and what it must leave alone."""

    def __init__(self, am: AM) -> None:
        self.am = am
        self.headers: dict[str, str] = {}
        """The visit's own session, once it has begun."""
        self.sessions: list[str] = []
        self.made: list[str] = []
        """The addresses of all that AM says it has created, as they come."""
        am.http.event_hooks = {"request": [self.stop], "response": [self.note]}

    async def begin(self) -> None:
        """Log in; ends the run where that cannot be."""
        login = await self.am.login(ADMIN, PASSWORD)
        if login.status_code != 200:
            pytest.exit(f"{ADMIN} (AM_ADMIN, AM_PASSWORD) cannot log in: {login.text}")
        self.headers = {SESSION: login.json()["tokenId"], **VERSION}

    async def note(self, answer: httpx.Response) -> None:
        """Remember what an answer says was made; skip the test where it can see no further."""
        if answer.status_code == 201 and "location" in answer.headers:
            self.made.append(answer.headers["location"])
        if SESSION in answer.cookies:
            self.sessions.append(answer.cookies[SESSION])
        if answer.status_code == 403 and answer.url.path.endswith("/bc-authorize"):
            pytest.skip(NO_PHONE)

    async def stop(self, request: httpx.Request) -> None:
        """Skip the test before it changes what it has not made."""
        if _changes_others(request, self._path(request.url)) or await self._is_met(request):
            pytest.skip(OTHERS)

    def _path(self, url: httpx.URL) -> str:
        return unquote(url.path).removeprefix(httpx.URL(self.am.url).path)

    async def _is_met(self, request: httpx.Request) -> bool:
        # A new realm may have the identity store of another, with users whom nobody made here.
        path = self._path(request.url)
        if request.method not in ("PUT", "DELETE") or not _USER.fullmatch(path):
            return False
        if path in [self._path(httpx.URL(address)) for address in self.made]:
            return False
        found = await self.am.get(str(request.url), headers=self.headers)
        return found.status_code == 200

    async def end(self) -> None:
        """Delete what was made, the latest first, and end every session."""
        answers = [
            await self.am.http.delete(address, headers=self.headers)
            for address in reversed(self.made)
        ]
        for token in self.sessions:
            ended = VERSION | {SESSION: token}
            await self.am.post(f"{ROOT}/sessions?_action=logout", headers=ended)
        left = [one for one in answers if one.status_code not in (200, 404)]
        assert not left, [f"{one.url} is left behind: {one.text}" for one in left]


def _changes_others(request: httpx.Request, path: str) -> bool:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return False
    if request.method == "POST" and (
        request.url.params.get("_action") in _LOOKS or _HARMLESS.search(path)
    ):
        return False
    if path.startswith(REALMS):
        return not f"{_realm_named(request, path)}/".startswith(f"{REALM}/")
    return not f"{path}/".startswith((f"{ALPHA}/", f"{OAUTH2}/"))


def _realm_named(request: httpx.Request, path: str) -> str:
    # Whom a request to `global-config/realms` is about: a creation says so in its body.
    try:
        if request.method == "POST":
            body = json.loads(request.content)
            return f"{body['parentPath'].rstrip('/')}/{body['name']}"
        return urlsafe_b64decode(path.removeprefix(f"{REALMS}/") + "==").decode()
    except (ValueError, TypeError, KeyError):
        return ""
