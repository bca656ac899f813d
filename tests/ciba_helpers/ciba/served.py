"""An address on this machine where a script answers over real HTTP, one request a connection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

Answer = Callable[[httpx.Request], Awaitable[httpx.Response]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """Serves until left; gives its origin. An `answer` that fails drops the connection.

    Unlike uvicorn it never sleeps, so that fake time passes only for the client.
    """

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(_on_the_wire(await answer(await _request(reader))))
            await writer.drain()
        except httpx.TransportError:
            pass  # the answer is that there is none
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}"


async def _request(reader: asyncio.StreamReader) -> httpx.Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *fields = head.removesuffix("\r\n\r\n").split("\r\n")
    method, target, _ = line.split(" ")
    headers = httpx.Headers([tuple(field.split(": ", 1)) for field in fields])
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return httpx.Request(method, f"http://{headers['host']}{target}", headers=headers, content=body)


def _on_the_wire(response: httpx.Response) -> bytes:
    fields = [*response.headers.raw, (b"Connection", b"close")]
    if "content-length" not in response.headers:
        fields.append((b"Content-Length", str(len(response.content)).encode()))
    lines = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}".encode()]
    lines += [name + b": " + value for name, value in fields]
    return b"\r\n".join([*lines, b"", response.content])
