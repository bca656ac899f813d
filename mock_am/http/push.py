"""`/json/…/push/sns/message`: where phones answer, without a session (am.md 11.2, SRC)."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am.authentication.push_message import PushMessage, verified_claims
from mock_am.errors import BadRequest, NotFound
from mock_am.http.deployment import Deployment, deployment, realm_of
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.conventions import allow, json_object
from mock_am.http.walking import phone_answered
from mock_am.realm.push_device import PushDevice

_KIND_OF_ACTION = {"register": "REGISTER", "authenticate": "AUTHENTICATE"}


async def push_answer(request: Request) -> Response:
    """POST `register`, `authenticate` or `refresh`, signed; a denial answers 200 too."""
    allow(request, "POST")
    am, realm = deployment(request), realm_of(request)
    if am.stored_realm(realm, am.clock.now()).message_lifetime() is None:
        raise NotFound("Cannot find Push Notification Service.")
    action = request.query_params.get("_action", "")
    if action not in (*_KIND_OF_ACTION, "refresh"):
        raise BadRequest("Bad request.")
    body = await json_object(request)
    with am.store.transaction():
        if action == "refresh":
            _refresh(am, realm, body)
        else:
            kind = _KIND_OF_ACTION[action]
            _accept(am, realm, kind, body.get("messageId"), body.get("jwt"))
    return json_answer({}, headers={"Content-API-Version": "resource=1.0"})


def _accept(am: Deployment, realm: str, kind: str, message_id: object, jwt: object) -> None:
    if not isinstance(message_id, str) or not isinstance(jwt, str):
        raise BadRequest("Bad request.")
    message = am.store.push_messages.get(message_id)
    if message is None or message.kind != kind or message.realm != realm:
        raise BadRequest("Bad request.")
    keep_answer(am, message, jwt)
    phone_answered(am, message)


def keep_answer(am: Deployment, message: PushMessage, jwt: str) -> None:
    """Keep what a phone has signed; runs within a transaction.

    Raises BadRequest where the message is too old or answered, or the signature or the response
    is wrong.
    """
    answered = message.answered(jwt, at=am.clock.now())
    am.store.push_messages.change(message, answered)


def _refresh(am: Deployment, realm: str, body: dict[str, Any]) -> None:
    """Note where a registered phone is delivered to from now on, and its name."""
    device = _device(am, realm, body.get("username"), body.get("mechanismUid"))
    if device is None or not isinstance(body.get("jwt"), str):
        raise BadRequest("Bad request.")
    claims = verified_claims(body["jwt"], device.shared_secret)
    device_id, name = claims.get("deviceId", ""), claims.get("deviceName", device.device_name)
    if not all(isinstance(one, str) and one.strip() for one in (device_id, name)):
        raise BadRequest("Bad request.")
    renamed = replace(device, device_id=device_id, device_name=name)
    am.store.push_devices.change(device, renamed)


def _device(
    am: Deployment, realm: str, username: object, mechanism_uid: object
) -> PushDevice | None:
    condition = "realm = ? AND username = ? AND mechanism_uid = ?"
    named = isinstance(username, str) and isinstance(mechanism_uid, str)
    found = am.store.push_devices.where(condition, realm, username, mechanism_uid) if named else []
    return next(iter(found), None)
