"""What a login is answered with: its headers, which are others than elsewhere, and its cookies."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from mock_am.errors import RestError
from mock_am.http.deployment import Deployment
from mock_am.http.rest.conventions import COOKIE
from mock_am.store.sessions import Session

_HEADERS = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private",
    "Content-API-Version": "resource=2.1",
    "Expires": "0",
    "Pragma": "no-cache",
}


def login_answer(
    am: Deployment, body: Mapping[str, Any], session: Session | None = None
) -> Response:
    """The answer to a step that went well, with the load balancer's cookie and the session's."""
    answer = _json_answer(body, 200)
    if session is not None:
        answer.headers.append("Set-Cookie", _cookie(am, COOKIE, session.token_id))
    answer.headers.append("Set-Cookie", _cookie(am, "amlbcookie", "01"))
    return answer


def refusal(error: RestError) -> Response:
    """The answer to a login that fails."""
    return _json_answer(error.document(), int(error.status))


def _json_answer(body: Mapping[str, Any], status: int) -> Response:
    # Unlike every other endpoint: no charset, and version 2.1 whatever was asked (am.md 2.2, REC).
    text = json.dumps(body, separators=(",", ":"))
    return Response(text, status, _HEADERS, media_type="application/json")


def _cookie(am: Deployment, name: str, value: str) -> str:
    # am.md 3.1, REC
    over_tls = "; Secure; SameSite=none" if am.url.startswith("https:") else ""
    return f"{name}={value}; Path=/; HttpOnly{over_tls}"
