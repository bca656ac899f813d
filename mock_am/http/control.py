"""`/_mock/`: what AM does not have. The phones' mailbox, the clock, and a clean slate."""

import json
import os
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am import __version__
from mock_am.authentication.nodes.push_sender import NUMBER
from mock_am.authentication.push_message import PushMessage, challenge_response, signed
from mock_am.backchannel.request import Status
from mock_am.errors import BadRequest, Forbidden, NotFound
from mock_am.http.deployment import CLOCK_OFFSET, NO_REALM, REALMS, Deployment, deployment
from mock_am.http.push import keep_answer
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.conventions import Endpoint, allow, json_object, rest_endpoint
from mock_am.http.walking import go_on
from mock_am.realm.push_device import PushDevice, SkipSetting
from mock_am.realm.realm import realm_id
from mock_am.store import Store
from mock_am.store.fresh_realm import fill
from mock_am.store.walks import Walk

MAX_ADVANCE = 10 * 365 * 24 * 3600
"""Seconds the clock may be away from real time, either way."""


def control_endpoint(handler: Endpoint) -> Endpoint:
    """A handler under `/_mock/`, for those with the control token where there is one.

    It is for none of the pages in a browser: any site could have one forget everything here.
    """

    async def guarded(request: Request) -> Response:
        if "origin" in request.headers:
            raise Forbidden("No web page may use the controls")
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not deployment(request).controlled_by(token if scheme.lower() == "bearer" else ""):
            raise Forbidden("A control token is required: Authorization: Bearer <control token>")
        return await handler(request)

    return rest_endpoint(guarded)


@control_endpoint
async def about(request: Request) -> Response:
    """GET: which server this is, and whose state it keeps."""
    allow(request, "GET")
    am = deployment(request)
    return json_answer(
        {
            "product": "mock_am",
            "version": __version__,
            "profile": am.profile.name,
            "url": am.url,
            "state": am.store.path,
            "pid": os.getpid(),
            "handset": am.doors.page,
        }
    )


@control_endpoint
async def phones(request: Request) -> Response:
    """POST `{"realm", "username"}`: that user gets a phone which the mock itself holds."""
    allow(request, "POST")
    am = deployment(request)
    body = await json_object(request)
    realm, username = str(body.get("realm", "")), str(body.get("username", ""))
    services = am.stored_realm(realm, am.clock.now())
    with am.store.transaction():
        _require_user(am, realm, username)
        device = _new_device(am, realm, username)
        services.keep_device(device)
        services.set_push_skip(username, SkipSetting.NOT_SKIPPABLE)
    shown = {"uuid": device.uuid, "realm": realm, "username": username}
    return json_answer({**shown, "deviceId": device.device_id}, 201)


def _new_device(am: Deployment, realm: str, username: str) -> PushDevice:
    now = am.clock.now()
    return PushDevice(
        uuid=am.identifiers.uuid(),
        realm=realm,
        username=username,
        mechanism_uid=am.identifiers.uuid(),
        device_id=am.identifiers.opaque(),
        device_name="Phone held by the mock",
        issuer="ForgeRock",
        shared_secret=am.identifiers.secret(),
        recovery_codes=(),
        created_at=now,
        last_access_at=now,
    )


def _require_user(am: Deployment, realm: str, username: str) -> None:
    if am.store.configuration.document(NO_REALM, REALMS, realm_id(realm)) is None:
        raise NotFound(f"Realm not found: {realm}")
    if not am.stored_realm(realm, am.clock.now()).username_exists(username):
        raise NotFound(f"User not found: {username}")


@control_endpoint
async def messages(request: Request) -> Response:
    """GET: the notifications on a device's screen, oldest first; DELETE swipes them away."""
    allow(request, "GET", "DELETE")
    store, device_id = deployment(request).store, request.path_params["device_id"]
    if request.method == "DELETE":
        with store.transaction():  # read inside: another process may be taking an answer in
            waiting = on_the_screen(store, device_id)
            for one in waiting:
                store.push_messages.change(one, replace(one, dismissed=True))
    else:
        waiting = on_the_screen(store, device_id)
    return json_answer({"result": [shown(one) for one in waiting]})


def shown(message: PushMessage) -> dict[str, str]:
    """The data part of the notification, as the app would get it (am.md 11.3, SRC)."""
    return {"messageId": message.message_id, "message": message.jwt()}


