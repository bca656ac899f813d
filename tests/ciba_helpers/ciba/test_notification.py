"""Who may call back, and what is done about it (CIBA Core 1.0 sections 7.1, 9, 10.2 and 10.3).

Over real HTTP, as a provider does.
"""

import json
import logging
import re
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest

from ciba_helpers.ciba.errors import AccessDenied, UnexpectedAnswer
from ciba_helpers.ciba.id_token import InvalidIdToken
from ciba_helpers.ciba.notification import (
    BODY_LIMIT,
    Expected,
    NotificationListener,
    new_notification_token,
)
from ciba_helpers.connection import connection

TOKEN, OTHER_TOKEN = "8d67dc78-7faa-4d41-aabd-67707b374255", "another+token/of~enough.bits_=="
PING = {"auth_req_id": "the-auth-req-id"}


@pytest.fixture
async def listener() -> AsyncIterator[NotificationListener]:
    async with NotificationListener() as listening:
        yield listening


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with connection() as client:
        yield client


@pytest.fixture
def read() -> list[Mapping[str, Any]]:
    """What the listener has read so far."""
    return []


@pytest.fixture
def expected(listener: NotificationListener, read: list[Mapping[str, Any]]) -> Expected:
    """A request's notification, the request acknowledged."""
    waiting = listener.expect(TOKEN, read.append)
    waiting.auth_req_id = "the-auth-req-id"
    return waiting


async def called(
    http: httpx.AsyncClient, listener: NotificationListener, body: Any = PING, token: str = TOKEN
) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return (await http.post(listener.url, json=body, headers=headers)).status_code


# The token


def test_a_notification_token_is_a_bearer_token_of_256_bits_and_never_the_same() -> None:
    made = {new_notification_token() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in made)


@pytest.mark.parametrize(
    "token",
    [
        None, 7, "", "short", "a" * 21, "a" * 1025, "a" * 21 + " ", "a" * 21 + "\n", "é" * 22,
        "a=" * 11, ["a" * 43],
    ],
)  # fmt: skip
async def test_a_token_that_is_weak_or_no_bearer_token_is_not_used(token: Any) -> None:
    with pytest.raises(ValueError, match="bearer token of 128 bits"):
        NotificationListener().expect(token, lambda _: None)


async def test_a_token_is_for_one_request() -> None:
    listener = NotificationListener()
    listener.expect(TOKEN, lambda _: None)
    listener.expect(OTHER_TOKEN, lambda _: None)
    with pytest.raises(ValueError, match="used before"):
        listener.expect(TOKEN, lambda _: None)


# The ping


async def test_a_ping_is_taken_and_answered_with_nothing(
    http: httpx.AsyncClient, listener: NotificationListener, expected: Expected
) -> None:
    assert not expected.has_come
    answer = await http.post(listener.url, json=PING, headers={"Authorization": f"bearer {TOKEN}"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert expected.has_come
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/notification", listener.url)


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json ;x=y"]
)
async def test_json_may_be_spelt_otherwise_and_say_more(
    http: httpx.AsyncClient, listener: NotificationListener, expected: Expected, content_type: str
) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": content_type}
    body = json.dumps({**PING, "is_new": [1]})
    assert (await http.post(listener.url, content=body, headers=headers)).status_code == 204
    assert expected.has_come


async def test_a_second_ping_changes_nothing(
    http: httpx.AsyncClient,
    listener: NotificationListener,
    expected: Expected,
    read: list[Mapping[str, Any]],
) -> None:
    assert [await called(http, listener) for _ in range(3)] == [204] * 3
    assert read == [PING]


# 10.2: SHOULD 401, and nothing else happens
@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        ([], "Bearer"),
        ([("Authorization", "Bearer wrong")], 'Bearer error="invalid_token"'),
        ([("Authorization", f"Bearer {TOKEN[:-1]}")], 'Bearer error="invalid_token"'),
        ([("Authorization", f"Bearer {TOKEN}x")], 'Bearer error="invalid_token"'),
        ([("Authorization", f"Bearer {TOKEN.upper()}")], 'Bearer error="invalid_token"'),
        ([("Authorization", f"Bearer  {TOKEN}")], 'Bearer error="invalid_token"'),
        ([("Authorization", f"Basic {TOKEN}")], 'Bearer error="invalid_token"'),
        ([("Authorization", TOKEN)], 'Bearer error="invalid_token"'),
        ([("Authorization", "Bearer")], 'Bearer error="invalid_token"'),
        ([("Authorization", "Bearer é")], 'Bearer error="invalid_token"'),
        ([("Authorization", f"Bearer {TOKEN}")] * 2, 'Bearer error="invalid_token"'),
        ([("X-Authorization", f"Bearer {TOKEN}")], "Bearer"),
    ],
)
async def test_without_the_right_bearer_a_ping_is_unauthorized_and_nothing_happens(
    http: httpx.AsyncClient,
    listener: NotificationListener,
    expected: Expected,
    headers: list[tuple[str, str]],
    challenge: str,
) -> None:
    raw = [(name, value.encode()) for name, value in headers]
    query = {"access_token": TOKEN}  # RFC 6750 2.3: nobody reads it there
    answer = await http.post(listener.url, params=query, json=PING, headers=raw)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, challenge)
    assert not expected.has_come
    assert await called(http, listener) == 204


