"""Answers of the JSON API and their headers (am.md 2.2, REC)."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from mock_am.errors import RestError

_SAFETY = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none';frame-ancestors 'none';sandbox",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NOT_CACHED = {"Cache-Control": "private", "Expires": "0", "Pragma": "no-cache"}


def json_answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer with AM's content type and safety headers."""
    return Response(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
        status,
        {**_SAFETY, **_NOT_CACHED, **(headers or {})},
        media_type="application/json;charset=UTF-8",
    )


def resource_answer(
    body: Mapping[str, Any], *, created_at: str | None = None, version: str = "1.0"
) -> Response:
    """One resource, its `_rev` repeated as ETag; `created_at` is the URL of a new one."""
    headers = {"Content-API-Version": f"resource={version}", "ETag": f'"{body["_rev"]}"'}
    if created_at is not None:
        headers["Location"] = created_at
    return json_answer(body, 201 if created_at else 200, headers)


def query_answer(results: list[Any], *, version: str = "1.0") -> Response:
    """A query's results in AM's envelope (am.md 2.3, REC)."""
    body = {
        "result": results,
        "resultCount": len(results),
        "pagedResultsCookie": None,
        "totalPagedResultsPolicy": "NONE",
        "totalPagedResults": -1,
        "remainingPagedResults": -1,
    }
    versions = f"protocol=2.0,resource={version}, resource={version}"
    return json_answer(body, headers={"Content-API-Version": versions})


def error_answer(error: RestError) -> Response:
    """An error's JSON."""
    return json_answer(error.document(), int(error.status))
