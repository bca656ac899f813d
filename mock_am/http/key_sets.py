"""Clients' key sets by URI: fetched when they are needed, and kept for a while (am.md 10.1).

A set is fetched again once it is older than the client's cache time, or when a JWT names a key
that it lacks; never more often than the miss time where the last fetch brought nothing new. A
fetch that fails leaves the set in use until its cache time is over: after that it has no keys,
so that a key its owner has taken back does not live on by a broken address.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from mock_am.clock import Clock
from mock_am.realm.verification_keys import KeySetAddress, NoKeys, VerificationKeys, key_set

TIME_LIMIT = 5
"""Seconds a fetch may take."""

SIZE_LIMIT = 64 * 1024
"""Bytes of a key set."""

KEPT_LIMIT = 1000
"""Key sets remembered; the one that was fetched first goes first."""

_NO_KEYS = VerificationKeys(())


class KeySetUnavailable(Exception):
    """There is no key set at that URI, or none that would be read."""


Fetch = Callable[[str], Awaitable[bytes]]
"""The body at a URI; raises KeySetUnavailable."""


async def fetch_over_http(uri: str) -> bytes:
    """The body at an http or https address, which must answer at once and by itself."""
    import httpx  # here, for it would delay the moment at which the server is ready

    # Of the body nothing is unpacked: what is packed small may be large.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    try:
        tls = _scheme(uri) == "https"  # without it, no certificate authorities need be loaded
        async with (
            asyncio.timeout(TIME_LIMIT),
            httpx.AsyncClient(headers=headers, trust_env=False, verify=tls) as http,
            http.stream("GET", uri) as answer,
        ):
            return await _body(answer.status_code, answer.aiter_raw())
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, TimeoutError):
        raise KeySetUnavailable from None


def _scheme(uri: str) -> str:
    address = urlsplit(uri)
    if address.scheme not in ("http", "https") or address.port == 0:  # too large is a ValueError
        raise KeySetUnavailable
    return address.scheme


async def _body(status: int, chunks: AsyncIterator[bytes]) -> bytes:
    if status != 200:
        raise KeySetUnavailable
    body = b""
    async for chunk in chunks:
        body += chunk
        if len(body) > SIZE_LIMIT:
            raise KeySetUnavailable
    return body


@dataclass(frozen=True)
class _Kept:
    """What is known of one URI. Times are in seconds since the epoch."""

    keys: VerificationKeys = _NO_KEYS
    fetched_at: float = float("-inf")
    tried_at: float = float("-inf")

    def usable(self, cache_time: float, now: float) -> VerificationKeys:
        """The keys, or none where they are too old; a clock that was set back makes them so."""
        return self.keys if 0 <= now - self.fetched_at < cache_time else _NO_KEYS

    def is_due(self, address: KeySetAddress, header: Mapping[str, Any], now: float) -> bool:
        """Whether to fetch for a JWT with this header."""
        if self.usable(address.cache_time, now).matching(header):
            return False
        too_old = not 0 <= now - self.fetched_at < address.cache_time
        waited = not 0 <= now - self.tried_at < address.miss_time
        return waited or (too_old and self.tried_at == self.fetched_at)


class KeySets:
    """The key sets that this process has fetched, by URI; one fetch at a time for each."""

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._fetching: dict[str, asyncio.Task[None]] = {}

    async def keys(self, address: KeySetAddress, header: Mapping[str, Any]) -> VerificationKeys:
        """The keys at `address` for a JWT with this header; none where they cannot be had."""
        kept = self._kept.get(address.uri, _Kept())
        if kept.is_due(address, header, self._clock.now()):
            await self._fetched(address.uri)
        kept = self._kept.get(address.uri, _Kept())
        return kept.usable(address.cache_time, self._clock.now())

    def clear(self) -> None:
        """Forget every key set."""
        self._kept.clear()

    async def _fetched(self, uri: str) -> None:
        if uri not in self._fetching:
            self._fetching[uri] = asyncio.create_task(self._renew(uri))
        # Shielded: who waits may go away, the others still want the keys.
        await asyncio.shield(self._fetching[uri])

    async def _renew(self, uri: str) -> None:
        try:
            keys = VerificationKeys(key_set(await self._fetch(uri)))
        except (KeySetUnavailable, NoKeys):
            kept = replace(self._kept.get(uri, _Kept()), tried_at=self._clock.now())
        else:
            now = self._clock.now()
            kept = _Kept(keys, now, now)
        finally:
            del self._fetching[uri]
        self._kept.pop(uri, None)
        self._kept[uri] = kept
        if len(self._kept) > KEPT_LIMIT:
            del self._kept[next(iter(self._kept))]
