"""`/json/…/users` and their phones (am.md 6)."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, Administrator, error
from tests.contract.configuration import give_phone

PHONES = "/users/demo/devices/2fa/push"


async def test_create_defaults_names_and_never_shows_the_password(
    am: AM, administrator: Administrator
) -> None:
    body = {"username": "bob", "userpassword": "Ch4ng31t", "mail": "bob@example.com"}
    created = await administrator.post("/users?_action=create", body)
    assert created.status_code == 201
    assert created.headers["location"] == f"{am.url}{ALPHA}/users/bob"
    user = created.json()
    assert (user["_id"], user["_rev"], user["username"]) == ("bob", "-1", "bob")
    assert user["realm"] == "/alpha"
    for attribute in ("uid", "sn", "cn"):
        assert user[attribute] == ["bob"]
    assert user["mail"] == ["bob@example.com"]
    assert user["inetUserStatus"] == ["Active"]
    assert "userpassword" not in user
    assert (await am.login("bob", "Ch4ng31t", ALPHA)).status_code == 200


async def test_a_second_user_of_the_same_name_is_a_conflict(administrator: Administrator) -> None:
    body = {"username": "demo", "userpassword": "other"}
    answer = await administrator.post("/users?_action=create", body)
    message = "Identity demo of type user already exists."
    assert answer.json() == error(409, "Conflict", message)


@pytest.mark.parametrize(
    "body",
    [
        {"username": "bob"},
        {"userpassword": "x"},
        {"username": "bob", "userpassword": ""},
        {"username": "bob", "userpassword": 5},
        {"username": "a/b", "userpassword": "x"},
        {"username": "bob\n", "userpassword": "x"},
        {"username": "bob", "userpassword": "x", "mail": 5},
        {"username": "bob", "userpassword": "x", "mail": [None]},
    ],
)
async def test_an_incomplete_user_is_refused(
    administrator: Administrator, body: dict[str, Any]
) -> None:
    assert (await administrator.post("/users?_action=create", body)).status_code == 400
    assert (await administrator.get("/users/bob")).status_code == 404


async def test_a_change_keeps_the_password(am: AM, administrator: Administrator) -> None:
    user = (await administrator.get("/users/demo")).json()
    answer = await administrator.put("/users/demo", user | {"givenName": ["Dora"]})
    assert answer.json()["givenName"] == ["Dora"]
    assert (await am.login("demo", "Ch4ng31t", ALPHA)).status_code == 200


async def test_a_password_can_be_changed(am: AM, administrator: Administrator) -> None:
    await administrator.put("/users/demo", {"userpassword": "another"})
    assert (await am.login("demo", "Ch4ng31t", ALPHA)).status_code == 401
    assert (await am.login("demo", "another", ALPHA)).status_code == 200


async def test_the_users_of_a_realm_are_listed_with_their_version(
    administrator: Administrator,
) -> None:
    answer = await administrator.get("/users?_queryFilter=true")
    assert [user["_id"] for user in answer.json()["result"]] == ["demo"]
    assert answer.headers["content-api-version"] == "protocol=2.0,resource=4.0, resource=4.0"


async def test_a_user_without_phones_has_an_empty_list(administrator: Administrator) -> None:
    answer = (await administrator.get(f"{PHONES}?_queryFilter=true")).json()
    assert (answer["result"], answer["resultCount"]) == ([], 0)


async def test_a_phone_can_be_listed_and_deleted(am: AM, administrator: Administrator) -> None:
    await give_phone(am)
    (listed,) = (await administrator.get(f"{PHONES}?_queryFilter=true")).json()["result"]
    path = f"{PHONES}/{listed['uuid']}"
    assert (await administrator.get(path)).json() == listed
    assert (await administrator.delete(path)).json() == listed
    assert (await administrator.delete(path)).status_code == 404


async def test_reset_drops_every_phone_of_that_user(am: AM, administrator: Administrator) -> None:
    await give_phone(am)
    await give_phone(am)
    assert (await administrator.post(f"{PHONES}?_action=reset")).json() == {"result": True}
    assert (await administrator.get(f"{PHONES}?_queryFilter=true")).json()["result"] == []


async def test_a_deleted_users_phones_are_gone(am: AM, administrator: Administrator) -> None:
    await give_phone(am)
    await administrator.delete("/users/demo")
    assert (await administrator.get(f"{PHONES}?_queryFilter=true")).json()["result"] == []


async def test_a_users_name_may_be_in_any_script(am: AM, administrator: Administrator) -> None:
    body = {"username": "Żółw 1", "userpassword": "x"}
    created = await administrator.post("/users?_action=create", body)
    assert created.status_code == 201
    assert created.headers["location"].endswith("/users/%C5%BB%C3%B3%C5%82w%201")
    read = await am.get(created.headers["location"], headers=administrator.headers)
    assert read.json()["username"] == "Żółw 1"
