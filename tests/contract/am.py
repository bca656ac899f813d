"""An AM under test: where it is, and how an administrator talks to it."""

import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx
import pytest

REALM = os.environ.get("AM_REALM", "/alpha")
"""The realm of the tests; a real AM must not have it yet."""
PARENT, NAME = REALM.rpartition("/")[0] or "/", REALM.rpartition("/")[2]
IN_REALM = "/realms/root" + "".join(f"/realms/{name}" for name in REALM.strip("/").split("/"))
ROOT = "/json/realms/root"
ALPHA = f"/json{IN_REALM}"
OAUTH2 = f"/oauth2{IN_REALM}"
REALMS = "/json/global-config/realms"
ADMIN = os.environ.get("AM_ADMIN", "amadmin")
PASSWORD = os.environ.get("AM_PASSWORD", "password")
SESSION = "iPlanetDirectoryPro"
VERSION = {"Accept-API-Version": "protocol=2.1,resource=1.0"}


def realm_id(path: str) -> str:
    """What a realm's path is in `global-config/realms` (am.md 1)."""
    return urlsafe_b64encode(path.encode()).rstrip(b"=").decode()


REALM_ID = realm_id(REALM)


class AM:
    """An AM at `url`. Nothing is remembered between two requests: no cookies, no session.

    `is_mock` says whether it has the controls under `/_mock/`; a test that needs them skips itself
    where it has not.
    """

    def __init__(
        self, url: str, transport: httpx.AsyncBaseTransport | None = None, *, is_mock: bool = True
    ) -> None:
        self.url = url
        self.is_mock = is_mock
        # Without TLS to verify, no test pays for loading the certificate authorities.
        chosen = transport or httpx.AsyncHTTPTransport(verify=not is_mock)
        self.http = httpx.AsyncClient(base_url=url, transport=chosen, timeout=30)
        self.http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.ahead = 0.0
        """Seconds by which this AM's clock is ahead of ours."""

    async def get(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.http.get(path, **kwargs)

    async def post(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.http.post(path, **kwargs)

    async def mock(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        """A request under `/_mock/`."""
        if not self.is_mock:
            pytest.skip("moves the clock or holds a phone, which only the mock can")
        return await self.http.request(
            method, f"{self.url.removesuffix('/am')}/_mock{path}", **kwargs
        )

    async def advance(self, seconds: float) -> None:
        """Move the clock; nobody waits."""
        moved = await self.mock("POST", "/clock", json={"advance": seconds})
        assert moved.status_code == 200
        self.ahead += seconds

    async def login(self, username: str, password: str, realm: str = ROOT) -> httpx.Response:
        """The zero-page login."""
        headers = {
            "Accept-API-Version": "resource=2.0, protocol=1.0",
            "X-OpenAM-Username": username,
            "X-OpenAM-Password": password,
        }
        return await self.post(f"{realm}/authenticate", headers=headers, json={})

    async def session(
        self, username: str = ADMIN, password: str = PASSWORD, realm: str = ROOT
    ) -> dict[str, str]:
        """The headers of somebody who is logged in."""
        answer = await self.login(username, password, realm)
        return {SESSION: answer.json()["tokenId"], **VERSION}


class Administrator:
    """An administrator with a session, by default in the realm of the tests."""

    def __init__(self, am: AM, headers: Mapping[str, str]) -> None:
        self.am = am
        self.headers = dict(headers)

    async def request(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """A request on a path under the realm, or on one that begins with `/json`."""
        where = path if path.startswith("/json") else ALPHA + path
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        json = {} if body is None else {"json": body}
        return await self.am.http.request(method, where, headers={**self.headers, **names}, **json)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.request("GET", path, **headers)

    async def put(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return await self.request("PUT", path, body, **headers)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.request("POST", path, body, **headers)

    async def delete(self, path: str, **headers: str) -> httpx.Response:
        return await self.request("DELETE", path, **headers)


def error(code: int, reason: str, message: str, **more: Any) -> dict[str, Any]:
    """The body of AM's REST errors (am.md 2.6)."""
    return {"code": code, "reason": reason, "message": message, **more}
