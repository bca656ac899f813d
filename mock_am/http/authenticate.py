"""`/json/…/authenticate`: logging in by headers or by callbacks (am.md 3)."""

from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from starlette.requests import Request
from starlette.responses import Response

from mock_am import wording
from mock_am.authentication.callbacks import (
    ASKING,
    NameCallback,
    PasswordCallback,
    callbacks_json,
)
from mock_am.authentication.walker import LOCKED_OUT, Ended, Parked, Walker
from mock_am.errors import BadRequest, NotAcceptable, Unauthorized, UnsupportedMediaType
from mock_am.http import auth_id
from mock_am.http.auth_id import AuthId
from mock_am.http.deployment import NO_REALM, REALMS, Deployment, deployment, realm_of
from mock_am.http.login_answer import login_answer, refusal
from mock_am.http.login_session import extension, new_session
from mock_am.http.realm_config.authentication import settings_of
from mock_am.http.rest.conventions import Manners, allow, json_object
from mock_am.http.walking import keep_trail, walker
from mock_am.realm.document import Document
from mock_am.realm.realm import ROOT, realm_id
from mock_am.store.walks import Walk

_INDEX_TYPES = {
    "composite_advice",
    "level",
    "module",
    "module_instance",
    "resource",
    "role",
    "service",
    "user",
}
"""What AM takes for an `authIndexType`, in any case (AuthIndexType, FORK)."""

_ZERO_PAGE = {NameCallback: "x-openam-username", PasswordCallback: "x-openam-password"}


@dataclass(frozen=True)
class _Reached:
    """Where a request has brought its login."""

    tree: str
    session_id: str
    walk: Parked | Ended


async def authenticate(request: Request) -> Response:
    """POST starts a login, or brings its callbacks back."""
    allow(request, "POST")
    am, realm = deployment(request), _active_realm(request)
    body = await json_object(request)
    with am.store.transaction():
        resumes = body.get("authId") is not None
        reached = _resumed(request, realm, body) if resumes else _started(request, realm)
        if isinstance(reached.walk, Parked):
            return login_answer(am, _next_callbacks(request, realm, reached, reached.walk))
        keep_trail(am.store, realm, _username(reached.walk), reached.walk.trail)
    _check_success(am, realm, reached.walk)
    return _logged_in(request, realm, reached.walk)


def _active_realm(request: Request) -> str:
    """The realm to log in to: `?realm=/alpha` counts more than the path (FORK)."""
    override = request.query_params.get("realm")
    realm = f"/{override.strip('/')}" if override else realm_of(request)
    stored = deployment(request).store.configuration.get(NO_REALM, REALMS, realm_id(realm))
    if stored is None:
        raise BadRequest(f"Invalid realm, {override}")  # RealmContextFilter, FORK
    if not stored.document["active"]:
        # amAuth.properties 109, with the status of AMAuthErrorCodeResponseStatusMapping, FORK.
        raise BadRequest("Org is inactive")
    return realm


def _started(request: Request, realm: str) -> _Reached:
    tree = _tree_name(request, realm)
    here, asked = _walker(request, realm, tree), set[str]()
    reached = here.start({})
    while isinstance(reached, Parked) and reached.node_id not in asked:
        answers = _from_headers(reached, here.headers)
        if answers is None:
            break
        asked.add(reached.node_id)
        reached = here.resume(reached.node_id, reached.state, reached.trail, answers, waited=False)
    return _Reached(tree, f"*{extension(deployment(request))}*", reached)


def _from_headers(parked: Parked, headers: Document) -> list[str] | None:
    """What the zero-page headers answer to these callbacks; None where they do not answer all.

    They count beside pages alone (am.md 3.2; RestAuthCallbackHandlerManager, FORK).
    """
    answers = [headers.get(_ZERO_PAGE.get(type(one), "")) for one in parked.callbacks]
    found = [answer for answer in answers if answer]
    return found if parked.page is None and len(found) == len(answers) else None


