"""Every HTTP exchange that really happened, kept in the order in which it finished."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Self

import httpx

from ciba_helpers.observable import Observable

ResponseHook = Callable[[httpx.Response], Awaitable[None]]


@dataclass(frozen=True)
class Exchange:
    """One request and its response, as text.

    `actor` is who asked ("till" or "phone"), `at` the seconds since the epoch at which the
    response was complete. Header names are in lower case.
    """

    actor: str
    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: str
    status: int
    response_headers: Mapping[str, str]
    response_body: str
    at: float

    @classmethod
    def of(cls, response: httpx.Response, *, actor: str = "till", at: float | None = None) -> Self:
        """The exchange that ended in `response`.

        `at` defaults to now. Raises `httpx.ResponseNotRead` when the body is still on its way.
        """
        request = response.request
        return cls(
            actor=actor,
            method=request.method,
            url=str(request.url),
            request_headers=dict(request.headers),
            request_body=body_of(request),
            status=response.status_code,
            response_headers=dict(response.headers),
            response_body=response.text,
            at=time.time() if at is None else at,
        )


def body_of(request: httpx.Request) -> str:
    """The request's body as text; empty when it was streamed and is gone."""
    try:
        return request.content.decode(errors="replace")
    except httpx.RequestNotRead:
        return ""


class Recorder(Observable):
    """Listens to httpx clients and keeps each finished exchange in `exchanges`, oldest first.

    A request that got no response (a refused connection, a timeout) leaves no exchange.
    `now` gives the seconds since the epoch.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.exchanges: list[Exchange] = []
        self._now = now

    def hooks(self, actor: str) -> dict[str, list[ResponseHook]]:
        """What to hand to `httpx.AsyncClient(event_hooks=…)` so that `actor` is recorded."""
        return {"response": [partial(self.record, actor)]}

    async def record(self, actor: str, response: httpx.Response) -> None:
        """Keep an exchange of `actor`; reads the response to its end."""
        await response.aread()
        self.exchanges.append(Exchange.of(response, actor=actor, at=self._now()))
        self.changed()

    def clear(self) -> None:
        """Forget everything recorded so far."""
        self.exchanges.clear()
        self.changed()
