"""`If-Match` and `If-None-Match`: where CREST takes them, and what it says where it does not.

The rules and their texts are those of CREST's HttpUtils and HttpAdapter (FORK).
"""

from starlette.requests import Request

from mock_am.errors import BadRequest, Conflict, NotFound, PreconditionFailed
from mock_am.http.rest.api_version import api_version
from mock_am.http.rest.query import is_query

ANY = "*"


def etag(request: Request, header: str) -> str | None:
    """The revision that a header names, without its quotes."""
    value = request.headers.get(header)
    return value if value is None else value.strip('"')


def check_headers(request: Request) -> None:
    """Raise PreconditionFailed for a precondition that the method does not take."""
    method = request.method
    for header in ("If-Modified-Since", "If-Unmodified-Since"):
        if header in request.headers:
            raise Conflict(f"Header {header} not supported")
    if "If-Match" in request.headers and method in ("GET", "POST"):
        raise PreconditionFailed(f"If-Match not supported for {method} requests")
    if "If-None-Match" in request.headers and (
        method in ("DELETE", "POST") or (method == "GET" and is_query(request))
    ):
        raise PreconditionFailed(f"If-None-Match not supported for {method} requests")
    if method == "GET" and etag(request, "If-None-Match") == ANY:
        raise PreconditionFailed("If-None-Match * not appropriate for GET requests")
    if method == "PUT":
        _check_put(request)


def _check_put(request: Request) -> None:
    match, none_match = etag(request, "If-Match"), etag(request, "If-None-Match")
    if match is not None and none_match is not None:
        message = "Simultaneous use of If-Match and If-None-Match not supported for PUT requests"
        raise PreconditionFailed(message)
    if none_match not in (None, ANY):
        raise BadRequest(f'"{none_match}" is not a supported value for If-None-Match on PUT')


def check_absent(request: Request) -> None:
    """Raise NotFound for a PUT that may only update: with If-Match, or in protocol 1."""
    updates = api_version(request).protocol < (2, 0) and "If-None-Match" not in request.headers
    if updates or "If-Match" in request.headers:
        raise NotFound


def check_revision(request: Request, revision: str) -> None:
    """Raise PreconditionFailed where If-Match names another revision (am.md 2.4, INF)."""
    if etag(request, "If-Match") not in (None, ANY, revision):
        raise PreconditionFailed("Revision did not match")


def creates_only(request: Request) -> bool:
    """Whether a PUT must not replace what is there."""
    return etag(request, "If-None-Match") == ANY