def _tree_name(request: Request, realm: str) -> str:
    kind = request.query_params.get("authIndexType")
    if kind is None:
        return settings_of(deployment(request), realm).default_tree
    if kind.lower() not in _INDEX_TYPES:
        raise BadRequest("Unknown Authentication Index Type")  # RestAuthenticationHandler, FORK
    if kind.lower() != "service":
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
        raise auth_id.timed_out()
    answers = _answers(body, walk)
    am.store.walks.delete(walk.id)  # an authId is good for one use
    resumed = _walker(request, realm, walk.tree).resume(
        walk.node_id, walk.state, walk.trail, answers, waited=False
    )
    return _Reached(walk.tree, read.session_id, resumed)


def _answers(body: Document, walk: Walk) -> list[str]:
    """The inputs; raises BadRequest where these are not the callbacks that were sent.

    The first two texts are those of RestAuthCallbackHandlerManager (FORK).
    """
    callbacks = body.get("callbacks")
    brought = callbacks if isinstance(callbacks, list) else []
    if len(brought) != len(walk.callbacks):
        raise BadRequest("Incorrect number of callbacks found in JSON response")
    for callback, kind in zip(brought, walk.callbacks, strict=True):
        if not isinstance(callback, dict) or callback.get("type") != kind:
            raise BadRequest("Required callback not found in JSON response")
    return [_input(callback) for callback in brought if callback["type"] in ASKING]


def _input(callback: Document) -> str:
    try:
        value = callback["input"][0]["value"]
    except (KeyError, IndexError, TypeError):
        raise BadRequest(wording.CALLBACK_INPUT_INVALID) from None
    if callback["type"] == "ConfirmationCallback" and isinstance(value, int):
        return str(value)  # a pressed button comes back as a number, unlike everything else
    if not isinstance(value, str):
        raise BadRequest(wording.CALLBACK_INPUT_INVALID)
    return value


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
        callbacks=tuple(type(one).__name__ for one in parked.callbacks),
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


def _check_success(am: Deployment, realm: str, ended: Ended) -> None:
    """Raise Unauthorized where the tree failed, or succeeded for nobody whom the realm knows."""
    if ended.locked_out:
        raise Unauthorized(LOCKED_OUT, {"failureUrl": ""})
    settings = settings_of(am, realm)
    if not ended.succeeded:
        # am.md 3.3: the detail only where there is a failure URL.
        url = settings.failure_url
        raise Unauthorized("Login failure", None if url is None else {"failureUrl": url})
    username = _username(ended)
    own_administrator = realm == ROOT and username == am.admin
    if not settings.needs_profile or not username or own_administrator:
        return
    if not am.stored_realm(realm, am.clock.now()).username_exists(username):
        raise Unauthorized("User Requires Profile to Login")  # amAuth.properties 100, FORK


def _logged_in(request: Request, realm: str, ended: Ended) -> Response:
    am = deployment(request)
    landing = {"successUrl": settings_of(am, realm).success_url, "realm": realm}
    if ended.no_session or request.query_params.get("noSession") == "true":
        return login_answer(am, {"message": "Authentication Successful", **landing})
    session = new_session(am, realm, ended)
    with am.store.transaction():
        am.store.sessions.put(session)
    return login_answer(am, {"tokenId": session.token_id, **landing}, session)


def _check_content_type(request: Request) -> None:
    # am.md 2.6; AuthenticationServiceV1, FORK: 415 where a body comes as anything else.
    kind = request.headers.get("content-type", "application/json").partition(";")[0]
    sized = request.headers.get("content-length", "0") != "0"
    if (
        sized or "transfer-encoding" in request.headers
    ) and kind.strip().lower() != "application/json":
        raise UnsupportedMediaType


MANNERS = Manners(("2.1",), NotAcceptable, _check_content_type, refusal)
