"""A provider that answers from a script, and remembers when it was asked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs

import httpx

from tests.ciba_helpers.fake_time import FakeTime

ISSUER = "https://op.example.com/am/oauth2"

Answer = httpx.Response | Callable[[], Awaitable[httpx.Response]]

TOKENS = {
    "access_token": "the-access-token",
    "token_type": "Bearer",
    "id_token": "the-id-token",
    "expires_in": 3599,
    "scope": "openid profile",
    "refresh_token": "the-refresh-token",
}


def tokens(**changes: Any) -> httpx.Response:
    """Tokens; a change to None leaves that member out."""
    body = {name: value for name, value in {**TOKENS, **changes}.items() if value is not None}
    return httpx.Response(200, json=body)


def refusal(error: str, status: int = 400) -> httpx.Response:
    return httpx.Response(status, json={"error": error, "error_description": f"why {error}"})


def acknowledgement(**changes: Any) -> httpx.Response:
    """An acknowledgement; a change to None leaves that member out."""
    body = {"auth_req_id": "the-auth-req-id", "expires_in": 600, "interval": 2, **changes}
    return httpx.Response(200, json={n: v for n, v in body.items() if v is not None})


@dataclass
class Provider:
    """Give it `acknowledges` and `answers`; the last answer is repeated.

    `metadata` are published with its `issuer`, None for a provider that publishes nothing.
    """

    time: FakeTime
    issuer: str = ISSUER
    metadata: dict[str, Any] | None = None
    acknowledges: Answer = field(default_factory=acknowledgement)
    answers: list[Answer] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)
    polls: list[httpx.Request] = field(default_factory=list)
    polled_at: list[float] = field(default_factory=list)
    elsewhere: list[httpx.Request] = field(default_factory=list)
    in_flight: int = 0

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """What is at the address that was asked."""
        path = str(request.url).removeprefix(self.issuer)
        if path == "/bc-authorize":
            return await self.bc_authorize(request)
        if path == "/access_token":
            return await self.access_token(request)
        if path == "/.well-known/openid-configuration" and self.metadata is not None:
            return httpx.Response(200, json={"issuer": self.issuer, **self.metadata})
        self.elsewhere.append(request)
        return httpx.Response(404)

    async def bc_authorize(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return await _given(self.acknowledges)

    async def access_token(self, request: httpx.Request) -> httpx.Response:
        self.polls.append(request)
        self.polled_at.append(self.time.now)
        self.in_flight += 1
        assert self.in_flight == 1, "two polls overlap"
        answer = self.answers[min(len(self.polls), len(self.answers)) - 1]
        try:
            return await _given(answer)
        finally:
            self.in_flight -= 1

    @property
    def waits(self) -> list[float]:
        """Seconds from sending one poll to sending the next; the first counts from the start."""
        moments = [1000.0, *self.polled_at]
        return [round(later - earlier, 6) for earlier, later in pairwise(moments)]

    def held(self, seconds: float, answer: httpx.Response) -> Answer:
        """An answer that comes only after `seconds`."""

        async def later() -> httpx.Response:
            await self.time.sleep(seconds)
            return answer

        return later


async def _given(answer: Answer) -> httpx.Response:
    return answer if isinstance(answer, httpx.Response) else await answer()


def form(request: httpx.Request) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(request.content.decode()).items()}
