"""A client's notification endpoint on this machine: it notes what comes, answers as told."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


def answer(status: str, *headers: str, body: str = "") -> bytes:
    """An HTTP answer, as bytes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@dataclass
class NotificationEndpoint:
    """Give it the bytes it `answers` with, or None to stay silent; `calls` is what came."""

    port: int = 0
    answers: bytes | None = NO_CONTENT
    calls: list[dict[str, Any]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Its address, to register."""
        return f"http://127.0.0.1:{self.port}/notified"

    async def call(self, number: int = 1) -> dict[str, Any]:
        """The call with this number, waited for."""
        async with asyncio.timeout(10):
            while len(self.calls) < number:
                self.came.clear()
                await self.came.wait()
        return self.calls[number - 1]

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        request, *lines = head.rstrip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        sent = json.loads(body) if body else None  # a GET, where a redirect was followed
        self.calls.append({"request": request, "headers": headers, "body": sent})
        self.came.set()
        if self.answers is None:
            await reader.read()  # until the caller gives up
        else:
            writer.write(self.answers)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def listening() -> AsyncIterator[NotificationEndpoint]:
    """An endpoint, for as long as it is needed."""
    endpoint = NotificationEndpoint()
    server = await asyncio.start_server(endpoint.take, "127.0.0.1", 0)
    endpoint.port = server.sockets[0].getsockname()[1]
    try:
        yield endpoint
    finally:
        server.close()
