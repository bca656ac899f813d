"""Answers of the OAuth2 endpoints: never cached, errors in AM's order (am.md 2.2, 12.3)."""

import json
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am import wording
from mock_am.errors import NotFound, RestError
from mock_am.http.deployment import deployment
from mock_am.http.rest.answer import error_answer
from mock_am.http.rest.conventions import RETRY_AFTER
from mock_am.oauth_errors import (
    InvalidClient,
    InvalidToken,
    OAuthError,
    OAuthMethodNotAllowed,
    ServerError,
    TemporarilyUnavailable,
    TooManyAttempts,
)
from mock_am.store.trouble import in_words, is_passing

Endpoint = Callable[[Request], Awaitable[Response]]

_UNTOLD = re.compile(r"[^\x20-\x21\x23-\x5B\x5D-\x7E]")
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

HEADERS = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Pragma": "no-cache",
}
"""What every answer of these endpoints carries (am.md 2.2, REC)."""


def oauth_answer(
    body: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer that nobody may store."""
    return Response(
        _JSON.encode(body).encode(),
        status,
        {**HEADERS, **(headers or {})},
        media_type="application/json;charset=UTF-8",
    )


def oauth_endpoint(*methods: str) -> Callable[[Endpoint], Endpoint]:
    """A handler for these methods, with OAuth's errors after it."""

    def with_errors(handler: Endpoint) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            try:
                if request.method not in methods:
                    raise OAuthMethodNotAllowed(methods, request.method)
                return await handler(request)
            except OAuthError as error:
                return _error_answer(request, error)
            except RestError as error:
                discreet = deployment(request).profile.discreet
                told = wording.ENDPOINT_UNKNOWN if discreet else str(error)
                return oauth_answer(_document(told, "not_found"), int(error.status))
            except sqlite3.Error as error:
                return _error_answer(request, _of_the_state_file(error))

        return endpoint

    return with_errors


def _document(description: str, error: str) -> dict[str, str]:
    # RFC 6749 5.2: neither a quote nor a backslash, nor anything beyond ASCII.
    return {"error_description": _UNTOLD.sub("?", description), "error": error}


def _of_the_state_file(error: sqlite3.Error) -> OAuthError:
    passing = is_passing(error)
    description = f"The state file {in_words(error)}"
    return TemporarilyUnavailable(description) if passing else ServerError(description)


def _error_answer(request: Request, error: OAuthError) -> Response:
    status = error.status
    if isinstance(error, InvalidClient):
        unasked = deployment(request).profile.invalid_client_status
        status = 401 if error.header_used else unasked
    return oauth_answer(error.document(), status, _headers(error, status))


def _headers(error: OAuthError, status: int) -> dict[str, str]:
    if isinstance(error, OAuthMethodNotAllowed):
        return {"Allow": ", ".join(error.allowed)}
    if isinstance(error, TooManyAttempts | TemporarilyUnavailable):
        return {"Retry-After": RETRY_AFTER}
    if isinstance(error, InvalidToken):
        # RFC 6750 3.1: who showed no token hears of no error.
        told = f', error="{error.error}"' if error.given else ""
        return {"WWW-Authenticate": f'Bearer realm="OAuth2"{told}'}
    # RFC 9110 15.5.2: whoever hears 401 is told how to do better.
    return {"WWW-Authenticate": 'Basic realm="OAuth2"'} if status == 401 else {}


async def unknown_endpoint(request: Request) -> Response:
    """The answer to an endpoint that is not there, or not here (FORK: its text)."""
    answer = error_answer(NotFound(wording.ENDPOINT_UNKNOWN))
    answer.headers["Cache-Control"] = HEADERS["Cache-Control"]
    return answer
