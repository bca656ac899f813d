"""The phone's own protocol: registration, messages, signed answers (am.md 11)."""

from typing import Any

import httpx
import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import ALPHA, AM, REALM, Administrator, error
from tests.contract.configuration import (
    PUSH_SERVICE,
    SENDER,
    SERVICES,
    TREES,
    done,
    give_phone,
)
from tests.contract.phone import (
    HEADERS,
    REGISTRATION,
    Phone,
    challenge_response,
    filled,
    put_registration_tree,
    qr_step,
    qr_text,
)
from tests.contract.till import BINDING_MESSAGE, Till

BAD = error(400, "Bad Request", "Bad request.")
ANSWER = f"{ALPHA}/push/sns/message?_action=authenticate"


@pytest.fixture
async def till_and_message(phone: Phone, key: JWK) -> tuple[Till, str, dict[str, str]]:
    """A till, its auth_req_id, and the message that waits on the phone."""
    till = Till(phone.am, key)
    auth_req_id = await till.acknowledged()
    (message,) = await phone.mailbox()
    return till, auth_req_id, message


Waiting = tuple[Till, str, dict[str, str]]


# am.md 11.1


async def test_the_qr_text_has_what_a_phone_needs(am: AM, administrator: Administrator) -> None:
    # am.md 11.1
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_tree(administrator)
    uri = qr_text(await qr_step(am))
    phone = Phone(am, uri)
    assert uri.startswith("pushauth://push/ForgeRock:demo?")
    assert "=" not in uri.split("?")[1].replace("=", "", uri.count("&") + 1), "no padding"
    assert phone.account == "ForgeRock:demo"
    assert phone.qr["issuer"] == "ForgeRock"
    assert phone.qr["l"] == "amlbcookie=01"
    assert phone.qr["b"] == "032b75"
    assert phone.qr["uid"] == "demo"
    assert phone.qr["pid"].count("-") == 4
    assert phone.qr["r"] == f"{am.url}{ALPHA}/push/sns/message?_action=register"
    assert phone.qr["a"] == f"{am.url}{ALPHA}/push/sns/message?_action=authenticate"
    kind, _, rest = phone.qr["m"].partition(":")
    assert kind == "REGISTER"
    assert rest[:36].count("-") == 4
    assert rest[36:].isdecimal()


async def test_registration_shows_text_script_qr_and_a_wait(
    am: AM, administrator: Administrator
) -> None:
    # am.md 3.2, 11.1
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_tree(administrator)
    step = await qr_step(am)
    assert [callback["type"] for callback in step["callbacks"]] == [
        "TextOutputCallback",
        "TextOutputCallback",
        "HiddenValueCallback",
        "PollingWaitCallback",
    ]
    wait = step["callbacks"][3]
    assert wait["output"][0] == {"name": "waitTime", "value": "2000"}, "a string of milliseconds"
    assert "input" not in wait


async def test_a_phone_that_answered_the_qr_code_is_its_users(
    phone: Phone, administrator: Administrator
) -> None:
    # am.md 6, 9.3
    listed = await administrator.get("/users/demo/devices/2fa/push?_queryFilter=true")
    (device,) = listed.json()["result"]
    assert device["deviceName"] == "Push Device", "whatever its own name"
    assert device["uuid"] == phone.qr["pid"]
    assert phone.secret not in listed.text
    user = await administrator.get("/users/demo")
    assert user.json()["push2faEnabled"] == ["2"], "not to be skipped (am.md 9.3)"


async def test_the_login_waits_until_the_phone_has_answered(
    am: AM, administrator: Administrator
) -> None:
    # am.md 11.1
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_tree(administrator)
    step = await qr_step(am)
    again = await am.post(REGISTRATION, json=filled(step, "mfaDeviceRegistration"))
    assert qr_text(again.json()) == qr_text(step), "the same code is shown on"
    phone = Phone(am, qr_text(step))
    assert (await phone.register()).json() == {}
    finished = await am.post(REGISTRATION, json=filled(again.json(), "mfaDeviceRegistration"))
    assert finished.json()["realm"] == REALM


async def test_an_unanswered_qr_code_times_out_when_am_forgets_it(
    am: AM, administrator: Administrator
) -> None:
    # am.md 9.2: mdDuration
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_tree(administrator)
    step = await qr_step(am)
    await am.advance(119)
    again = await am.post(REGISTRATION, json=filled(step, "mfaDeviceRegistration"))
    assert qr_text(again.json()) == qr_text(step)
    await am.advance(2)
    answer = await am.post(REGISTRATION, json=filled(again.json(), "mfaDeviceRegistration"))
    assert answer.json()["message"] == "Login failure"
    assert (await Phone(am, qr_text(step)).register()).json() == BAD


