"""`/json/…/users` and the phones their owners registered (am.md 6)."""

import re

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import BadRequest, NotFound
from mock_am.http.deployment import deployment, realm_of
from mock_am.http.rest.answer import json_answer, query_answer, resource_answer
from mock_am.http.rest.collection import Collection
from mock_am.http.rest.conventions import allow
from mock_am.realm.document import Document
from mock_am.realm.identity import changed_identity, checked_identity, readable
from mock_am.realm.push_device import PushDevice
from mock_am.store.configuration import Stored

_USERNAME = re.compile(r"[^/\x00-\x1f*]{1,100}")


class Users(Collection):
    """The identities of a realm."""

    version = "4.0"

    def kind(self, request: Request) -> str:
        """All users of a realm are one kind."""
        return "users"

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """The identity; a change keeps what the body leaves out."""
        if existing is not None:
            return changed_identity(existing, body)
        at = deployment(request).clock.now()
        return checked_identity(resource_id, self.realm(request), body, at=at)

    def shown(self, request: Request, stored: Stored) -> Document:
        """The identity without its password; `_rev` is -1 in current AM (am.md 6, REC)."""
        return {"_id": stored.id, "_rev": "-1", **readable(stored.document)}

    def delete(self, request: Request, stored: Stored) -> None:
        """Drop the identity and its phones."""
        super().delete(request, stored)
        store = deployment(request).store
        for device in _devices(request, stored.id):
            store.push_devices.delete(device.uuid)

    def new_id(self, request: Request, body: Document) -> str:
        """The body's `username`."""
        return _username(body)

    def conflict(self, resource_id: str) -> str:
        """AM names the identity (am.md 6, FORK)."""
        return f"Identity {resource_id} of type user already exists."


def _username(body: Document) -> str:
    username = body.get("username")
    if not isinstance(username, str) or not _USERNAME.fullmatch(username):
        raise BadRequest("The request body must include 'username'.")
    return username


def _devices(request: Request, username: str) -> list[PushDevice]:
    condition = "realm = ? AND username = ? ORDER BY rowid"
    return deployment(request).store.push_devices.where(condition, realm_of(request), username)


def _device_json(device: PushDevice) -> Document:
    return {"_id": device.uuid, "_rev": "0", "uuid": device.uuid, "deviceName": device.device_name}


async def push_devices(request: Request) -> Response:
    """GET lists a user's phones; POST `reset` drops them all (am.md 6)."""
    allow(request, "GET", "POST")
    devices = _devices(request, request.path_params["username"])
    if request.method == "GET":
        return query_answer([_device_json(device) for device in devices])
    if request.query_params.get("_action") != "reset":
        raise BadRequest(f"Action not supported: {request.query_params.get('_action')}")
    store = deployment(request).store
    with store.transaction():
        for device in devices:
            store.push_devices.delete(device.uuid)
    return json_answer({"result": True})


async def push_device(request: Request) -> Response:
    """DELETE drops one of a user's phones."""
    allow(request, "GET", "DELETE")
    devices = _devices(request, request.path_params["username"])
    found = [device for device in devices if device.uuid == request.path_params["id"]]
    if not found:
        raise NotFound
    if request.method == "DELETE":
        deployment(request).store.push_devices.delete(found[0].uuid)
    return resource_answer(_device_json(found[0]))
