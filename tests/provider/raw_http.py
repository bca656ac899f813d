"""HTTP as bytes: many requests at once, or requests that no client library would send."""

import asyncio
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import httpx

FORM = "Content-Type: application/x-www-form-urlencoded"

TIME_LIMIT = 10
"""Seconds after which an answer has not come."""


@dataclass
class Exchange:
    """An answer, and how many seconds it took."""

    answer: httpx.Response
    seconds: float = field(default=0.0)


def form_request(url: str, form: dict[str, str], *headers: str) -> bytes:
    """A POST of this form, after which the connection is closed."""
    where, body = urlsplit(url), urlencode(form)
    head = [
        f"POST {where.path} HTTP/1.1",
        f"Host: {where.netloc}",
        FORM,
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join([*head, "", body]).encode()


async def exchanged(url: str, octets: bytes) -> httpx.Response:
    """What the server at `url` answers to these octets before it closes the connection."""
    return (await at_once(url, [octets]))[0].answer


async def at_once(url: str, requests: list[bytes]) -> list[Exchange]:
    """The answers to all these requests, each on a connection of its own.

    All are open before anything is sent, so that a slow machine does not space them out.
    """
    where = urlsplit(url)
    opened = [await asyncio.open_connection(where.hostname, where.port) for _ in requests]

    async def sent(
        octets: bytes, streams: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    ) -> Exchange:
        reader, writer = streams
        begun = time.monotonic()
        writer.write(octets)
        async with asyncio.timeout(TIME_LIMIT):
            answer = _parsed(await reader.read())
        writer.close()
        return Exchange(answer, time.monotonic() - begun)

    return list(await asyncio.gather(*map(sent, requests, opened)))


def _parsed(octets: bytes) -> httpx.Response:
    head, _, body = octets.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = [(name, text) for name, _, text in (line.partition(": ") for line in lines)]
    return httpx.Response(int(first.split()[1]), headers=headers, content=body)