@pytest.mark.parametrize("auth_req_id", ["another", "", "the-auth-req-id ", "THE-AUTH-REQ-ID"])
async def test_a_token_opens_only_its_own_request(
    http: httpx.AsyncClient,
    listener: NotificationListener,
    expected: Expected,
    read: list[Mapping[str, Any]],
    auth_req_id: str,
) -> None:
    other = listener.expect(OTHER_TOKEN, read.append)
    other.auth_req_id = "another"
    assert await called(http, listener, {"auth_req_id": auth_req_id}) == 401
    assert await called(http, listener, PING, OTHER_TOKEN) == 401
    assert (expected.has_come, other.has_come, read) == (False, False, [])


async def test_what_was_forgotten_is_unauthorized(
    http: httpx.AsyncClient, listener: NotificationListener, expected: Expected
) -> None:
    listener.forget(expected)
    assert await called(http, listener) == 401


@pytest.mark.parametrize(
    "body",
    [
        b"", b"auth_req_id=the-auth-req-id", b"{", b"[]", b'"the-auth-req-id"', b"null", b"{}",
        b'{"auth_req_id": 7}', b'{"auth_req_id": null}', b'{"auth_req_id": ["the-auth-req-id"]}',
        b"\xff\xfe", b"[" * 50_000, b"1" * 50_000,
        b'{"auth_req_id": "the-auth-req-id", "x": "' + b"x" * BODY_LIMIT + b'"}',
    ],
)  # fmt: skip
async def test_garbage_with_the_right_bearer_is_a_bad_request_and_nothing_happens(
    http: httpx.AsyncClient, listener: NotificationListener, expected: Expected, body: bytes
) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    answer = await http.post(listener.url, content=body, headers=headers)
    assert answer.status_code == 400
    assert (expected.has_come, expected.error) == (False, None)
    assert await called(http, listener) == 204


async def test_only_json_is_read(
    http: httpx.AsyncClient, listener: NotificationListener, expected: Expected
) -> None:
    for content_type in ("application/x-www-form-urlencoded", "text/json", None):
        headers = {"Authorization": f"Bearer {TOKEN}"}
        headers |= {"Content-Type": content_type} if content_type else {}
        answer = await http.post(listener.url, content=json.dumps(PING), headers=headers)
        assert answer.status_code == 415
    assert not expected.has_come


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_only_post_is_understood(
    http: httpx.AsyncClient, listener: NotificationListener, expected: Expected, method: str
) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = await http.request(method, listener.url, json=PING, headers=headers)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert not expected.has_come


# 10.2: MUST NOT be a redirect
@pytest.mark.parametrize("path", ["/", "/notification/", "//notification", "/notification/x"])
async def test_there_is_nothing_else_and_nothing_redirects(
    http: httpx.AsyncClient, listener: NotificationListener, expected: Expected, path: str
) -> None:
    origin = listener.url.removesuffix("/notification")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = await http.post(f"{origin}{path}", json=PING, headers=headers)
    assert answer.status_code == 404
    assert not expected.has_come


