"""Recovery codes: shown once, each good for one login without the phone (am.md 8.1)."""

import re

import pytest

from tests.contract.am import AM, Administrator
from tests.contract.configuration import PUSH_SERVICE, SERVICES, TREES, done
from tests.contract.phone import REGISTRATION, Phone, filled, qr_step, qr_text
from tests.contract.second_login import (
    CODE,
    LOGIN,
    Registered,
    begun,
    codes_shown,
    gone_on,
    put_registration_with_codes,
)


async def test_the_first_login_registers_a_phone_and_shows_ten_recovery_codes(
    registered: Registered, administrator: Administrator
) -> None:
    phone, codes = registered
    listed = await administrator.get("/users/demo/devices/2fa/push?_queryFilter=true")
    assert [device["uuid"] for device in listed.json()["result"]] == [phone.qr["pid"]]
    assert len(set(codes)) == 10
    assert all(re.fullmatch("[A-Za-z0-9]{10}", code) for code in codes)
    assert not any(code in listed.text for code in codes)


async def test_a_recovery_code_stands_in_for_the_phone_once(am: AM, registered: Registered) -> None:
    _, codes = registered
    for code, status in ((codes[0], 200), (codes[0], 401), (codes[9], 200), ("x", 401)):
        left = await gone_on(am, await begun(am), exit_pressed=True)
        answer = await am.post(LOGIN, json=filled(left.json(), code))
        assert answer.status_code == status, code
        assert ("tokenId" in answer.json()) is (status == 200)


async def test_codes_outlive_the_steps_between_their_making_and_their_showing(
    am: AM, administrator: Administrator
) -> None:
    # TreeState in AM's public API: transient state that a node further down needs
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_with_codes(administrator, wait_before=True)
    step = await qr_step(am)
    await Phone(am, qr_text(step)).register()
    waiting = (await am.post(REGISTRATION, json=filled(step, "mfaDeviceRegistration"))).json()
    assert [one["type"] for one in waiting["callbacks"]] == ["PollingWaitCallback"]
    await am.advance(9)
    assert len(codes_shown((await am.post(REGISTRATION, json=waiting)).json())) == 10


@pytest.mark.parametrize("kind", ["OATH", "WEB_AUTHN"])
async def test_a_code_of_another_kind_of_device_is_wrong(
    am: AM, registered: Registered, administrator: Administrator, kind: str
) -> None:
    # am.md 8.1
    node = f"{TREES}/nodes/RecoveryCodeCollectorDecisionNode/{CODE}"
    await done(administrator, node, {"recoveryCodeType": kind})
    left = await gone_on(am, await begun(am), exit_pressed=True)
    answer = await am.post(LOGIN, json=filled(left.json(), registered[1][0]))
    assert answer.status_code == 401
