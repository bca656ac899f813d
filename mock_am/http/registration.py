"""`/_mock/client` and `/_mock/user`: what CIBA lets be registered, and AM has no place for."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import BadRequest, Conflict, NotFound
from mock_am.http.control import control_endpoint
from mock_am.http.deployment import CLIENT_METADATA, USER_METADATA, Deployment, deployment
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.conventions import allow, json_object
from mock_am.realm.backchannel_client import InvalidClientMetadata, checked_metadata
from mock_am.realm.document import Document
from mock_am.realm.oauth2_provider import SIGNED_WITH_A_PRIVATE_KEY


@control_endpoint
async def client(request: Request) -> Response:
    """GET, PUT, DELETE `?realm=&client_id=`: that client's metadata of CIBA 4, in its spelling."""
    client_id = request.query_params.get("client_id", "")
    return await _registered(request, CLIENT_METADATA, client_id, _checked_client)


@control_endpoint
async def user(request: Request) -> Response:
    """GET, PUT, DELETE `?realm=&username=`: that user's `{"user_code"}` (CIBA 7.1)."""
    username = request.query_params.get("username", "")
    return await _registered(request, USER_METADATA, username, _checked_user)


async def _registered(
    request: Request, kind: str, owner: str, checked: Callable[[Deployment, Document], Document]
) -> Response:
    allow(request, "GET", "PUT", "DELETE")
    am, realm = deployment(request), request.query_params.get("realm", "/")
    if not am.profile.has_client_metadata:
        raise Conflict("AM has no such thing: start the mock with --profile strict")
    body = checked(am, await json_object(request)) if request.method == "PUT" else None
    with am.store.transaction():
        _require_owner(am, realm, kind, owner)
        if body:
            am.store.configuration.put(realm, kind, owner, body)
        elif request.method != "GET":
            am.store.configuration.delete(realm, kind, owner)
        kept = am.store.configuration.get(realm, kind, owner)
    return json_answer(kept.document if kept else {})


def _require_owner(am: Deployment, realm: str, kind: str, owner: str) -> None:
    if kind == USER_METADATA:
        known = am.stored_realm(realm, am.clock.now()).username_exists(owner)
    else:
        known = am.client(realm, owner) is not None
    if not known:
        raise NotFound(f"Not found in realm {realm}: {owner}")


def _checked_client(am: Deployment, body: Document) -> Document:
    try:
        return checked_metadata(body, am.profile.allowed(SIGNED_WITH_A_PRIVATE_KEY))
    except InvalidClientMetadata as invalid:
        raise BadRequest(str(invalid)) from None


def _checked_user(am: Deployment, body: Document) -> Document:
    code = body.get("user_code")
    if body and (body.keys() != {"user_code"} or not isinstance(code, str) or not code):
        raise BadRequest("user_code must be a text that is not empty, and nothing beside it")
    return body
