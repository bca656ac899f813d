"""What only a mock AM has: a clock that moves, a mailbox that can be looked into, a trail."""

import time
from typing import Any
from urllib.parse import urlencode

import httpx

from ciba_helpers.local_mock import LabError


class MockControl:
    """The `/_mock/` side of a mock at `root`, its address without the deployment path.

    `token` is the control token, which a mock off loopback asks for.
    """

    def __init__(self, http: httpx.AsyncClient, root: str, token: str | None) -> None:
        self.mailboxes = f"{root}/_mock/phones"
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.is_there = False
        self._http = http
        self._root = root

    async def look(self) -> None:
        """Set `is_there`: whether a mock answers here."""
        response = await self._http.get(f"{self._root}/_mock/", headers=self.headers)
        if response.status_code == httpx.codes.FORBIDDEN and "control token" in response.text:
            raise LabError("This mock AM wants its control token: set AM_CONTROL_TOKEN.")
        self.is_there = response.status_code == httpx.codes.OK and "mock_am" in response.text

    async def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Call the mock's own API; raises LabError on a real AM or a refusal."""
        if not self.is_there:
            raise LabError("This is a real AM: its clock and its users' mailboxes are not ours.")
        response = await self._http.request(
            method, f"{self._root}/_mock{path}", json=body, headers=self.headers
        )
        if response.is_error:
            raise LabError(f"The mock refused: {response.text}")
        answer: dict[str, Any] = response.json()
        return answer

    async def status(self, auth_req_id: str) -> str:
        """Where a request stands: pending, approved, denied, expired, redeemed or unknown."""
        answer = await self.call("GET", f"/request?{urlencode({'token': auth_req_id})}")
        return str(answer["status"])

    async def trail(self, realm: str, username: str) -> list[dict[str, str]]:
        """The nodes that the user's latest walk through a tree visited, with their outcomes."""
        whose = urlencode({"realm": realm, "username": username})
        answer = await self.call("GET", f"/trail?{whose}")
        steps: list[dict[str, str]] = answer["result"]
        return steps

    async def set_client_metadata(
        self, realm: str, client_id: str, metadata: dict[str, Any]
    ) -> dict[str, Any]:
        """Register a client for what AM has no place for, in the spelling of CIBA 4.

        `{"backchannel_token_delivery_mode": "ping", "backchannel_client_notification_endpoint":
        listener.url}`, for one; it replaces what was registered. The metadata as kept. Raises
        LabError where the mock has the AM profile.
        """
        whose = urlencode({"realm": realm, "client_id": client_id})
        return await self.call("PUT", f"/client?{whose}", metadata)


class Clock:
    """The mock's clock. A real AM's cannot be moved: every method but one raises LabError there."""

    def __init__(self, control: MockControl) -> None:
        self._control = control
        self._ahead = 0.0

    def reckoned(self) -> float:
        """The mock's time without asking it: real time, moved as far as the mock said last.

        In seconds since the epoch; real time on a real AM.
        """
        return time.time() + self._ahead

    async def now(self) -> float:
        """The mock's time in seconds since the epoch."""
        return await self._told("GET")

    async def advance(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Move the clock ahead, so that nobody has to wait."""
        await self._told("POST", {"advance": minutes * 60 + seconds})

    async def reset(self) -> None:
        """Bring the clock back to the present."""
        await self._told("POST", {"reset": True})

    async def _told(self, method: str, body: dict[str, Any] | None = None) -> float:
        answer = await self._control.call(method, "/clock", body)
        self._ahead = float(answer["offset"])
        return float(answer["now"])
