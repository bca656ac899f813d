"""`/json/…/users/<id>/devices/2fa/push`: the phones that a user registered (am.md 6)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import Forbidden, NotFound, NotImplementedByAM
from mock_am.http.deployment import deployment, realm_of
from mock_am.http.rest.answer import json_answer, query_answer, resource_answer
from mock_am.http.rest.collection import run_action
from mock_am.http.rest.conventions import (
    Endpoint,
    Manners,
    is_administrator,
    require_session,
    rest_endpoint,
)
from mock_am.http.rest.query import is_query, query_of
from mock_am.http.rest.revision import revision
from mock_am.realm.document import Document
from mock_am.realm.push_device import PushDevice

_UNSUPPORTED = "Not supported."
"""UserDevicesResource's words for all that it does not do, reading one device among it (FORK)."""


def for_owners(handler: Endpoint) -> Endpoint:
    """`handler` for the user in the URL and for administrators (am.md 6; FORK's authz module)."""

    async def guarded(request: Request) -> Response:
        session = require_session(request)
        owner = (session.realm, session.username.lower())
        asked_for = (realm_of(request), request.path_params["username"].lower())
        if owner != asked_for and not is_administrator(request, session):
            raise Forbidden
        return await handler(request)

    return rest_endpoint(guarded, Manners(("1.0",)))


@for_owners
async def push_devices(request: Request) -> Response:
    """GET lists a user's phones; POST `reset` drops them all."""
    if request.method == "POST":
        return await run_action(request, _ACTIONS, "Not Implemented")
    if request.method != "GET" or not is_query(request):
        raise NotImplementedByAM(_UNSUPPORTED)
    return query_answer(request, query_of(request).page(map(_shown, _devices(request))))


@for_owners
async def push_device(request: Request) -> Response:
    """DELETE drops one of a user's phones."""
    if request.method != "DELETE":
        raise NotImplementedByAM(_UNSUPPORTED)
    uuid = request.path_params["id"]
    found = [device for device in _devices(request) if device.uuid == uuid]
    if not found:
        raise NotFound(f"User device, {uuid}, not found.")  # UserDevicesResource, FORK
    deployment(request).store.push_devices.delete(uuid)
    return resource_answer(_shown(found[0]))


async def _reset(request: Request) -> Response:
    owner = realm_of(request), request.path_params["username"]
    store = deployment(request).store
    store.push_devices.delete_where("realm = ? AND username = ?", *owner)
    return json_answer({"result": True})


_ACTIONS: Mapping[str, Endpoint] = {"reset": _reset}


def _devices(request: Request) -> list[PushDevice]:
    condition = "realm = ? AND username = ? ORDER BY rowid"
    owner = realm_of(request), request.path_params["username"]
    return deployment(request).store.push_devices.where(condition, *owner)


def _shown(device: PushDevice) -> Document:
    shown = {"_id": device.uuid, "_rev": "", "uuid": device.uuid, "deviceName": device.device_name}
    return {**shown, "_rev": revision(shown)}
