"""Where the provider calls back: pings and pushed tokens (CIBA Core 1.0 sections 9, 10.2, 10.3)."""

import asyncio
import hmac
import json
import re
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from ciba_helpers.ciba.errors import CIBAError, UnexpectedAnswer
from ciba_helpers.ciba.id_token import InvalidIdToken
from ciba_helpers.ciba.tokens import TokenSet

Read = Callable[[Mapping[str, Any]], TokenSet | None]
"""What to make of a notification: its tokens, None for a mere ping.

Raises CIBAError for an error that the provider tells of, InvalidIdToken or UnexpectedAnswer for
what cannot be believed.
"""

PATH = "/notification"

BODY_LIMIT = 64 * 1024
"""Bytes; pushed tokens take a few thousand."""

_TOKEN = re.compile(r"(?=.{22,1024}\Z)[A-Za-z0-9._~+/-]+=*")
"""A bearer token (RFC 6750 2.1) that can hold 128 bits (CIBA 7.1)."""


def new_notification_token() -> str:
    """A fresh `client_notification_token`, of 256 random bits (CIBA 7.1 recommends 160).

    It is a claim of the signed request: `sign({**claims, "client_notification_token": token},
    key)`. The provider shows it when it calls back; each request has one of its own.
    """
    return secrets.token_urlsafe(32)


class Expected:
    """A notification that a request is waiting for.

    `auth_req_id` is set once the request is acknowledged; the provider may call back before that.
    Once one `has_come`, `tokens` are what it brought, and `error` is why it brought none.
    """

    def __init__(self, token: str, read: Read) -> None:
        self.auth_req_id: str | None = None
        self.tokens: TokenSet | None = None
        self.error: Exception | None = None
        self._came_for: str | None = None
        self._token = token
        self._read = read

    @property
    def has_come(self) -> bool:
        """Whether the provider has called back about the request that was acknowledged."""
        return self.auth_req_id is not None and self._came_for == self.auth_req_id

    def has_token(self, token: str) -> bool:
        """Whether the provider was given this one; takes as long for a wrong one."""
        return hmac.compare_digest(self._token.encode(), token.encode())

    def concerns(self, auth_req_id: str) -> bool:
        """Whether it can be this request's; before the acknowledgement nobody knows."""
        return self.auth_req_id in (None, auth_req_id)

    def tell(self, payload: Mapping[str, Any]) -> bool:
        """Take a notification; False where it cannot be believed. Only a request's first counts."""
        if self._came_for != payload["auth_req_id"]:
            self._came_for = payload["auth_req_id"]
            self.tokens = self.error = None
            try:
                self.tokens = self._read(payload)
            except (CIBAError, InvalidIdToken, UnexpectedAnswer) as error:
                self.error = error
        return self.error is None or isinstance(self.error, CIBAError)


class NotificationListener:
    """Listens on 127.0.0.1 while its `async with` block lasts.

    `url` is what to register as `backchannel_client_notification_endpoint`. `port` 0 takes a free
    one; raises OSError where the port is taken. A provider that shows the token of a request gets
    204, or 400 for what cannot be believed; any other gets 401, and nothing happens (CIBA 10.2,
    10.3). One listener serves any number of ping and push clients. CIBA 4 wants https, this is
    plain http: only for a provider on this machine.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._expected: list[Expected] = []
        self.app = Router([Route(PATH, self._receive, methods=["POST"])], redirect_slashes=False)

    @property
    def url(self) -> str:
        """The endpoint's address; its port is known once the block is entered."""
        return f"http://127.0.0.1:{self._port}{PATH}"

    def expect(self, token: Any, read: Read) -> Expected:
        """Let the provider call back with `token`.

        Raises ValueError for one that is no bearer token, too weak, or was used before.
        """
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise ValueError("client_notification_token must be a bearer token of 128 bits or more")
        if self._with_token(token):
            raise ValueError("client_notification_token was used before: make one for each request")
        self._expected.append(Expected(token, read))
        return self._expected[-1]

    def forget(self, expected: Expected) -> None:
        """Let the provider call back no more."""
        self._expected.remove(expected)

    async def __aenter__(self) -> Self:
        listening = socket.create_server(("127.0.0.1", self._port))
        self._port = listening.getsockname()[1]
        self._server = _Server(
            uvicorn.Config(
                self.app,
                lifespan="off",
                ws="none",
                log_config=None,
                log_level="error",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._serving = asyncio.create_task(self._server.serve([listening]))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        await self._serving

    def _with_token(self, token: str) -> list[Expected]:
        return [one for one in self._expected if one.has_token(token)]

    async def _receive(self, request: Request) -> Response:
        shown = request.headers.getlist("authorization")
        bearer = _bearer(shown[0]) if len(shown) == 1 else None
        expected = self._with_token(bearer) if bearer is not None else []
        if not expected:
            return _unauthorized(shown)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
            return Response(status_code=415)
        payload = _payload(await _body(request))
        if payload is None:
            return Response(status_code=400)
        if not expected[0].concerns(payload["auth_req_id"]):
            return _unauthorized(shown)
        return Response(status_code=204 if expected[0].tell(payload) else 400)


_JSON = "application/json"


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the kernel that runs the notebook."""
        yield


def _bearer(header: str) -> str | None:
    scheme, _, token = header.partition(" ")
    return token if scheme.lower() == "bearer" else None


def _unauthorized(shown: list[str]) -> Response:
    # RFC 6750 3.1: no error code for who shows nothing.
    challenge = 'Bearer error="invalid_token"' if shown else "Bearer"
    return Response(status_code=401, headers={"WWW-Authenticate": challenge})


async def _body(request: Request) -> bytes:
    """The body, or as much of it as shows that it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            break
    return body


def _payload(body: bytes) -> dict[str, Any] | None:
    """The JSON object about an auth_req_id that `body` is; None where it is something else."""
    if len(body) > BODY_LIMIT:
        return None
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_about_a_request = isinstance(payload, dict) and isinstance(payload.get("auth_req_id"), str)
    return payload if is_about_a_request else None
