"""`/json/…/users` and their phones (am.md 6)."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.contract.am import ALPHA, AM, REALM, SESSION, Administrator, error
from tests.contract.configuration import give_phone, stranger

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
    assert user["realm"] == REALM
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
    asked = {"Accept_API_Version": "protocol=2.0,resource=4.0"}
    answer = await administrator.get("/users?_queryFilter=true", **asked)
    assert [user["_id"] for user in answer.json()["result"]] == ["demo"]
    assert answer.headers["content-api-version"] == "protocol=2.0,resource=4.0, resource=4.0"


async def test_a_user_without_phones_has_an_empty_list(administrator: Administrator) -> None:
    answer = (await administrator.get(f"{PHONES}?_queryFilter=true")).json()
    assert (answer["result"], answer["resultCount"]) == ([], 0)


async def test_a_phone_can_be_listed_and_deleted(am: AM, administrator: Administrator) -> None:
    await give_phone(am)
    (listed,) = (await administrator.get(f"{PHONES}?_queryFilter=true")).json()["result"]
    path = f"{PHONES}/{listed['uuid']}"
    read = await administrator.get(path)
    assert read.json() == error(501, "Not Implemented", "Not supported.")
    deleted = await administrator.delete(path)
    assert deleted.json() == listed
    assert deleted.headers["etag"] == f'"{listed["_rev"]}"'
    message = f"User device, {listed['uuid']}, not found."
    assert (await administrator.delete(path)).json() == error(404, "Not Found", message)


async def test_users_see_and_drop_their_own_phones_and_no_others(
    am: AM, administrator: Administrator
) -> None:
    # am.md 6: the SDKs do so with the user's own session
    await give_phone(am)
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    listed = (await am.get(f"{ALPHA}{PHONES}?_queryFilter=true", headers=demo)).json()["result"]
    path = f"{ALPHA}{PHONES}/{listed[0]['uuid']}"
    namesake = await stranger(administrator)
    assert (await am.http.delete(path, headers=namesake)).status_code == 403
    assert (await am.http.delete(path)).status_code == 401
    assert (await am.http.delete(path, headers=demo)).status_code == 200


async def test_phones_can_be_searched(am: AM, administrator: Administrator) -> None:
    await give_phone(am)
    query = f'{PHONES}?_queryFilter=deviceName sw "phone"&_fields=uuid'
    (found,) = (await administrator.get(query)).json()["result"]
    assert found.keys() == {"_id", "_rev", "uuid"}
    assert found["uuid"] == found["_id"]


@pytest.mark.parametrize(
    ("method", "query"), [("POST", "?_action=dance"), ("PUT", ""), ("GET", "")]
)
async def test_phones_know_no_other_deed(
    administrator: Administrator, method: str, query: str
) -> None:
    assert (await administrator.request(method, PHONES + query, {})).status_code == 501


async def test_a_missing_user_cannot_be_found(administrator: Administrator) -> None:
    for method in ("GET", "DELETE"):
        answer = await administrator.request(method, "/users/nobody")
        assert answer.json() == error(404, "Not Found", "Resource cannot be found.")


async def test_deleting_a_user_says_only_that_it_is_done(
    am: AM, administrator: Administrator
) -> None:
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    deleted = await administrator.delete("/users/demo")
    assert deleted.status_code == 200
    assert deleted.json() == {"_id": "demo", "_rev": "-1", "success": "true"}
    body = {"tokenId": demo[SESSION]}
    validated = await am.post(f"{ALPHA}/sessions?_action=validate", json=body)
    assert validated.json() == {"valid": False}


async def test_put_creates_a_user_too(am: AM, administrator: Administrator) -> None:
    body = {"username": "Bob", "userpassword": "Ch4ng31t"}
    created = await administrator.put("/users/bob", body, If_None_Match="*")
    assert created.status_code == 201
    assert (await am.login("bob", "Ch4ng31t", ALPHA)).status_code == 200


async def test_the_id_in_the_body_must_be_that_in_the_path(administrator: Administrator) -> None:
    body = {"username": "carol", "userpassword": "Ch4ng31t"}
    answer = await administrator.put("/users/bob", body)
    message = "id in path does not match id in request body"
    assert answer.json() == error(400, "Bad Request", message)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ('uid eq "DEMO"', ["demo"]),
        ('mail co "example.org"', ["bob"]),
        ('mail sw "bob@" and !(uid eq "demo")', ["bob"]),
        ('mail co "example" or uid eq "demo"', ["bob", "demo"]),
        ("telephoneNumber pr", ["bob"]),
        ('_id gt "c"', ["demo"]),
        ("false", []),
    ],
)
async def test_users_are_found_by_any_value_of_an_attribute(
    administrator: Administrator, wanted: str, found: list[str]
) -> None:
    mails = ["bob@example.com", "bob@example.org"]
    bob = {"userpassword": "x", "mail": mails, "telephoneNumber": "1"}
    await administrator.put("/users/bob", bob)
    answer = await administrator.get(f"/users?_queryFilter={quote(wanted)}")
    assert [user["_id"] for user in answer.json()["result"]] == found


@pytest.mark.parametrize("where", ["/users", "/users/demo"])
async def test_an_unknown_action_on_users_is_not_supported(
    administrator: Administrator, where: str
) -> None:
    # am.md 2.6
    answer = await administrator.post(f"{where}?_action=dance")
    message = "Actions are not supported for resource instances"
    assert answer.json() == error(501, "Not Implemented", message)


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
