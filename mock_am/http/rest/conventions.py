"""What every JSON endpoint asks of a request before its own work begins."""

import json
import re
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import (
    BadRequest,
    Forbidden,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RestError,
    ServiceUnavailable,
    Unauthorized,
)
from mock_am.http.deployment import deployment
from mock_am.http.rest.answer import CONTENT_VERSION, error_answer, pretty
from mock_am.http.rest.api_version import (
    NEWEST_PROTOCOL,
    ApiVersion,
    asked_versions,
    served,
    version_text,
)
from mock_am.http.rest.preconditions import check_headers
from mock_am.realm.document import Document, parsed_json
from mock_am.realm.realm import ROOT
from mock_am.store.sessions import Session
from mock_am.store.trouble import in_words, is_passing

COOKIE = "iPlanetDirectoryPro"
BODY_LIMIT = 1024 * 1024
"""Bytes of a body that are read."""

RETRY_AFTER = "1"
"""Seconds after which to try again what cannot be done now, but soon."""

VERSIONS = ("1.0", "2.0")
"""The resource versions of most endpoints, those of all configuration (entity reference, DOC)."""

_JSON_TYPE = re.compile(r"application/json( *; *charset=utf-8)?", re.IGNORECASE)
_UNPROCESSED = "The request could not be processed because"

Endpoint = Callable[[Request], Awaitable[Response]]


def check_crest(request: Request) -> None:
    """What CREST refuses before it looks at the resource (its HttpAdapter, FORK)."""
    given = request.headers.get("content-type")
    if request.method != "GET" and given is not None and not _JSON_TYPE.fullmatch(given):
        raise BadRequest(
            f"{_UNPROCESSED} it specified the content-type '{given}' when only the content-type "
            "'application/json' and 'multipart/form-data' are supported"
        )
    check_headers(request)


@dataclass(frozen=True)
class Manners:
    """How an endpoint keeps the conventions.

    `versions` are the resource versions it has, `mismatch` is what it says to another one, `check`
    looks at the headers, `refusal` makes an error's answer.
    """

    versions: tuple[str, ...] = VERSIONS
    mismatch: type[RestError] = NotFound
    check: Callable[[Request], None] = check_crest
    refusal: Callable[[RestError], Response] = error_answer


CREST = Manners()


def rest_endpoint(handler: Endpoint, manners: Manners = CREST) -> Endpoint:
    """`handler` with AM's rules before it and AM's errors after it."""

    async def endpoint(request: Request) -> Response:
        try:
            served_version = request.state.api_version = _api_version(request, manners)
        except RestError as error:
            return manners.refusal(error)
        answer = await _answer(handler, request, manners)
        resource = version_text(served_version.resource)
        answer.headers.setdefault(CONTENT_VERSION, f"resource={resource}")
        wants_lines = request.query_params.get("_prettyPrint") == "true"
        return pretty(answer) if wants_lines and answer.body else answer

    return endpoint


async def _answer(handler: Endpoint, request: Request, manners: Manners) -> Response:
    try:
        deployment(request).store.notice_others()
        _check_csrf(request)
        manners.check(request)
        # Also where the handler wants none: a client whose body breaks off hears of no success.
        request.state.body = await read_body(request)
        return await handler(request)
    except RestError as error:
        return manners.refusal(error)
    except sqlite3.Error as error:
        return state_refusal(error, manners)


def state_refusal(error: sqlite3.Error, manners: Manners = CREST) -> Response:
    """What is answered where the state file could not be used."""
    message = f"The state file {in_words(error)}"
    if not is_passing(error):
        return manners.refusal(InternalServerError(message))
    answer = manners.refusal(ServiceUnavailable(message))
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def for_administrators(handler: Endpoint, manners: Manners = CREST) -> Endpoint:
    """`rest_endpoint`, for administrators only."""

    async def guarded(request: Request) -> Response:
        require_administrator(request)
        return await handler(request)

    return rest_endpoint(guarded, manners)


def _api_version(request: Request, manners: Manners) -> ApiVersion:
    asked = asked_versions(request.headers.get("accept-api-version", ""))
    resource = served(manners.versions, asked.get("resource"))
    if resource is None:
        wanted = version_text(asked["resource"])
        message = f'Accept-API-Version: Requested version "{wanted}" does not match any routes.'
        raise manners.mismatch(message)  # am.md 2.1, FORK
    return ApiVersion(asked.get("protocol", NEWEST_PROTOCOL), resource)


def _check_csrf(request: Request) -> None:
    # am.md 2.1, DOC: only where the session comes as a cookie.
    if request.method in ("GET", "HEAD", "OPTIONS") or COOKIE not in request.cookies:
        return
    if not {"x-requested-with", "accept-api-version"} & set(request.headers.keys()):
        raise Forbidden


def token_id(request: Request) -> str | None:
    """The session token, from the header of the cookie's name or from the cookie."""
    return request.headers.get(COOKIE) or request.cookies.get(COOKIE)


def session_of(request: Request, token: str | None) -> Session | None:
    """The session that `token` names, if it lives; it goes on being idle."""
    am = deployment(request)
    session = am.store.sessions.get(token) if token else None
    return session if session is not None and session.is_alive(am.clock.now()) else None


def live_session(request: Request, token: str | None) -> Session | None:
    """The session that `token` names, if it lives; using it is what keeps it from going idle."""
    session = session_of(request, token)
    now = deployment(request).clock.now()
    if session is None or now - session.accessed_at <= 1:
        return session
    used, store = replace(session, accessed_at=now), deployment(request).store
    with store.transaction():
        store.sessions.change(session, used)
    return used


def require_session(request: Request) -> Session:
    """The caller's session; raises Unauthorized where there is none."""
    session = live_session(request, token_id(request))
    if session is None:
        raise Unauthorized("Access Denied")
    return session


def is_administrator(request: Request, session: Session) -> bool:
    """Whether the session is that of AM's own administrator."""
    return session.realm == ROOT and session.username == deployment(request).admin


def require_administrator(request: Request) -> None:
    """Raise Unauthorized without a session, Forbidden with a mere user's."""
    if not is_administrator(request, require_session(request)):
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
    """The JSON object in the body, {} where there is no body; raises BadRequest for another."""
    return _parsed(request.state.body) if request.state.body else {}


async def json_content(request: Request) -> Document:
    """The JSON object in the body, which must be there; raises BadRequest where it is not."""
    if not request.state.body.strip():
        raise BadRequest(f"{_UNPROCESSED} it did not contain any JSON content")
    return _parsed(request.state.body)


def _parsed(body: bytes) -> Document:
    try:
        document = parsed_json(body)
    except (ValueError, RecursionError):
        # am.md 2.4, REC
        raise BadRequest(
            f"{_UNPROCESSED} the provided content is not valid JSON",
            json.dumps(body.decode("utf-8", "replace")),
        ) from None
    if not isinstance(document, dict):
        raise BadRequest(f"{_UNPROCESSED} the provided content is not a JSON object")
    return document
