import asyncio
from typing import Any

import httpx
import pytest

from ciba_helpers.exchanges import Exchange, Recorder


async def am(scope: Any, receive: Any, send: Any) -> None:
    """An OpenID provider of one answer, in two pieces."""
    await receive()
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    for piece, more in ((b'{"error":', True), (b'"slow_down"}', False)):
        await send({"type": "http.response.body", "body": piece, "more_body": more})


def recorded_by(recorder: Recorder, actor: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(am), base_url="http://am", event_hooks=recorder.hooks(actor)
    )


async def test_a_finished_exchange_is_kept_whole() -> None:
    recorder = Recorder(now=lambda: 1795430000.0)
    async with recorded_by(recorder, "till") as client:
        await client.post("/am/oauth2/access_token", data={"grant_type": "ciba"})
    (exchange,) = recorder.exchanges
    assert exchange.actor == "till"
    assert (exchange.method, exchange.url) == ("POST", "http://am/am/oauth2/access_token")
    assert exchange.request_body == "grant_type=ciba"
    assert (exchange.status, exchange.response_body) == (400, '{"error":"slow_down"}')
    assert exchange.response_headers["content-type"] == "application/json"
    assert exchange.at == 1795430000.0


async def test_recording_leaves_the_response_to_its_reader() -> None:
    async with recorded_by(Recorder(), "till") as client, client.stream("GET", "/") as response:
        assert b"".join([piece async for piece in response.aiter_bytes()]) == (
            b'{"error":"slow_down"}'
        )


async def test_a_real_connection_is_recorded_too() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()

    recorder = Recorder()
    async with (
        await asyncio.start_server(answer, "127.0.0.1", 0) as server,
        httpx.AsyncClient(event_hooks=recorder.hooks("phone"), trust_env=False) as client,
    ):
        await client.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert [(e.actor, e.status, e.response_body) for e in recorder.exchanges] == [
        ("phone", 200, "{}")
    ]


async def test_two_clients_share_one_recorder_in_the_order_of_finishing() -> None:
    recorder = Recorder()
    async with recorded_by(recorder, "till") as till, recorded_by(recorder, "phone") as phone:
        await till.get("/1")
        await phone.get("/2")
        await till.get("/3")
    assert [exchange.actor for exchange in recorder.exchanges] == ["till", "phone", "till"]


async def test_a_refused_connection_leaves_no_exchange() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    recorder = Recorder()
    transport = httpx.MockTransport(refuse)
    async with httpx.AsyncClient(transport=transport, event_hooks=recorder.hooks("till")) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("http://am/")
    assert recorder.exchanges == []


async def test_followers_hear_of_each_exchange_and_of_clearing_until_they_leave() -> None:
    recorder, heard = Recorder(), list[int]()
    leave = recorder.on_change(lambda: heard.append(len(recorder.exchanges)))
    async with recorded_by(recorder, "till") as client:
        await client.get("/")
        await client.get("/")
        recorder.clear()
        leave()
        leave()
        await client.get("/")
    assert heard == [1, 2, 0]


def test_a_follower_may_leave_while_it_is_called() -> None:
    recorder, heard = Recorder(), list[str]()
    leave = recorder.on_change(lambda: (heard.append("first"), leave()))
    recorder.on_change(lambda: heard.append("second"))
    recorder.clear()
    recorder.clear()
    assert heard == ["first", "second", "second"]


def test_a_streamed_request_body_is_left_out_instead_of_failing() -> None:
    request = httpx.Request("POST", "http://am/", content=iter([b"gone"]))
    assert Exchange.of(httpx.Response(200, request=request)).request_body == ""
