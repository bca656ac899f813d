import pytest

from ciba_helpers.am.phone_registration import (
    REGISTRATION_TREE,
    put_registration_tree,
    register_by_login,
)
from ciba_helpers.am.push_service import put_push_service
from ciba_helpers.am.session import Administrator, AMError
from ciba_helpers.am.trees import read_tree
from ciba_helpers.am.users import push_devices
from ciba_helpers.phone import Phone

MAILBOXES = "http://am.example.com/_mock/phones"


@pytest.fixture
async def push_service(am: Administrator) -> None:
    await put_push_service(am, access_key="a", secret="b", apple_endpoint="c", google_endpoint="d")


async def registered(am: Administrator, password: str = "Ch4ng31t") -> Phone:
    return await register_by_login(am.http, am.url, "/alpha", "demo", password, MAILBOXES)


async def test_the_registration_tree_asks_for_name_and_password_first(am: Administrator) -> None:
    await put_registration_tree(am)
    tree = await read_tree(am, REGISTRATION_TREE)
    node, kinds = tree["entryNodeId"], list[str]()
    while node in tree["nodes"]:
        kinds.append(tree["nodes"][node]["nodeType"])
        connections = tree["nodes"][node]["connections"]
        node = connections.get("outcome") or connections.get("true") or ""
    assert kinds == [
        "UsernameCollectorNode",
        "PasswordCollectorNode",
        "DataStoreDecisionNode",
        "PushRegistrationNode",
    ]


async def test_a_login_with_the_qr_code_registers_a_phone(
    am: Administrator, push_service: None
) -> None:
    await put_registration_tree(am)
    phone = await registered(am)
    listed = [device["uuid"] for device in await push_devices(am, "demo")]
    assert listed == [phone.registration.resource_id]
    assert (phone.owner, phone.registration.issuer) == ("demo", "ExampleBank")
    where = "/json/realms/root/realms/alpha/push/sns/message?_action=authenticate"
    assert phone.registration.authentication_url == f"{am.url}{where}"


async def test_who_has_a_phone_is_shown_no_code(am: Administrator, push_service: None) -> None:
    await put_registration_tree(am)
    phone = await registered(am)
    with pytest.raises(LookupError, match="demo has a phone already"):
        await registered(am)
    listed = [device["uuid"] for device in await push_devices(am, "demo")]
    assert listed == [phone.registration.resource_id]


async def test_who_does_not_know_the_password_registers_no_phone(
    am: Administrator, push_service: None
) -> None:
    await put_registration_tree(am)
    with pytest.raises(AMError, match="401"):
        await registered(am, "wrong")
    assert await push_devices(am, "demo") == []


async def test_without_the_tree_there_is_no_registration(
    am: Administrator, push_service: None
) -> None:
    with pytest.raises(AMError, match="400"):
        await registered(am)


async def test_without_the_push_service_there_is_no_registration(am: Administrator) -> None:
    await put_registration_tree(am)
    with pytest.raises((AMError, ValueError)):
        await registered(am)
    assert await push_devices(am, "demo") == []
