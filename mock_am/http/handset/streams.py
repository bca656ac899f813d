"""The streams that are open: so many at a time, and none that would hold up the server's end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MOST = 64
"""Streams at a time: each looks into the store a few times a second."""


class Streams:
    """Counts them, and ends them all."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._open = 0
        self._ended = asyncio.Event()

    @property
    def are_enough(self) -> bool:
        """Whether no further one may be opened."""
        return self._open >= self._most

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """A stream, from its beginning to its end."""
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    @property
    def ended(self) -> bool:
        """Whether the server is about to end."""
        return self._ended.is_set()

    def end(self) -> None:
        """Have every stream end now."""
        self._ended.set()

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until the end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ended.wait()
