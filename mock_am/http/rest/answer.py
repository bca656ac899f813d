"""Answers of the JSON API and their headers (am.md 2.2, REC)."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import RestError
from mock_am.http.rest.api_version import api_version, version_text
from mock_am.http.rest.query import Page

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_SAFETY = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none';frame-ancestors 'none';sandbox",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NOT_CACHED = {"Cache-Control": "private", "Expires": "0", "Pragma": "no-cache"}
CONTENT_VERSION = "Content-API-Version"


def json_answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer with AM's content type and safety headers."""
    return Response(
        _JSON.encode(body).encode(),
        status,
        {**_SAFETY, **_NOT_CACHED, **(headers or {})},
        media_type="application/json;charset=UTF-8",
    )


def resource_answer(body: Mapping[str, Any], *, created_at: str | None = None) -> Response:
    """One resource, its `_rev` repeated as ETag; `created_at` is the URL of a new one."""
    headers = {"ETag": f'"{body["_rev"]}"'}
    if created_at is not None:
        headers["Location"] = created_at
    return json_answer(body, 201 if created_at else 200, headers)


def not_modified() -> Response:
    """The answer to a client that has this revision already: headers alone."""
    return Response(status_code=304, headers={**_SAFETY, **_NOT_CACHED})


def query_answer(request: Request, page: Page) -> Response:
    """A query's results in AM's envelope (am.md 2.3, REC)."""
    body = {
        "result": page.results,
        "resultCount": len(page.results),
        "pagedResultsCookie": page.cookie,
        "totalPagedResultsPolicy": "NONE" if page.total is None else "EXACT",
        "totalPagedResults": -1 if page.total is None else page.total,
        "remainingPagedResults": -1,
    }
    return json_answer(body, headers=_query_versions(request) if page.results else None)


def _query_versions(request: Request) -> dict[str, str]:
    # The first result's version comes before the query's: none where there is no result (REC).
    asked = api_version(request)
    resource = f"resource={version_text(asked.resource)}"
    return {CONTENT_VERSION: f"protocol={version_text(asked.protocol)},{resource}, {resource}"}


def error_answer(error: RestError) -> Response:
    """An error's JSON."""
    return json_answer(error.document(), int(error.status))


def pretty(answer: Response) -> Response:
    """The same answer with its JSON on many lines."""
    answer.body = json.dumps(
        json.loads(bytes(answer.body)), ensure_ascii=False, indent=2, separators=(",", " : ")
    ).encode()
    answer.headers["Content-Length"] = str(len(answer.body))
    return answer
