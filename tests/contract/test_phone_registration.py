"""A phone is registered from a QR code (am.md 11.1)."""

from typing import Any

import httpx
import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import ALPHA, AM, REALM, Administrator, error
from tests.contract.configuration import (
    PUSH_SERVICE,
    SERVICES,
    done,
)
from tests.contract.phone import (
    BAD,
    HEADERS,
    REGISTRATION,
    Phone,
    filled,
    put_registration_tree,
    qr_step,
    qr_text,
)
from tests.contract.till import Till


async def test_the_qr_text_has_what_a_phone_needs(am: AM, administrator: Administrator) -> None:
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


async def test_a_picture_is_in_the_code_where_one_is_configured(
    am: AM, administrator: Administrator
) -> None:
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_tree(administrator, imgUrl="https://bank.example/logo.png")
    assert Phone(am, qr_text(await qr_step(am))).qr["image"] == "https://bank.example/logo.png"


async def test_without_a_push_service_nobody_registers(
    am: AM, administrator: Administrator
) -> None:
    await put_registration_tree(administrator)
    answer = await qr_step(am)
    assert answer == error(401, "Unauthorized", "Login failure")


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
    answer = await refreshed(phone, **changes)
    assert (answer.status_code, answer.json()) == (400, BAD)
    await Till(phone.am, key).acknowledged()
    assert len(await phone.mailbox()) == 1, "the phone is where it was"
