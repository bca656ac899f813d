"""An administrator's session with AM."""

from collections.abc import Awaitable
from typing import Any

import httpx


class AMError(Exception):
    """AM refused. `code`, `reason` and `message` are those of its JSON; `response` is whole."""

    def __init__(self, response: httpx.Response) -> None:
        body = _json_object(response)
        self.response = response
        self.code: int = body.get("code", response.status_code)
        self.reason: str = body.get("reason", response.reason_phrase)
        self.message: str = body.get("message", response.text[:200])
        super().__init__(f"{self.code} {self.reason}: {self.message}")


class NotSignedIn(AMError):
    """AM has answered a login, and handed out no session."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response)
        asks = "callbacks" in _json_object(response)
        self.args = (_MORE_IS_ASKED if asks else "what answers is not what AM answers",)


_MORE_IS_ASKED = "it asks for more than a name and a password, such as a second factor"


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def realm_path(realm: str) -> str:
    """A realm's place in AM's URLs: `/realms/root/realms/alpha` for `/alpha`."""
    names = ["root", *filter(None, realm.split("/"))]
    return "".join(f"/realms/{name}" for name in names)


class Administrator:
    """A signed-in administrator, working in one realm.

    `url` is AM's address with its deployment path, such as `http://127.0.0.1:8080/am`; `headers`
    are what its requests carry, the session token among them.
    """

    def __init__(
        self, http: httpx.AsyncClient, url: str, realm: str, cookie_name: str, token_id: str
    ) -> None:
        self.http = http
        self.url = url
        self.realm = realm
        # In a header of the cookie's name the token needs no protection against CSRF.
        self.headers = {cookie_name: token_id, "Accept-API-Version": "protocol=2.1,resource=1.0"}

    async def request(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """Call AM's JSON API; `path` begins after `/json`. Raises AMError for any refusal."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = await self.http.request(
            method, f"{self.url}/json{path}", json=body, headers={**self.headers, **named}
        )
        if response.is_error:
            raise AMError(response)
        return response

    async def get(self, path: str) -> dict[str, Any]:
        """Read a resource of the realm."""
        return await self._json("GET", realm_path(self.realm) + path)

    async def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Create or replace a resource of the realm."""
        return await self._json("PUT", realm_path(self.realm) + path, body)

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Run an action on a resource of the realm."""
        return await self._json("POST", realm_path(self.realm) + path, body)

    async def delete(self, path: str) -> dict[str, Any]:
        """Delete a resource of the realm; AM answers with what it was."""
        return await self._json("DELETE", realm_path(self.realm) + path)

    async def _json(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        document: dict[str, Any] = (await self.request(method, path, body)).json()
        return document


async def ignoring_absence(call: Awaitable[dict[str, Any]]) -> None:
    """Await a deletion; that there was nothing to delete is just as well."""
    try:
        await call
    except AMError as error:
        if error.code != httpx.codes.NOT_FOUND:
            raise


async def sign_in(
    http: httpx.AsyncClient, url: str, realm: str, username: str, password: str
) -> Administrator:
    """Sign an administrator in, in the root realm, to work in `realm`.

    Raises AMError where AM refuses, NotSignedIn where it asks for more, or is no AM.
    """
    cookie_name = _text_in(await http.get(f"{url}/json/serverinfo/*"), "cookieName")
    response = await http.post(
        f"{url}/json/realms/root/authenticate",
        json={},
        headers={
            "X-OpenAM-Username": username,
            "X-OpenAM-Password": password,
            "Accept-API-Version": "resource=2.0, protocol=1.0",
        },
    )
    if response.is_error:
        raise AMError(response)
    http.cookies.clear()  # the token goes in a header from here on
    return Administrator(http, url, realm, cookie_name, _text_in(response, "tokenId"))


def _text_in(response: httpx.Response, name: str) -> str:
    value = _json_object(response).get(name)
    if not isinstance(value, str):
        raise NotSignedIn(response)
    return value
