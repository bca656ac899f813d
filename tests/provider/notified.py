"""A client's notification endpoint (CIBA 9): a scripted server that remembers every call."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

TOKEN = "8d67dc78-7faa-4d41-aabd-67707b374255"
"""A client_notification_token."""


@dataclass(frozen=True)
class Call:
    """One request; the names of its headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """What it says."""
        assert self.headers["content-type"].split(";")[0] == "application/json"
        body: dict[str, Any] = json.loads(self.body)
        return body

    @property
    def bearer(self) -> str | None:
        """The token that it shows."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme == "Bearer" else None


@dataclass
class NotificationEndpoint:
    """What it answers may be changed at any time."""

    origin: str
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    calls: list[Call] = field(default_factory=list)
    called: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def uri(self) -> str:
        """Where to call it."""
        return f"{self.origin}/notified"

    async def notification(self, auth_req_id: str) -> Call:
        """The call about this request, once it has come."""
        async with asyncio.timeout(10):
            while True:
                self.called.clear()
                for call in self.calls:
                    if call.body and call.json["auth_req_id"] == auth_req_id:
                        return call
                await self.called.wait()

    def calls_about(self, auth_req_id: str) -> list[Call]:
        """Every call so far about this request."""
        return [call for call in self.calls if auth_req_id.encode() in call.body]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, and close."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ")
        lines = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in lines}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.calls.append(Call(method, path, headers, body))
        answer = {"Content-Length": str(len(self.body)), "Connection": "close", **self.headers}
        if self.status == 204:
            del answer["Content-Length"]
        top = "".join(f"{name}: {value}\r\n" for name, value in answer.items())
        writer.write(f"HTTP/1.1 {self.status} Scripted\r\n{top}\r\n".encode() + self.body)
        writer.close()
        await writer.wait_closed()
        self.called.set()


@asynccontextmanager
async def listening() -> AsyncIterator[NotificationEndpoint]:
    """An endpoint on a port of its own on this machine."""
    endpoint = NotificationEndpoint("")
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0)
    endpoint.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield endpoint