def on_the_screen(store: Store, device_id: str) -> list[PushMessage]:
    """The notifications on a device's screen, oldest first."""
    condition = "device_id = ? AND answer IS NULL AND NOT dismissed ORDER BY created_at, message_id"
    return store.push_messages.where(condition, device_id)


@control_endpoint
async def action(request: Request) -> Response:
    """POST `?token={auth_req_id}&type=allow|deny`: answer as that user's phone would."""
    allow(request, "POST")
    am = deployment(request)
    kind = request.query_params.get("type")
    if kind not in ("allow", "deny"):
        raise BadRequest("type must be allow or deny")
    with am.store.transaction():
        walk, message = _question_of(am, request.query_params.get("token", ""))
        jwt = _signed_answer(message, walk.state.get(NUMBER), deny=kind == "deny")
        keep_answer(am, message, jwt)
        go_on(am, walk, waited=True)
    return json_answer({})


def _question_of(am: Deployment, auth_req_id: str) -> tuple[Walk, PushMessage]:
    walk = am.store.walks.of_request(auth_req_id)
    message = am.store.push_messages.get(walk.message_id or "") if walk else None
    if walk is None or message is None:
        raise NotFound("No phone has been asked for this auth_req_id, or it was answered already")
    return walk, message


def _signed_answer(message: PushMessage, number: str | None, *, deny: bool) -> str:
    claims: dict[str, Any] = {
        "response": challenge_response(message.shared_secret, message.challenge)
    }
    if deny:
        claims["deny"] = True
    elif number is not None:
        claims["challengeResponse"] = number
    return signed(claims, message.shared_secret)


@control_endpoint
async def request_status(request: Request) -> Response:
    """GET `?token={auth_req_id}`: where that authentication request stands.

    While a number waits to be found on the phone, `number` tells it: a till has no other way to
    show what AM would show on its own login page. Of a client that is notified, `notification`
    tells how often that was tried and what came of it.
    """
    allow(request, "GET")
    am, auth_req_id = deployment(request), request.query_params.get("token", "")
    found = am.store.requests.get(auth_req_id)
    if found is None:
        return json_answer({"status": "unknown"})
    open_too_long = found.status is Status.PENDING and found.expires_at <= am.clock.now()
    walk = am.store.walks.of_request(auth_req_id)
    number = walk.state.get(NUMBER) if walk else None
    asked_for = {} if number is None else {"number": number}
    status = Status.EXPIRED if open_too_long else found.status
    return json_answer({"status": status, **asked_for, **_notification(am, auth_req_id)})


def _notification(am: Deployment, auth_req_id: str) -> dict[str, Any]:
    sent = am.store.notifications.get(auth_req_id)
    return {} if sent is None else {"notification": {"tries": sent.tries, "outcome": sent.outcome}}


@control_endpoint
async def trail(request: Request) -> Response:
    """GET `?realm=&username=`: the nodes that user's latest walk visited, with their outcomes."""
    allow(request, "GET")
    realm = request.query_params.get("realm", "/")
    username = request.query_params.get("username", "")
    steps = deployment(request).store.setting(f"trail {realm} {username}", "[]")
    return json_answer({"result": json.loads(steps)})


@control_endpoint
async def clock(request: Request) -> Response:
    """GET the server's time; POST `{"advance": seconds}` moves it, `{"reset": true}` mends it."""
    allow(request, "GET", "POST")
    am = deployment(request)
    if request.method == "POST":
        _move_clock(am, await json_object(request))
    return json_answer({"now": am.clock.now(), "offset": am.clock.offset})


def _move_clock(am: Deployment, body: dict[str, Any]) -> None:
    with am.store.transaction():
        offset = am.clock.offset
        seconds = -offset if body.get("reset") is True else body.get("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise BadRequest("advance must be a number of seconds")
        if not -MAX_ADVANCE - offset <= seconds <= MAX_ADVANCE - offset:
            raise BadRequest("The clock may be moved by ten years at most")
        am.store.set(CLOCK_OFFSET, repr(offset + seconds))
    am.clock.advance(seconds)  # only now that it is kept
    am.notifier.wake()


@control_endpoint
async def reset(request: Request) -> Response:
    """POST: forget everything; the state is as fresh as on the first day."""
    allow(request, "POST")
    am = deployment(request)
    with am.store.transaction():
        am.store.clear()
        fill(am.store, am.identifiers, at=am.clock.now() - am.clock.offset)
    am.clock.advance(-am.clock.offset)  # only now that everything else is forgotten
    am.key_sets.clear()
    am.attempts.clear()
    return json_answer({})
