"""What every JSON endpoint asks of a request before its own work begins."""

import json
import re
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import (
    BadRequest,
    Forbidden,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    PayloadTooLarge,
    RestError,
    Unauthorized,
    UnsupportedMediaType,
)
from mock_am.http.deployment import deployment
from mock_am.http.rest.answer import error_answer, json_answer
from mock_am.realm.document import Document, parsed_json
from mock_am.realm.realm import ROOT
from mock_am.store.sessions import Session

COOKIE = "iPlanetDirectoryPro"
BODY_LIMIT = 1024 * 1024
"""Bytes of a body that are read."""

_KNOWN_VERSIONS = frozenset({"1.0", "1.1", "1.2", "2.0", "2.1", "3.0", "4.0"})
_RESOURCE_VERSION = re.compile(r"resource\s*=\s*(\d+\.\d+)")

Endpoint = Callable[[Request], Awaitable[Response]]


def rest_endpoint(handler: Endpoint) -> Endpoint:
    """`handler` with AM's rules before it and AM's errors after it."""

    async def endpoint(request: Request) -> Response:
        try:
            _check_version(request)
            _check_csrf(request)
            return await handler(request)
        except RestError as error:
            return error_answer(error)
        except sqlite3.Error as error:
            body = {"code": 500, "reason": "Internal Server Error", "message": f"State: {error}"}
            return json_answer(body, 500)

    return endpoint


def for_administrators(handler: Endpoint) -> Endpoint:
    """`rest_endpoint`, for administrators only."""

    async def guarded(request: Request) -> Response:
        require_administrator(request)
        return await handler(request)

    return rest_endpoint(guarded)


def _check_version(request: Request) -> None:
    asked = _RESOURCE_VERSION.search(request.headers.get("accept-api-version", ""))
    if asked is None or asked[1] in _KNOWN_VERSIONS:
        return
    message = f'Accept-API-Version: Requested version "{asked[1]}" does not match any routes.'
    # am.md 2.1, FORK: authenticate says 406 where everything else says 404.
    raise (NotAcceptable if request.url.path.endswith("/authenticate") else NotFound)(message)


def _check_csrf(request: Request) -> None:
    # am.md 2.1, DOC: only where the session comes as a cookie.
    safe = request.method in ("GET", "HEAD", "OPTIONS")
    marked = {"x-requested-with", "accept-api-version"} & set(request.headers.keys())
    if COOKIE in request.cookies and not safe and not marked:
        raise Forbidden


def token_id(request: Request) -> str | None:
    """The session token, from the header of the cookie's name or from the cookie."""
    return request.headers.get(COOKIE) or request.cookies.get(COOKIE)


def live_session(request: Request, token: str | None) -> Session | None:
    """The session that `token` names, if it lives; using it is what keeps it from going idle."""
    am = deployment(request)
    session = am.store.sessions.get(token) if token else None
    now = am.clock.now()
    if session is None or not session.is_alive(now):
        return None
    if now - session.accessed_at > 1:
        am.store.sessions.put(replace(session, accessed_at=now))
    return session


def require_administrator(request: Request) -> None:
    """Raise Unauthorized without a session, Forbidden with a mere user's."""
    session = live_session(request, token_id(request))
    if session is None:
        raise Unauthorized("Access Denied")
    if session.realm != ROOT or session.username != deployment(request).admin:
        raise Forbidden


def allow(request: Request, *methods: str) -> None:
    """Raise MethodNotAllowed for any other method."""
    if request.method not in methods:
        raise MethodNotAllowed


async def read_body(request: Request, limit: int = BODY_LIMIT) -> bytes:
    """The whole body; raises PayloadTooLarge past `limit` bytes."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise PayloadTooLarge
        chunks.append(chunk)
    return b"".join(chunks)


async def json_object(request: Request) -> Document:
    """The JSON object in the body, {} where there is no body.

    Raises UnsupportedMediaType for another type, BadRequest where it is not a JSON object.
    """
    body = await read_body(request)
    if not body:
        return {}
    if not request.headers.get("content-type", "application/json").startswith("application/json"):
        raise UnsupportedMediaType
    return _parsed(body)


def _parsed(body: bytes) -> Document:
    try:
        document = parsed_json(body)
    except (ValueError, RecursionError):
        raise BadRequest(
            "The request could not be processed because the provided content is not valid JSON",
            json.dumps(body.decode("utf-8", "replace")),
        ) from None
    if not isinstance(document, dict):
        raise BadRequest("The request body must be a JSON object")
    return document
