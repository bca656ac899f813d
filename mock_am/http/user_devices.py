"""`/json/…/users/<id>/devices/2fa/push`: the phones that a user registered (am.md 6)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from mock_am.authentication.nodes.push_result_verifier import PUSH
from mock_am.errors import (
    BadRequest,
    Forbidden,
    NotFound,
    NotImplementedByAM,
)
from mock_am.http.deployment import deployment, realm_of
from mock_am.http.rest.answer import json_answer, query_answer, resource_answer
from mock_am.http.rest.collection import run_action
from mock_am.http.rest.conventions import (
    Endpoint,
    Manners,
    is_administrator,
    json_object,
    require_session,
    rest_endpoint,
)
from mock_am.http.rest.query import is_query, query_of
from mock_am.http.rest.revision import revision
from mock_am.realm.document import Document
from mock_am.realm.push_device import PushDevice, SkipSetting
from mock_am.store.realm_services import StoredRealm

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
    """GET lists a user's phones; POST acts on them or on the choice to go without."""
    if request.method == "POST":
        return await run_action(request, _ACTIONS, "Not Implemented")
    if request.method != "GET" or not is_query(request):
        raise NotImplementedByAM(_UNSUPPORTED)
    shown = [_shown(request, device) for device in _devices(request)]
    return query_answer(request, query_of(request).page(shown))


@for_owners
async def push_device(request: Request) -> Response:
    """DELETE drops one of a user's phones."""
    if request.method != "DELETE":
        raise NotImplementedByAM(_UNSUPPORTED)
    _check_may_remove(request)
    uuid = request.path_params["id"]
    found = [device for device in _devices(request) if device.uuid == uuid]
    if not found:
        raise NotFound(f"User device, {uuid}, not found.")  # UserDevicesResource, FORK
    store = deployment(request).store
    with store.transaction():
        store.push_devices.delete(uuid)
    return resource_answer(_shown(request, found[0]))


async def _reset(request: Request) -> Response:
    # AM 8 entity reference, PushUserDevices, DOC: the choice to go without push is forgotten too.
    _check_may_remove(request)
    store = deployment(request).store
    with store.transaction():
        _user_realm(request).set_push_skip(_owner(request)[1], SkipSetting.NOT_SET)
        store.push_devices.delete_where("realm = ? AND username = ?", *_owner(request))
    return json_answer({"result": True})


async def _check(request: Request) -> Response:
    """Whether the user goes without push (PushUserDevices, DOC; OathDevicesResource, FORK)."""
    skip = _user_realm(request).push_skip(_owner(request)[1])
    return json_answer({"result": skip is SkipSetting.SKIPPABLE})


async def _skip(request: Request) -> Response:
    """`{"value": true}` lets the user go without push (as for `check`)."""
    value = (await json_object(request)).get("value")
    # AM's ancestor stumbles over a value that is not there (FORK): a 500 that teaches nobody.
    if not isinstance(value, bool):
        raise BadRequest("/value: Expecting a java.lang.Boolean")  # JsonValue, FORK
    setting = SkipSetting.SKIPPABLE if value else SkipSetting.NOT_SKIPPABLE
    with deployment(request).store.transaction():
        _user_realm(request).set_push_skip(_owner(request)[1], setting)
    return json_answer({})


_ACTIONS: Mapping[str, Endpoint] = {"reset": _reset, "check": _check, "skip": _skip}


def _user_realm(request: Request) -> StoredRealm:
    """The user's realm; raises NotFound without the user, over whom AM's ancestor stumbles."""
    am, (realm, username) = deployment(request), _owner(request)
    found = am.stored_realm(realm, am.clock.now())
    if not found.username_exists(username):
        raise NotFound("Resource cannot be found.")
    return found


def _may_remove(request: Request) -> bool:
    """Whether the caller's login proved what is to be removed: a phone.

    AM lets users remove a device only then (auth node reference, Enable Device Management, DOC).
    """
    return require_session(request).proved(PUSH)


def _check_may_remove(request: Request) -> None:
    administers = is_administrator(request, require_session(request))
    if not administers and not _may_remove(request):
        raise Forbidden  # that it is this error is INF


def _owner(request: Request) -> tuple[str, str]:
    return realm_of(request), request.path_params["username"]


def _devices(request: Request) -> list[PushDevice]:
    condition = "realm = ? AND username = ? ORDER BY rowid"
    return deployment(request).store.push_devices.where(condition, *_owner(request))


def _shown(request: Request, device: PushDevice) -> Document:
    # AM 8, list registered devices over REST, DOC: times are in milliseconds.
    shown: Document = {
        "_id": device.uuid,
        "_rev": "",
        "createdDate": int(device.created_at * 1000),
        "lastAccessDate": int(device.last_access_at * 1000),
        "deviceName": device.device_name,
        "uuid": device.uuid,
        "deviceManagementStatus": _may_remove(request),
    }
    return {**shown, "_rev": revision(shown)}
