"""Connections to AM."""

import ssl
from collections.abc import Awaitable, Callable, Mapping
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