# Before the acknowledgement


async def test_a_ping_may_come_before_the_acknowledgement_has_been_read(
    http: httpx.AsyncClient, listener: NotificationListener, read: list[Mapping[str, Any]]
) -> None:
    expected = listener.expect(TOKEN, read.append)
    assert [await called(http, listener) for _ in range(2)] == [204, 204]
    assert not expected.has_come
    expected.auth_req_id = "the-auth-req-id"
    assert expected.has_come
    assert read == [PING]


async def test_a_ping_that_came_before_for_another_request_does_not_count(
    http: httpx.AsyncClient, listener: NotificationListener, read: list[Mapping[str, Any]]
) -> None:
    expected = listener.expect(TOKEN, read.append)
    assert await called(http, listener, {"auth_req_id": "another"}) == 204
    expected.auth_req_id = "the-auth-req-id"
    assert not expected.has_come
    assert await called(http, listener, {"auth_req_id": "another"}) == 401
    assert await called(http, listener) == 204
    assert expected.has_come


# What is brought


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AccessDenied("access_denied", ""), 204),
        (InvalidIdToken("at_hash does not match"), 400),
        (UnexpectedAnswer("The token answer has no id_token"), 400),
    ],
)
async def test_an_error_is_kept_and_what_cannot_be_believed_is_a_bad_request_every_time(
    http: httpx.AsyncClient, listener: NotificationListener, error: Exception, status: int
) -> None:
    def read(payload: Mapping[str, Any]) -> None:
        raise error

    expected = listener.expect(TOKEN, read)
    expected.auth_req_id = "the-auth-req-id"
    assert [await called(http, listener) for _ in range(2)] == [status] * 2
    assert (expected.has_come, expected.error, expected.tokens) == (True, error, None)


# The listener itself


async def test_it_listens_on_this_machine_alone_and_only_within_its_block(
    http: httpx.AsyncClient,
) -> None:
    async with NotificationListener() as listener:
        port = httpx.URL(listener.url).port
        assert await called(http, listener) == 401
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.2", port or 0)) != 0
    with pytest.raises(httpx.ConnectError):
        await called(http, listener)
    async with NotificationListener(port or 0) as again:
        assert again.url == listener.url


async def test_two_listen_at_once_and_a_taken_port_is_said(listener: NotificationListener) -> None:
    async with NotificationListener() as other:
        assert other.url != listener.url
        with pytest.raises(OSError, match="in use"):
            async with NotificationListener(httpx.URL(other.url).port or 0):
                pytest.fail("it listens where another does")


async def test_it_ends_though_a_connection_hangs(listener: NotificationListener) -> None:
    async with NotificationListener() as other:
        url = httpx.URL(other.url)
        hanging = socket.create_connection((url.host, url.port))
        hanging.sendall(b"POST /notification HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
    hanging.close()


async def test_it_leaves_the_signals_alone(listener: NotificationListener) -> None:
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    async with NotificationListener() as other:
        async with connection() as http:
            assert await called(http, other) == 401
        assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == before


async def test_it_says_nothing_and_shows_no_token(
    http: httpx.AsyncClient,
    listener: NotificationListener,
    expected: Expected,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    await called(http, listener)
    await called(http, listener, token="wrong")
    url = httpx.URL(listener.url)
    with socket.create_connection((url.host, url.port)) as garbage:
        garbage.sendall(b"\x16\x03\x01 garbage\r\n\r\n")
        await http.get(listener.url)
    ours = [r for r in caplog.records if r.name.partition(".")[0] in ("uvicorn", "ciba_helpers")]
    assert (ours, capfd.readouterr()) == ([], ("", ""))
    heard = [record.getMessage() for record in caplog.records]
    shown = [*heard, f"{expected!r} {listener!r} {vars(listener)}"]
    assert not [text for text in shown if TOKEN in text]
