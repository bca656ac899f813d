"""The phone's own protocol: messages and signed answers (am.md 11)."""

import re
from base64 import b64decode
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import ALPHA, AM, Administrator, error
from tests.contract.configuration import (
    PUSH_SERVICE,
    SENDER,
    SERVICES,
    TREES,
    done,
    give_phone,
)
from tests.contract.phone import (
    BAD,
    HEADERS,
    Phone,
    challenge_response,
)
from tests.contract.till import BINDING_MESSAGE, Till

ANSWER = f"{ALPHA}/push/sns/message?_action=authenticate"


@pytest.fixture
async def till_and_message(phone: Phone, key: JWK) -> tuple[Till, str, dict[str, str]]:
    """A till, its auth_req_id, and the message that waits on the phone."""
    till = Till(phone.am, key)
    auth_req_id = await till.acknowledged()
    (message,) = await phone.mailbox()
    return till, auth_req_id, message


Waiting = tuple[Till, str, dict[str, str]]


# am.md 11.3


async def test_the_push_message_carries_the_binding_message(
    phone: Phone, till_and_message: Waiting
) -> None:
    # am.md 8.3, 11.3
    _, _, message = till_and_message
    claims = phone.read(message)
    assert claims["m"] == BINDING_MESSAGE
    assert (claims["u"], claims["d"], claims["k"]) == ("mechanism-1", "demo", "default")
    assert claims["t"] == "120"
    assert b64decode(claims["l"]) == b"amlbcookie=01"
    assert len(b64decode(claims["c"])) == len(b64decode(phone.secret)) == 32
    uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    assert re.fullmatch(f"AUTHENTICATE:{uuid}{claims['i']}", message["messageId"])


async def test_without_a_binding_message_the_nodes_own_text_is_shown(
    phone: Phone, administrator: Administrator, key: JWK
) -> None:
    # am.md 8.3
    await Till(phone.am, key).acknowledged(binding_message=None)
    assert phone.read((await phone.mailbox())[0])["m"] == "Login attempt from demo at ForgeRock"
    sender = f"{TREES}/nodes/PushAuthenticationSenderNode/{SENDER}"
    await done(administrator, sender, {"userMessage": {"en": "Is it you, {{user}}?"}})
    await Till(phone.am, key).acknowledged(binding_message=None)
    assert phone.read((await phone.mailbox())[1])["m"] == "Is it you, demo?"


async def test_placeholders_are_filled_in_a_binding_message_too(phone: Phone, key: JWK) -> None:
    # am.md 8.3
    await Till(phone.am, key).acknowledged(binding_message="Pay, {{user}}, at {{issuer}}")
    assert phone.read((await phone.mailbox())[0])["m"] == "Pay, demo, at ForgeRock"


# am.md 11.2


async def test_an_approval_ends_the_wait(phone: Phone, till_and_message: Waiting) -> None:
    # am.md 11.2
    till, auth_req_id, message = till_and_message
    answer = await phone.answer(message)
    assert (answer.status_code, answer.json()) == (200, {})
    assert await phone.mailbox() == []
    assert "access_token" in (await till.poll(auth_req_id)).json()


@pytest.mark.parametrize("deny", [True, False, None, "no"])
async def test_a_denial_answers_200_too_and_the_mere_claim_denies(
    phone: Phone, till_and_message: Waiting, deny: Any
) -> None:
    # am.md 11.2
    till, auth_req_id, message = till_and_message
    answer = await phone.answer(message, deny=deny)
    assert (answer.status_code, answer.json()) == (200, {})
    refused = await till.poll(auth_req_id)
    assert (refused.status_code, refused.json()["error"]) == (400, "access_denied")


async def test_a_wrong_answer_is_refused_and_leaves_the_message_open(
    phone: Phone, till_and_message: Waiting
) -> None:
    # am.md 11.2
    till, auth_req_id, message = till_and_message
    other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    right = challenge_response(phone.secret, phone.read(message)["c"])
    lone_surrogate = {"response": right, "x": "\ud800"}
    answers = [
        await phone.answer(message, secret=other),
        await phone.answer(message, response=other),
        await phone.answer(message, response="é"),
        await phone.answer({**message, "messageId": "AUTHENTICATE:nothing"}),
        await phone.send(phone.qr["a"], message["messageId"], phone.sign({})),
        await phone.send(phone.qr["a"], message["messageId"], phone.sign({"response": 5})),
        await phone.send(phone.qr["a"], message["messageId"], phone.sign(lone_surrogate)),
        await phone.send(phone.qr["a"], message["messageId"], "no.jwt"),
        await phone.send(phone.qr["r"], message["messageId"], phone.sign({"response": right})),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()) == (400, BAD)
    assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"
    assert (await phone.answer(message)).status_code == 200
    assert (await till.poll(auth_req_id)).status_code == 200


