"""A till that does everything right, against which a test can be held.

`await till(http, acknowledgement, sleep)` polls and returns the name of the user who has agreed.
`http` has the issuer as its base URL, `acknowledgement` is AM's JSON, `sleep` takes seconds.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

import httpx

from ciba_helpers.article import CLIENT_ID, CLIENT_SECRET
from ciba_helpers.ciba.client import GRANT_TYPE
from ciba_helpers.ciba.errors import (
    AuthorizationPending,
    CIBAError,
    SlowDown,
    raise_for_error,
)
from ciba_helpers.ciba.id_token import verified_claims
from ciba_helpers.ciba.polling import SLOW_DOWN_STEP
from ciba_helpers.ciba.retry_after import BUSY, retry_after

Sleep = Callable[[float], Awaitable[object]]
Acknowledgement = Mapping[str, Any]


class Till:
    """A till that does everything right."""

    flaw: ClassVar[str] = "does everything right"
    hint: ClassVar[str] = ""
    """Which test would notice the flaw."""

    async def __call__(
        self, http: httpx.AsyncClient, acknowledgement: Acknowledgement, sleep: Sleep
    ) -> str:
        """Poll until there is an answer.

        Raises AccessDenied, ExpiredToken or another CIBAError when there will be no tokens,
        InvalidIdToken where they are not to be believed, TimeoutError where AM never answered.
        """
        left, interval = acknowledgement["expires_in"], self.interval(acknowledgement)
        pause = self.first_pause(interval)
        while left > 0:
            await sleep(pause)
            left, pause = left - pause, interval
            try:
                answer = await self.poll(http, acknowledgement)
            except httpx.TransportError:
                self.lost()
                continue
            if answer.status_code in BUSY:
                pause = self.busy(answer, interval)
                continue
            try:
                return await self.believed(http, raise_for_error(answer))
            except SlowDown:
                interval, pause = self.slower(interval)
            except CIBAError as error:
                self.answered(error)
        raise TimeoutError("The authentication request expired without an answer")

    async def poll(
        self, http: httpx.AsyncClient, acknowledgement: Acknowledgement
    ) -> httpx.Response:
        """Ask AM once."""
        grant = {"grant_type": GRANT_TYPE, "auth_req_id": acknowledgement["auth_req_id"]}
        return await http.post("/access_token", data=grant, auth=(CLIENT_ID, CLIENT_SECRET))

    def interval(self, acknowledgement: Acknowledgement) -> float:
        """Seconds between two polls, as AM wants it."""
        return float(acknowledgement["interval"])

    def first_pause(self, interval: float) -> float:
        """Seconds before the first poll."""
        return interval

    def lost(self) -> None:
        """Nothing came back: the question stands, ask again."""

    def busy(self, answer: httpx.Response, interval: float) -> float:
        """Seconds to stay away from an AM that has not looked at the request."""
        return max(interval, retry_after(answer))

    def slower(self, interval: float) -> tuple[float, float]:
        """The interval from now on, and the seconds to the next poll."""
        return interval + SLOW_DOWN_STEP, interval + SLOW_DOWN_STEP

    def answered(self, error: CIBAError) -> None:
        """Go on only where AM has said "not yet"."""
        if not isinstance(error, AuthorizationPending):
            raise error

    async def believed(self, http: httpx.AsyncClient, tokens: Mapping[str, Any]) -> str:
        """The user's name, from an ID token that was checked."""
        issuer = str(http.base_url).rstrip("/")
        jwks = (await http.get("/connect/jwk_uri")).json()
        claims = verified_claims(
            tokens["id_token"], jwks, issuer=issuer, client_id=CLIENT_ID, now=time.time()
        )
        return str(claims["sub"])
