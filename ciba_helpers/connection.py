"""Connections to AM."""

import ssl
from collections.abc import Awaitable, Callable, Mapping
from email.utils import formatdate
from functools import cache

import httpx

Hooks = Mapping[str, list[Callable[[httpx.Response], Awaitable[None]]]]

TIMEOUT = 30
"""Seconds that AM may take to answer."""


@cache
def tls() -> ssl.SSLContext:
    """What this process trusts; read once, because reading it takes longer than most answers."""
    return ssl.create_default_context()


def connection(
    transport: httpx.AsyncBaseTransport | None = None, hooks: Hooks | None = None
) -> httpx.AsyncClient:
    """A connection over `transport`, or over the network where that is None."""
    return httpx.AsyncClient(transport=transport, event_hooks=hooks, timeout=TIMEOUT, verify=tls())


class DatedTransport(httpx.ASGITransport):
    """An app in this process, its answers dated as a server in front of it would."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The app's answer, with the time at which it was given (RFC 9110 6.6.1)."""
        response = await super().handle_async_request(request)
        response.headers["date"] = formatdate(usegmt=True)
        return response
