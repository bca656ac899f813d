"""Logging in by callbacks: AM asks, we answer, until it is content."""

from typing import Any

import httpx

from ciba_helpers.am.session import AMError, realm_path

_INPUT_OF = {"NameCallback": "username", "PasswordCallback": "password"}


class Login:
    """A login under way; `answer` is AM's latest JSON."""

    def __init__(self, http: httpx.AsyncClient, url: str, realm: str, tree: str) -> None:
        self.answer: dict[str, Any] = {}
        self._http = http
        self._url = f"{url}/json{realm_path(realm)}/authenticate"
        self._params = {"authIndexType": "service", "authIndexValue": tree}

    async def begin(self) -> None:
        """Ask AM for the tree's first callbacks; raises AMError where there is no such tree."""
        await self._post({})

    async def send(self, **inputs: str) -> None:
        """Send the callbacks back, name and password filled in from `inputs`.

        Raises AMError where the tree ends in failure.
        """
        for callback in self.answer["callbacks"]:
            name = _INPUT_OF.get(callback["type"])
            if name is not None:
                callback["input"][0]["value"] = inputs[name]
        await self._post(self.answer)

    def value_of(self, callback_type: str) -> str | None:
        """What the first callback of this type shows, None where there is none."""
        for callback in self.answer.get("callbacks", []):
            if callback["type"] == callback_type:
                shown: str = callback["output"][0]["value"]
                return shown
        return None

    @property
    def succeeded(self) -> bool:
        """Whether AM has handed out a session."""
        return "tokenId" in self.answer

    async def _post(self, body: dict[str, Any]) -> None:
        response = await self._http.post(
            self._url,
            params=self._params,
            json=body,
            headers={"Accept-API-Version": "resource=2.0, protocol=1.0"},
        )
        if response.is_error:
            raise AMError(response)
        self._http.cookies.clear()
        self.answer = response.json()
