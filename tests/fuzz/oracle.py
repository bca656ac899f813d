"""What an answer may be, and what a request may have changed."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, unquote

from starlette.routing import Match, Route

from mock_am.http.routes import routes
from tests.fuzz.state import Change
from tests.fuzz.wire import Answer, Sent

ROUTES = [route for route in routes() if isinstance(route, Route)]
_NOWHERE = "/am/oauth2{realm:realm}/{rest:path}"
_PAGE = "/handset/{name:path}"

_NOT_IMPLEMENTED = re.compile(
    r"Method \S+ not supported|Patch not supported|Query not supported: .*|.*not supported"
    r"|Operation is not supported\.|Action .* not implemented for this resource"
    r"|Action not supported: .*|Actions are not supported for resource instances"
    r"|Not supported\.|Not Implemented|OAuth 2\.0 for Things is not enabled",
    re.DOTALL,
)
"""AM's own words for what it does not do: a method, an action, a query (am.md 2.6)."""

_DESCRIPTION = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*")
"""RFC 6749 5.2, CIBA 13."""

_OAUTH_ERROR = {"error", "error_description", "error_uri"}
_REST_ERROR = {"code", "reason", "message"}


def reached(sent: Sent) -> tuple[Route, dict[str, Any]] | None:
    """The route that the server takes for this request, and what its path says."""
    path = unquote(sent.path)
    if path.startswith("/am/"):
        path = path.rstrip("/")
    scope = {"type": "http", "path": path, "method": sent.method, "root_path": ""}
    for route in ROUTES:
        match, inner = route.matches(scope)
        if match is not Match.NONE:
            return route, inner["path_params"]
    return None


def wrong_answer(sent: Sent, answer: Answer, profile: str) -> list[str]:
    """What is wrong with the answer itself; nothing where all is well."""
    if answer.status == 400 and answer.body == b"Invalid HTTP request received.":
        return []  # the HTTP server's own, before AM has seen anything
    found = [] if answer.status < 500 or _is_ams(sent, answer) else [f"status {answer.status}"]
    if b"Traceback" in answer.body:
        found.append("a stack trace")
    found += [name for name, _ in answer.headers if name.lower().startswith("access-control-")]
    route = reached(sent)
    if route and route[0].path.startswith("/am/oauth2") and route[0].path != _NOWHERE:
        return found + _wrong_oauth(route[0], sent, answer, profile)
    if route and route[0].path == _PAGE and answer.status < 400:
        return found
    return found + _wrong_rest(sent, answer)


def _is_ams(sent: Sent, answer: Answer) -> bool:
    """Whether AM itself answers so."""
    if answer.status != 501 or not sent.path.startswith("/am/"):
        return False
    message = _json(answer.body).get("message", "") if answer.body else "Not supported."
    return bool(_NOT_IMPLEMENTED.fullmatch(message))


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return {}


def _wrong_oauth(route: Route, sent: Sent, answer: Answer, profile: str) -> list[str]:
    found = [] if answer.header("cache-control") == "no-store" else ["may be stored"]
    if route.path.endswith("/authorize") and answer.header("content-type").startswith("text/html"):
        return found
    if sent.method == "HEAD":
        return found
    body = _json(answer.body)
    if not isinstance(body, dict) or not answer.header("content-type").startswith(
        "application/json"
    ):
        return [*found, "no JSON object"]
    if answer.status < 400:
        return found
    if "error" not in body or body.keys() - _OAUTH_ERROR:
        found.append("no OAuth error")
    if profile == "strict" and not _DESCRIPTION.fullmatch(body.get("error_description", "")):
        found.append("error_description has a character that it may not have")
    return found


def _wrong_rest(sent: Sent, answer: Answer) -> list[str]:
    if sent.method == "HEAD" or answer.status == 304:
        return []
    body = _json(answer.body)
    if not isinstance(body, dict) or not answer.header("content-type").startswith(
        "application/json"
    ):
        return ["no JSON object"]
    if answer.status < 400:
        return []
    missing = _REST_ERROR - body.keys() or body.keys() - _REST_ERROR - {"detail"}
    return ["no AM error"] if missing or body["code"] != answer.status else []


