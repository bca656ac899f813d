"""`/json/…/authenticate`: logging in by headers or by callbacks (am.md 3)."""

import json
from base64 import b64encode
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am.authentication.callbacks import callbacks_json
from mock_am.authentication.walker import Ended, Parked, Walker
from mock_am.errors import BadRequest, Unauthorized
from mock_am.http import auth_id
from mock_am.http.deployment import deployment, realm_of
from mock_am.http.realm_config.authentication import default_tree
from mock_am.http.rest.conventions import COOKIE, allow, json_object
from mock_am.http.walking import keep_trail, walker
from mock_am.realm.document import Document
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


async def authenticate(request: Request) -> Response:
    """POST starts a login, or brings its callbacks back."""
    allow(request, "POST")
    realm = realm_of(request)
    body = await json_object(request)
    with deployment(request).store.transaction():
        if "authId" in body:
            tree, reached = _resumed(request, realm, body)
        else:
            tree, reached = _started(request, realm)
        if isinstance(reached, Parked):
            return _answer(_next_callbacks(request, realm, tree, reached))
        keep_trail(deployment(request).store, realm, _username(reached), reached.trail)
    if not reached.succeeded:
        raise Unauthorized("Login failure")
    return _logged_in(request, realm, reached)


def _started(request: Request, realm: str) -> tuple[str, Parked | Ended]:
    tree = _tree_name(request, realm)
    return tree, _walker(request, realm, tree).start({})


def _tree_name(request: Request, realm: str) -> str:
    kind = request.query_params.get("authIndexType")
    if kind is None:
        return default_tree(deployment(request), realm)
    if kind != "service":
        raise BadRequest("No Configuration found")
    return request.query_params.get("authIndexValue", "")


def _walker(request: Request, realm: str, tree: str) -> Walker:
    headers = {name.lower(): value for name, value in request.headers.items()}
    found = walker(deployment(request), realm, tree, headers)
    if found is None:
        raise BadRequest("No Configuration found")
    return found


def _resumed(request: Request, realm: str, body: Document) -> tuple[str, Parked | Ended]:
    am = deployment(request)
    now = am.clock.now()
    walk_id = auth_id.read(am, body["authId"], realm, at=now)
    walk = am.store.walks.get(walk_id)
    if walk is None or walk.expires_at <= now:
        raise Unauthorized("Session has timed out")
    answers = _answers(body, walk)
    am.store.walks.delete(walk_id)  # an authId is good for one use
    resumed = _walker(request, realm, walk.tree).resume(
        walk.node_id, walk.state, walk.trail, answers, waited=False
    )
    return walk.tree, resumed


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


def _next_callbacks(request: Request, realm: str, tree: str, parked: Parked) -> Document:
    am = deployment(request)
    now = am.clock.now()
    walk = Walk(
        id=am.identifiers.opaque(),
        realm=realm,
        tree=tree,
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
    issued = auth_id.issue(am, walk.id, realm, tree, at=now)
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
    session = _new_session(request, realm, username)
    am.store.sessions.put(session)
    answer = _answer({"tokenId": session.token_id, "successUrl": landing, "realm": realm})
    answer.headers.append("Set-Cookie", f"{COOKIE}={session.token_id}; Path=/; HttpOnly")
    answer.headers.append("Set-Cookie", "amlbcookie=01; Path=/; HttpOnly")
    return answer


def _new_session(request: Request, realm: str, username: str) -> Session:
    am = deployment(request)
    now = am.clock.now()
    value = f"{am.identifiers.opaque()}.*{_extension(am.identifiers.secret(20))}*"
    context_id = f"{am.identifiers.uuid()}-1"
    return Session(value, realm, username, context_id, now, now, now + MAX_SECONDS)


def _extension(storage_key: str) -> str:
    # am.md 3.1, REC: length-prefixed names and values, base64, `=` written as `.`.
    members = ("SI", "01", "SK", storage_key, "type", "CTS", "S1", "")
    packed = b"".join(len(one).to_bytes(2, "big") + one.encode() for one in members)
    return b64encode(packed).decode().replace("=", ".")


def _answer(body: dict[str, Any]) -> Response:
    # Unlike every other endpoint: no charset, and version 2.1 whatever was asked (am.md 2.2, REC).
    return Response(
        json.dumps(body, separators=(",", ":")), headers=_HEADERS, media_type="application/json"
    )
