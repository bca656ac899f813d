"""A device's mailbox as it changes: server-sent events (HTML Living Standard 9.2)."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from mock_am import wording
from mock_am.errors import ServiceUnavailable, Unauthorized
from mock_am.http.control import on_the_screen, shown
from mock_am.http.deployment import Deployment, deployment
from mock_am.http.handset.static_page import PAGE_HEADERS
from mock_am.http.handset.streams import Streams
from mock_am.http.handset.switch import handset_endpoint, is_token
from mock_am.http.rest.conventions import allow

LOOK_INTERVAL = 0.25
"""Seconds between two looks into the mailbox."""

QUIET_SECONDS = 15
"""Seconds of silence after which a line says that the stream is still there."""

_STILL_HERE = ": still here\n\n"


@handset_endpoint
async def stream(request: Request) -> Response:
    """GET, with the page's token as bearer: the messages on this device's screen, and what changes.

    Each event `message` is one message, as in the mailbox under `/_mock/phones`; `waiting` tells
    which are there now, so that one that was answered or swiped away is known to be gone; `clock`
    tells this server's time, whenever that moves.
    """
    allow(request, "GET")
    am, token = deployment(request), _bearer(request)
    if not is_token(am, token):
        raise Unauthorized(wording.HANDSET_TOKEN_INVALID)
    if am.streams.are_enough:
        raise ServiceUnavailable(wording.TOO_MANY_HANDSETS)
    events = _events(am, request.path_params["device_id"], token)
    return _Stream(am.streams, events)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


class _Stream(StreamingResponse):
    """Counts as open for as long as it is sent."""

    def __init__(self, streams: Streams, events: AsyncIterator[str]) -> None:
        super().__init__(events, headers=PAGE_HEADERS, media_type="text/event-stream")
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        with self._streams.one_more():
            await super().__call__(scope, receive, send)


async def _events(am: Deployment, device_id: str, token: str) -> AsyncIterator[str]:
    screen, quiet = Screen(am, device_id), 0.0
    # A state file that fails ends the stream: the page asks again, and is told.
    with suppress(sqlite3.Error):
        while is_token(am, token) and not am.streams.ended:
            news = "".join(screen.news())
            quiet = 0 if news else quiet + LOOK_INTERVAL
            if news or quiet >= QUIET_SECONDS:
                yield news or _STILL_HERE
                quiet = 0
            await am.streams.pause(LOOK_INTERVAL)


class Screen:
    """What a page has been told of its device's messages and of the time."""

    def __init__(self, am: Deployment, device_id: str) -> None:
        self._am = am
        self._device_id = device_id
        self._waiting: list[str] | None = None
        self._offset: float | None = None

    def news(self) -> Iterator[str]:
        """The events since the last time."""
        self._am.store.notice_others()
        if self._am.clock.offset != self._offset:
            self._offset = self._am.clock.offset
            yield event("clock", {"now": self._am.clock.now()})
        messages = on_the_screen(self._am.store, self._device_id)
        waiting = [one.message_id for one in messages]
        if waiting != self._waiting:
            told = set(self._waiting or ())
            self._waiting = waiting
            yield event("waiting", waiting)
            for one in messages:
                if one.message_id not in told:
                    yield event("message", shown(one), one.message_id)


def event(name: str, data: Any, event_id: str | None = None) -> str:
    """One event: its data is JSON on one line."""
    head = f"id: {event_id}\n" if event_id is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data)}\n\n"