def wrong_changes(sent: Sent, answer: Answer, changes: list[Change]) -> list[str]:
    """What the request should not have changed."""
    may = _after_success if answer.status < 400 else _after_refusal
    route = reached(sent)
    path, params = (route[0].path, route[1]) if route else ("", {})
    below = path.replace("{realm:realm}", "").removeprefix("/am")
    return [
        f"{one.table} {one.key}: {sorted(one.columns) or ('made' if one.made else 'gone')}"
        for one in changes
        if not goes_on_by_itself(one) and not may(below, params, sent, one)
    ]


def goes_on_by_itself(change: Change) -> bool:
    """Using a session keeps it from going idle; notifications are sent in the background."""
    if change.table == "notification":
        return not change.made and not change.gone
    return change.table == "session" and change.columns == {"accessed_at"}


def _is_trail(change: Change) -> bool:
    return change.table == "setting" and change.key[0].startswith("trail ")


def _after_refusal(below: str, params: dict[str, Any], sent: Sent, change: Change) -> bool:
    """What a refused request changes: that it was made is remembered."""
    if sent.method != "POST":
        return False
    if below == "/json/authenticate":  # an authId is good for one use, and the walk has ended
        return _is_trail(change) or (change.table == "walk" and change.gone)
    if not below.startswith("/oauth2/"):
        return False
    if change.table == "used_jti" and change.made:  # a JWT counts once, whatever comes of it
        return below == "/oauth2/bc-authorize" or change.row["jti"].startswith("assertion ")
    if below == "/oauth2/access_token":
        return _of_a_poll(sent, change)
    return below == "/oauth2/bc-authorize" and _is_trail(change)


def _of_a_poll(sent: Sent, change: Change) -> bool:
    """A poll is remembered, and lets a walk go on whose time has come."""
    polled = parse_qs(sent.body.decode("latin-1")).get("auth_req_id", [])
    if change.table == "backchannel_request":
        columns = {"last_polled_at", "interval", "status", "auth_time"}
        return change.key[0] in polled and change.columns <= columns and not change.gone
    if change.table == "walk":
        return change.row["auth_req_id"] in polled and not change.made
    return _is_trail(change) or (change.table == "push_message" and change.gone)


_MAY_CHANGE: dict[str, set[str]] = {
    "/oauth2/bc-authorize": {
        *("backchannel_request", "walk", "push_message", "used_jti", "notification", "trail"),
        "token",
    },
    "/oauth2/access_token": {
        *("backchannel_request", "walk", "token", "used_jti", "notification", "trail"),
    },
    "/oauth2/introspect": {"used_jti"},
    "/oauth2/token/revoke": {"token", "used_jti"},
    "/json/authenticate": {"walk", "session", "push_message", "push_device", "users", "trail"},
    "/json/sessions": {"session"},
    "/json/push/sns/message": {
        *("push_message", "push_device", "walk", "backchannel_request", "users", "trail"),
        *("notification", "token"),
    },
    "/json/users/{username}/devices/2fa/push": {"push_device", "users"},
    "/json/users/{username}/devices/2fa/push/{id}": {"push_device"},
    "/json/users/{id}": {"push_device", "session"},
    "/_mock/phones": {"push_device", "users"},
    "/_mock/phones/{device_id}/messages": {"push_message"},
    "/_mock/action": {
        *("push_message", "push_device", "walk", "backchannel_request", "users", "trail"),
        *("notification", "token"),
    },
    "/_mock/client": {"_mock/client"},
    "/_mock/user": {"_mock/user"},
    "/_mock/clock": {"setting"},
    "/_mock/handset": {"setting"},
}
"""What an accepted request may change beside the configuration that its path names."""


def _after_success(below: str, params: dict[str, Any], sent: Sent, change: Change) -> bool:
    if sent.method in ("GET", "HEAD", "OPTIONS"):
        return False
    kind = "trail" if _is_trail(change) else change.table
    if change.table == "configuration":
        kind = change.row["type"]
        if _is_addressed(below, params, sent, change):
            return True
    return kind in _MAY_CHANGE.get(below, ())


def _is_addressed(below: str, params: dict[str, Any], sent: Sent, change: Change) -> bool:
    realm, kind, resource_id = change.key
    if below.startswith("/json/global-config/realms"):
        return kind == "realms" or change.made or sent.method == "DELETE"
    if realm != params.get("realm", ""):
        return False
    last = kind.rpartition("/")[2]
    if sent.method == "POST" and "_action=clone" in sent.target:
        return change.made and kind.startswith(("nodes/", "trees"))
    named = params.get("id", resource_id)
    return f"/{last}" in f"{below}/{params.get('node_type', '')}" and named == resource_id
