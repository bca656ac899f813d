import pytest

from ciba_helpers.am.login import Login
from ciba_helpers.am.session import Administrator, AMError
from ciba_helpers.am.users import create_user, push_devices, read_user, reset_push_devices


async def test_demo_is_there_without_a_phone(am: Administrator) -> None:
    assert (await read_user(am, "demo"))["username"] == "demo"
    assert await push_devices(am, "demo") == []


async def test_a_created_user_can_be_read_and_can_log_in(am: Administrator) -> None:
    await create_user(am, "ann", "Pa55word")
    assert (await read_user(am, "ann"))["mail"] == ["ann@example.com"]
    login = Login(am.http, am.url, "/alpha", "ldapService")
    await login.begin()
    await login.send(username="ann", password="Pa55word")
    assert login.succeeded


async def test_a_user_s_name_is_taken_once(am: Administrator) -> None:
    with pytest.raises(AMError) as refusal:
        await create_user(am, "demo", "Pa55word")
    assert refusal.value.code == 409


async def test_a_missing_user_is_missed(am: Administrator) -> None:
    with pytest.raises(AMError) as refusal:
        await read_user(am, "nobody")
    assert refusal.value.code == 404


async def test_phones_are_listed_in_their_order_and_forgotten_together(am: Administrator) -> None:
    mailboxes = am.url.removesuffix("/am") + "/_mock/phones"
    for _ in range(2):
        await am.http.post(mailboxes, json={"realm": "/alpha", "username": "demo"})
    assert [d["deviceName"] for d in await push_devices(am, "demo")] == [
        "Phone held by the mock",
        "Phone held by the mock",
    ]
    await reset_push_devices(am, "demo")
    assert await push_devices(am, "demo") == []
