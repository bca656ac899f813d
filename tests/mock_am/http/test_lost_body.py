"""A client that goes away in the middle of its request."""

from contextlib import closing
from typing import Any

import pytest
from starlette.types import Message

from mock_am.app import Settings, create_app
from mock_am.clock import Clock
from mock_am.store.sessions import Session

NOW = 1000.0
HEADERS = {
    "iplanetdirectorypro": "token",
    "x-openam-username": "amadmin",
    "x-openam-password": "password",
}


def _scope(method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": named}
    return {**scope, "query_string": b"", "root_path": "", "http_version": "1.1"}


async def _statuses(app: Any, scope: dict[str, Any], *received: Message) -> list[int]:
    left, sent = list(received), []

    async def receive() -> Message:
        return left.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return [one["status"] for one in sent if one["type"] == "http.response.start"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "/am/json/realms/root/realms/alpha/users/demo", b"x"),
        ("POST", "/_mock/reset", b"x"),
        ("POST", "/am/json/realms/root/authenticate", b"{}"),
        ("POST", "/am/oauth2/realms/root/bc-authorize", b"request=x"),
        ("POST", "/am/oauth2/authorize", b"client_id=x"),
        ("POST", "/_mock/phones", b'{"realm": "/alpha", "username": "demo"}'),
    ],
)
async def test_half_a_body_does_nothing_and_is_no_error_of_the_server(
    method: str, path: str, body: bytes
) -> None:
    app = create_app(Settings(clock=Clock(source=lambda: NOW)))
    half: Message = {"type": "http.request", "body": body, "more_body": True}
    with closing(app.state.deployment.store) as store:
        session = Session("token", "/", "amadmin", "", NOW, NOW, NOW + 60)
        store.sessions.put(session)
        scope = _scope(method, path, HEADERS)
        (status,) = await _statuses(app, scope, half, {"type": "http.disconnect"})
        assert status == 400
        assert store.push_devices.where("true") == []
        assert store.sessions.where("true") == [session]
        assert store.configuration.get("/alpha", "users", "demo") is not None