async def test_an_unanswered_qr_code_times_out_after_its_share_of_polls(
    am: AM, administrator: Administrator
) -> None:
    # am.md 8.1: timeout, in polls of two seconds
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_tree(administrator, timeout=6)
    step = await qr_step(am)
    for _ in range(2):
        answer = await am.post(REGISTRATION, json=filled(step, "mfaDeviceRegistration"))
        step = answer.json()
    answer = await am.post(REGISTRATION, json=filled(step, "mfaDeviceRegistration"))
    assert answer.json()["message"] == "Login failure"


async def test_a_user_who_has_a_phone_passes_without_a_qr_code(phone: Phone) -> None:
    # am.md 11.1
    assert (await qr_step(phone.am))["realm"] == REALM


async def test_a_qr_code_registers_one_phone(am: AM, administrator: Administrator) -> None:
    # am.md 11.2
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_tree(administrator)
    phone = Phone(am, qr_text(await qr_step(am)))
    assert (await phone.register()).status_code == 200
    assert (await phone.register()).json() == BAD


@pytest.mark.parametrize(
    ("config", "label"),
    [
        ({}, "ForgeRock:demo"),
        (
            {"accountName": "EMAIL_ADDRESS", "issuer": "Example Bank"},
            "Example%20Bank:demo@example.com",
        ),
        ({"accountName": "EMPLOYEE_NUMBER"}, "ForgeRock:demo"),
    ],
)
async def test_the_account_on_the_phone_is_named_as_configured(
    am: AM, administrator: Administrator, config: dict[str, str], label: str
) -> None:
    # am.md 8.1
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_tree(administrator, **config)
    assert qr_text(await qr_step(am)).startswith(f"pushauth://push/{label}?")


async def test_without_a_push_service_nobody_registers(
    am: AM, administrator: Administrator
) -> None:
    # am.md 9.2
    await put_registration_tree(administrator)
    answer = await qr_step(am)
    assert answer == error(401, "Unauthorized", "Login failure")


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
    assert message["messageId"].startswith("AUTHENTICATE:")
    assert message["messageId"].endswith(claims["i"])


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


# am.md 11.2, refresh


async def refreshed(phone: Phone, secret: str | None = None, **changes: Any) -> httpx.Response:
    """The phone tells AM of its new address; `changes` are those of the body."""
    claims = {
        "deviceId": "fcm-token-2",
        "deviceName": "Pixel",
        "deviceType": "android",
        "communicationType": "gcm",
    }
    jwt = phone.sign(claims | changes.pop("claims", {}), secret)
    body = {"mechanismUid": "mechanism-1", "username": "demo", "jwt": jwt} | changes
    url = phone.qr["a"].replace("=authenticate", "=refresh")
    return await phone.am.post(url, headers=HEADERS, json=body)


async def test_a_phone_with_a_new_address_refreshes_its_registration(
    phone: Phone, administrator: Administrator, key: JWK
) -> None:
    # am.md 11.2
    answer = await refreshed(phone)
    assert (answer.status_code, answer.json()) == (200, {})
    listed = await administrator.get("/users/demo/devices/2fa/push?_queryFilter=true")
    assert [device["deviceName"] for device in listed.json()["result"]] == ["Pixel"]
    till = Till(phone.am, key)
    auth_req_id = await till.acknowledged()
    assert await phone.mailbox() == []
    phone.device_id = "fcm-token-2"
    (message,) = await phone.mailbox()
    await phone.answer(message)
    assert "access_token" in (await till.poll(auth_req_id)).json()


@pytest.mark.parametrize(
    "changes",
    [
        {"mechanismUid": "mechanism-2"},
        {"mechanismUid": None},
        {"username": "bob"},
        {"username": None},
        {"jwt": None},
        {"jwt": "x.y.z"},
        {"secret": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
        {"claims": {"deviceId": ""}},
        {"claims": {"deviceId": 5}},
        {"claims": {"deviceName": []}},
    ],
)
async def test_nobody_else_can_refresh_it(phone: Phone, key: JWK, changes: dict[str, Any]) -> None:
    # am.md 11.2
    answer = await refreshed(phone, **changes)
    assert (answer.status_code, answer.json()) == (400, BAD)
    await Till(phone.am, key).acknowledged()
    assert len(await phone.mailbox()) == 1, "the phone is where it was"
