"""Reads server-sent events as the page does."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx

from tests.contract.am import AM

COMES_WITHIN = 10  # seconds


class Event(NamedTuple):
    """One event: its name, its data as JSON, its id."""

    name: str
    data: Any
    id: str = ""


class Events:
    """A stream that is open."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def next(self, name: str) -> Event:
        """The next event of that name."""
        async with asyncio.timeout(COMES_WITHIN):
            while (event := await self._event()).name != name:
                pass
            return event

    async def until_the_end(self) -> None:
        """Read on; fail where the stream goes on."""
        async with asyncio.timeout(COMES_WITHIN):
            async for _ in self._lines:
                pass

    async def _event(self) -> Event:
        fields: dict[str, str] = {}
        async for line in self._lines:
            if not line and "event" in fields:
                return Event(fields["event"], json.loads(fields["data"]), fields.get("id", ""))
            name, _, value = line.partition(": ")
            fields[name] = value
        raise AssertionError("the stream has ended")


async def switched_on(am: AM) -> str:
    """The token of the page, which is on now."""
    answer = await am.mock("PUT", "/handset")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


@asynccontextmanager
async def listening(am: AM, token: str, device_id: str) -> AsyncIterator[Events]:
    """What a page hears that holds this device."""
    url = f"{am.url.removesuffix('/am')}/handset/messages/{device_id}"
    headers = {"Authorization": f"Bearer {token}"}
    async with am.http.stream("GET", url, headers=headers) as response:
        assert response.status_code == 200, await response.aread()
        yield Events(response)