async def test_a_notification_swiped_away_leaves_the_question_open(
    phone: Phone, till_and_message: Waiting
) -> None:
    # am.md 11.2
    till, auth_req_id, message = till_and_message
    swiped = await phone.am.mock("DELETE", f"/phones/{phone.device_id}/messages")
    assert swiped.json()["result"][0]["messageId"] == message["messageId"]
    assert await phone.mailbox() == []
    assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"
    assert (await phone.answer(message)).status_code == 200
    assert (await till.poll(auth_req_id)).status_code == 200


async def test_a_message_is_answered_once(phone: Phone, till_and_message: Waiting) -> None:
    # am.md 11.2
    till, auth_req_id, message = till_and_message
    assert (await phone.answer(message, deny=True)).status_code == 200
    assert (await phone.answer(message)).json() == BAD
    assert (await till.poll(auth_req_id)).json()["error"] == "access_denied"


@pytest.mark.parametrize(
    "body", [{}, {"messageId": "x"}, {"jwt": "x"}, {"messageId": [], "jwt": {}}, {"messageId": 1}]
)
async def test_both_members_are_required(phone: Phone, body: dict[str, Any]) -> None:
    # am.md 11.2
    answer = await phone.am.post(ANSWER, headers=HEADERS, json=body)
    assert (answer.status_code, answer.json()) == (400, BAD)


async def test_without_a_push_service_there_is_no_endpoint(am: AM) -> None:
    # am.md 11.2
    answer = await am.post(ANSWER, headers=HEADERS, json={"messageId": "x", "jwt": "y"})
    message = "Cannot find Push Notification Service."
    assert (answer.status_code, answer.json()) == (404, error(404, "Not Found", message))


async def test_another_realms_endpoint_knows_nothing_of_the_message(
    phone: Phone, till_and_message: Waiting, administrator: Administrator
) -> None:
    # am.md 11.2
    _, _, message = till_and_message
    root = "/json/realms/root"
    await administrator.put(f"{root}/realm-config/services/pushNotification", PUSH_SERVICE)
    right = challenge_response(phone.secret, phone.read(message)["c"])
    answer = await phone.send(
        f"{root}/push/sns/message?_action=authenticate",
        message["messageId"],
        phone.sign({"response": right}),
    )
    assert answer.json() == BAD


async def test_the_first_registered_phone_is_asked(phone: Phone, key: JWK) -> None:
    # am.md 8.3
    second = await give_phone(phone.am)
    till = Till(phone.am, key)
    auth_req_id = await till.acknowledged()
    (message,) = await phone.mailbox()
    await phone.answer(message)
    await till.acknowledged()
    assert "access_token" in (await till.poll(auth_req_id)).json()
    assert len(await phone.mailbox()) == 1, "and stays the first when it has been used"
    assert await Phone(phone.am, phone.uri, second).mailbox() == []


async def test_an_answer_after_expiry_changes_nothing(
    phone: Phone, till_and_message: Waiting
) -> None:
    # am.md 13
    till, auth_req_id, message = till_and_message
    await phone.am.advance(601)
    await phone.answer(message)
    assert (await till.poll(auth_req_id)).json()["error"] == "expired_token"


async def test_a_phone_that_stays_silent_fails_the_tree(
    phone: Phone, till_and_message: Waiting, administrator: Administrator
) -> None:
    # am.md 8.3, 9.2: after 120 s AM has forgotten the message, whatever the verifier's clock says
    till, auth_req_id, message = till_and_message
    await phone.am.advance(100)
    assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"
    await phone.am.advance(21)
    assert (await phone.answer(message)).json() == BAD
    assert (await till.poll(auth_req_id)).json()["error"] == "access_denied"


async def test_the_verifiers_own_time_out_runs_from_its_first_look(
    phone: Phone, administrator: Administrator, key: JWK
) -> None:
    # am.md 8.3, 9.2
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE | {"mdDuration": 600})
    till = Till(phone.am, key)
    auth_req_id = await till.acknowledged()
    (message,) = await phone.mailbox()
    await phone.am.advance(130)
    assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"
    await phone.am.advance(119)
    assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"
    await phone.am.advance(9)
    assert (await till.poll(auth_req_id)).json()["error"] == "access_denied"
    answer = await phone.answer(message)
    assert answer.status_code == 200, "AM has still a place for it, but nobody looks there"
    assert (await till.poll(auth_req_id)).json()["error"] == "access_denied"
