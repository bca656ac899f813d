"""`/json/…/authenticate`: logging in by headers or by callbacks (am.md 3)."""

import json
from base64 import b64encode
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am.authentication.callbacks import callbacks_json
from mock_am.authentication.walker import Ended, Parked, Walker
from mock_am.errors import (
    BadRequest,
    NotAcceptable,
    RestError,
    Unauthorized,
    UnsupportedMediaType,
)
from mock_am.http import auth_id
from mock_am.http.auth_id import AuthId
from mock_am.http.deployment import NO_REALM, REALMS, Deployment, deployment, realm_of
from mock_am.http.realm_config.authentication import settings_of
from mock_am.http.rest.conventions import COOKIE, Manners, allow, json_object
from mock_am.http.walking import keep_trail, walker
from mock_am.realm.document import Document
from mock_am.realm.realm import realm_id
from mock_am.store.sessions import MAX_SECONDS, Session
from mock_am.store.walks import Walk

_HEADERS = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private",
    "Content-API-Version": "resource=2.1",
    "Expires": "0",
    "Pragma": "no-cache",
}
_LOAD_BALANCER_COOKIE = "amlbcookie=01; Path=/; HttpOnly"


@dataclass(frozen=True)
class _Reached:
    """Where a request has brought its login."""

    tree: str
    session_id: str
    walk: Parked | Ended


async def authenticate(request: Request) -> Response:
    """POST starts a login, or brings its callbacks back."""
    allow(request, "POST")
    realm = _active_realm(request)
    body = await json_object(request)
    with deployment(request).store.transaction():
        resumes = "authId" in body
        reached = _resumed(request, realm, body) if resumes else _started(request, realm)
        if isinstance(reached.walk, Parked):
            return _answer(_next_callbacks(request, realm, reached, reached.walk))
        username = _username(reached.walk)
        keep_trail(deployment(request).store, realm, username, reached.walk.trail)
    if not reached.walk.succeeded:
        raise Unauthorized("Login failure")
    return _logged_in(request, realm, reached.walk)


def _active_realm(request: Request) -> str:
    """The realm to log in to: `?realm=/alpha` counts more than the path (FORK)."""
    override = request.query_params.get("realm")
    realm = f"/{override.strip('/')}" if override else realm_of(request)
    stored = deployment(request).store.configuration.get(NO_REALM, REALMS, realm_id(realm))
    if stored is None:
        raise BadRequest(f"Invalid realm, {override}")  # RealmContextFilter, FORK
    if not stored.document["active"]:
        raise Unauthorized("Org is inactive")  # amAuth.properties 109, FORK
    return realm


def _started(request: Request, realm: str) -> _Reached:
    tree = _tree_name(request, realm)
    reached = _walker(request, realm, tree).start({})
    return _Reached(tree, f"*{_extension(deployment(request))}*", reached)


def _tree_name(request: Request, realm: str) -> str:
    kind = request.query_params.get("authIndexType")
    if kind is None:
        return settings_of(deployment(request), realm).default_tree
    if kind != "service":
        raise BadRequest("No Configuration found")
    return request.query_params.get("authIndexValue", "")


def _walker(request: Request, realm: str, tree: str) -> Walker:
    headers = {name.lower(): _decoded(value) for name, value in request.headers.items()}
    found = walker(deployment(request), realm, tree, headers)
    if found is None:
        raise BadRequest("No Configuration found")
    return found


def _decoded(value: str) -> str:
    """A header's value, whose encoded words (RFC 2047) may hold any script (am.md 3.1, DOC)."""
    try:
        return str(make_header(decode_header(value))) if "=?" in value else value
    except (HeaderParseError, LookupError, ValueError):
        return value  # not an encoded word after all: a password may look like one


def _resumed(request: Request, realm: str, body: Document) -> _Reached:
    am = deployment(request)
    now = am.clock.now()
    read = auth_id.read(am, body["authId"], realm, at=now)
    walk = am.store.walks.get(read.walk_id)
    if walk is None or walk.expires_at <= now:
        raise Unauthorized("Session has timed out")
    answers = _answers(body, walk)
    am.store.walks.delete(walk.id)  # an authId is good for one use
    resumed = _walker(request, realm, walk.tree).resume(
        walk.node_id, walk.state, walk.trail, answers, waited=False
    )
    return _Reached(walk.tree, read.session_id, resumed)


