"""`/json/…/sessions` (am.md 4, REC)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import Forbidden, NotImplementedByAM, Unauthorized
from mock_am.http.deployment import deployment
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.collection import run_action
from mock_am.http.rest.conventions import (
    Manners,
    is_administrator,
    json_object,
    live_session,
    session_of,
    token_id,
)
from mock_am.realm.identity import universal_id
from mock_am.store.sessions import IDLE_SECONDS, MAX_SECONDS, Session

MANNERS = Manners(versions=("1.2", "2.1", "3.1", "4.0"))

Answered = Callable[[Request, str], dict[str, Any]]


async def sessions(request: Request) -> Response:
    """POST of an action on the session whose token is in the body, or on the caller's own."""
    if request.method != "POST":
        raise NotImplementedByAM("Operation is not supported.")  # RestUtils, FORK
    actions = {name: partial(_act, answered) for name, answered in _ACTIONS.items()}
    return await run_action(request, actions, "Action {action} not implemented for this resource")


async def _act(answered: Answered, request: Request) -> Response:
    body = await json_object(request)
    token = str(body.get("tokenId") or token_id(request) or "")
    if not token:
        raise Unauthorized("Access Denied")
    return json_answer(answered(request, token))


def _get_session_info(request: Request, token: str) -> dict[str, Any]:
    # It does not reset the idle time (am.md 4; DOC, managing sessions over REST).
    return _info(request, _owned(request, session_of(request, token)))


def _get_and_reset(request: Request, token: str) -> dict[str, Any]:
    _owned(request, session_of(request, token))
    return _info(request, _owned(request, live_session(request, token)))


def _refresh(request: Request, token: str) -> dict[str, Any]:
    # SessionResourceUtil, FORK: minutes, but seconds in idletime and maxtime.
    _owned(request, session_of(request, token))
    session = _owned(request, live_session(request, token))
    now = deployment(request).clock.now()
    return {
        "uid": session.username,
        "realm": session.realm,
        "idletime": int(now - session.accessed_at),
        "maxidletime": IDLE_SECONDS // 60,
        "maxsessiontime": MAX_SECONDS // 60,
        "maxtime": int(session.expires_at - now),
    }


def _validate(request: Request, token: str) -> dict[str, Any]:
    resets = request.query_params.get("refresh") != "false"
    session = (live_session if resets else session_of)(request, token)
    if session is None:
        return {"valid": False}
    return {
        "valid": True,
        "sessionUid": session.context_id,
        "uid": session.username,
        "realm": session.realm,
    }


def _logout(request: Request, token: str) -> dict[str, Any]:
    if session_of(request, token) is None:
        return {"result": "Token has expired"}
    store = deployment(request).store
    with store.transaction():
        store.sessions.delete(token)
    return {"result": "Successfully logged out"}


_ACTIONS: Mapping[str, Answered] = {
    "getSessionInfo": _get_session_info,
    "getSessionInfoAndResetIdleTime": _get_and_reset,
    "refresh": _refresh,
    "validate": _validate,
    "logout": _logout,
}


def _owned(request: Request, session: Session | None) -> Session:
    """The session, for its owner and for administrators; who knows its token alone is its owner."""
    if session is None:
        raise Unauthorized("Access Denied")
    caller = session_of(request, token_id(request)) or session
    owns = (caller.realm, caller.username) == (session.realm, session.username)
    if not owns and not is_administrator(request, caller):
        raise Forbidden  # TokenOwnerAuthzModule, FORK
    return session


def _info(request: Request, session: Session) -> dict[str, Any]:
    return {
        "username": session.username,
        "universalId": universal_id(session.username, session.realm),
        "realm": session.realm,
        "latestAccessTime": _timestamp(session.accessed_at),
        "maxIdleExpirationTime": _timestamp(session.accessed_at + IDLE_SECONDS),
        "maxSessionExpirationTime": _timestamp(session.expires_at),
        "properties": {"AMCtxId": session.context_id},
    }


def _timestamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
