"""`/json/…/push/sns/message`: where phones answer, without a session (am.md 11.2, SRC)."""

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import BadRequest, NotFound
from mock_am.http.deployment import Deployment, deployment, realm_of
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.conventions import allow, json_object
from mock_am.http.walking import phone_answered

_KIND_OF_ACTION = {"register": "REGISTER", "authenticate": "AUTHENTICATE"}


async def push_answer(request: Request) -> Response:
    """POST `register` or `authenticate` with a signed answer; a denial answers 200 too."""
    allow(request, "POST")
    am, realm = deployment(request), realm_of(request)
    if not am.stored_realm(realm, am.clock.now()).push_service_configured():
        raise NotFound("Cannot find Push Notification Service.")
    kind = _KIND_OF_ACTION.get(request.query_params.get("_action", ""))
    if kind is None:
        raise BadRequest("Bad request.")
    body = await json_object(request)
    with am.store.transaction():
        accept(am, realm, kind, body.get("messageId"), body.get("jwt"))
    return json_answer({}, headers={"Content-API-Version": "resource=1.0"})


def accept(am: Deployment, realm: str, kind: str, message_id: object, jwt: object) -> None:
    """Take a phone's answer in; runs within a transaction.

    Raises BadRequest where the message is unknown, too old or answered, or the signature or the
    response is wrong.
    """
    if not isinstance(message_id, str) or not isinstance(jwt, str):
        raise BadRequest("Bad request.")
    message = am.store.push_messages.get(message_id)
    if message is None or message.kind != kind or message.realm != realm:
        raise BadRequest("Bad request.")
    answered = message.answered(jwt, at=am.clock.now())
    am.store.push_messages.put(answered)
    phone_answered(am, answered)