def _answers(body: Document, walk: Walk) -> list[str]:
    try:
        inputs = [_input(body["callbacks"][position]) for position in walk.inputs]
    except (KeyError, IndexError, TypeError):
        raise BadRequest("The callbacks do not match those that were sent") from None
    if not all(isinstance(value, str) for value in inputs):
        raise BadRequest("The callbacks do not match those that were sent")
    return inputs


def _input(callback: Document) -> Any:
    value = callback["input"][0]["value"]
    # A pressed button comes back as a number, unlike everything else.
    is_number = callback.get("type") == "ConfirmationCallback" and isinstance(value, int)
    return str(value) if is_number else value


def _next_callbacks(request: Request, realm: str, reached: _Reached, parked: Parked) -> Document:
    am = deployment(request)
    now = am.clock.now()
    walk = Walk(
        id=am.identifiers.opaque(),
        realm=realm,
        tree=reached.tree,
        node_id=parked.node_id,
        state=parked.state,
        trail=parked.trail,
        inputs=tuple(i for i, one in enumerate(parked.callbacks) if one.takes_input),
        resume_at=parked.resume_at,
        message_id=None,
        auth_req_id=None,
        expires_at=now + auth_id.LIFETIME,
    )
    am.store.walks.put(walk)
    am.store.sweep(now)
    issued = auth_id.issue(am, AuthId(walk.id, reached.session_id), realm, reached.tree, at=now)
    callbacks = callbacks_json(parked.callbacks, on_page=parked.page is not None)
    return {"authId": issued, "callbacks": callbacks, **(parked.page or {})}


def _username(ended: Ended) -> str:
    return str(ended.state.get("username", ""))


def _logged_in(request: Request, realm: str, ended: Ended) -> Response:
    am, username = deployment(request), _username(ended)
    landing = "/am/console" if username == am.admin else f"/enduser/?realm={realm}"
    if ended.no_session or request.query_params.get("noSession") == "true":
        message = "Authentication Successful"
        return _answer({"message": message, "successUrl": landing, "realm": realm})
    session = _new_session(am, realm, username)
    am.store.sessions.put(session)
    cookie = f"{COOKIE}={session.token_id}; Path=/; HttpOnly"
    return _answer({"tokenId": session.token_id, "successUrl": landing, "realm": realm}, cookie)


def _new_session(am: Deployment, realm: str, username: str) -> Session:
    now = am.clock.now()
    value = f"{am.identifiers.opaque()}.*{_extension(am)}*"
    context_id = f"{am.identifiers.uuid()}-1"
    return Session(value, realm, username, context_id, now, now, now + MAX_SECONDS)


def _extension(am: Deployment) -> str:
    # am.md 3.1, REC: length-prefixed names and values, base64, `=` written as `.`.
    members = ("SI", "01", "SK", am.identifiers.secret(20), "type", "CTS", "S1", "")
    packed = b"".join(len(one).to_bytes(2, "big") + one.encode() for one in members)
    return b64encode(packed).decode().replace("=", ".")


def _answer(body: dict[str, Any], *cookies: str) -> Response:
    answer = _json_answer(body, 200)
    for cookie in (*cookies, _LOAD_BALANCER_COOKIE):
        answer.headers.append("Set-Cookie", cookie)
    return answer


def _json_answer(body: dict[str, Any], status: int) -> Response:
    # Unlike every other endpoint: no charset, and version 2.1 whatever was asked (am.md 2.2, REC).
    text = json.dumps(body, separators=(",", ":"))
    return Response(text, status, _HEADERS, media_type="application/json")


def _refusal(error: RestError) -> Response:
    return _json_answer(error.document(), int(error.status))


def _check_content_type(request: Request) -> None:
    # am.md 2.6; AuthenticationServiceV1, FORK: 415 where a body comes as anything else.
    kind = request.headers.get("content-type", "application/json").partition(";")[0]
    sized = request.headers.get("content-length", "0") != "0"
    if (
        sized or "transfer-encoding" in request.headers
    ) and kind.strip().lower() != "application/json":
        raise UnsupportedMediaType


MANNERS = Manners(("2.1",), NotAcceptable, _check_content_type, _refusal)
