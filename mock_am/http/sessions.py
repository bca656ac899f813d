"""`/json/…/sessions` (am.md 4, REC)."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import BadRequest, Unauthorized
from mock_am.http.deployment import deployment
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.conventions import allow, json_object, live_session, token_id
from mock_am.realm.realm import ROOT
from mock_am.store.sessions import IDLE_SECONDS, Session


async def sessions(request: Request) -> Response:
    """POST `getSessionInfo`, `validate` or `logout`; the token may come in the body."""
    allow(request, "POST")
    body = await json_object(request)
    token = str(body.get("tokenId") or token_id(request) or "")
    if not token:
        raise Unauthorized("Access Denied")
    session = live_session(request, token)
    action = request.query_params.get("_action")
    if action == "getSessionInfo":
        return _session_info(request, session)
    if action == "validate":
        return _answer(_validation(request, session))
    if action == "logout":
        return _logout(request, session)
    raise BadRequest(f"Action not supported: {action}")


def _session_info(request: Request, session: Session | None) -> Response:
    if session is None:
        raise Unauthorized("Access Denied")
    return _answer(
        {
            "username": session.username,
            "universalId": _universal_id(request, session),
            "realm": session.realm,
            "latestAccessTime": _timestamp(session.accessed_at),
            "maxIdleExpirationTime": _timestamp(session.accessed_at + IDLE_SECONDS),
            "maxSessionExpirationTime": _timestamp(session.expires_at),
            "properties": {"AMCtxId": session.context_id},
        }
    )


def _validation(request: Request, session: Session | None) -> dict[str, Any]:
    if session is None:
        return {"valid": False}
    return {
        "valid": True,
        "sessionUid": session.context_id,
        "uid": session.username,
        "realm": session.realm,
    }


def _logout(request: Request, session: Session | None) -> Response:
    if session is None:
        return _answer({"result": "Token has expired"})
    deployment(request).store.sessions.delete(session.token_id)
    return _answer({"result": "Successfully logged out"})


def _answer(body: dict[str, Any]) -> Response:
    return json_answer(body, headers={"Content-API-Version": "resource=4.0"})


def _universal_id(request: Request, session: Session) -> str:
    if session.realm == ROOT:
        return f"id={session.username},ou=user,ou=am-config"
    organisation = ",".join(f"o={name}" for name in reversed(session.realm.strip("/").split("/")))
    return f"id={session.username},ou=user,{organisation},ou=services,ou=am-config"


def _timestamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
