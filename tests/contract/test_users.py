"""`/json/…/users` (am.md 6)."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.contract.am import ALPHA, AM, REALM, SESSION, Administrator, error


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


async def test_every_attribute_but_two_is_a_list(administrator: Administrator) -> None:
    # am.md 6
    body = {"username": "bob", "userpassword": "x", "givenName": "Bob", "telephoneNumber": "1"}
    created = (await administrator.post("/users?_action=create", body)).json()
    read = (await administrator.get("/users/bob")).json()
    (listed,) = (await administrator.get('/users?_queryFilter=uid eq "bob"')).json()["result"]
    assert created == read == listed
    texts = {key for key, value in read.items() if isinstance(value, str)}
    assert texts == {"_id", "_rev", "username", "realm"}
    for key in read.keys() - texts:
        assert all(isinstance(one, str) for one in read[key]), key
    assert read["dn"][0].startswith("uid=bob,ou=people,")
    assert read["universalid"][0].startswith("id=bob,ou=user,")
    assert re.fullmatch(r"\d{14}Z", read["createTimestamp"][0])
    assert read["objectClass"]


@pytest.mark.parametrize("missing", ["username", "userpassword"])
async def test_a_user_needs_a_name_and_a_password(
    administrator: Administrator, missing: str
) -> None:
    # am.md 2.6, 6
    body = {"username": "bob", "userpassword": "x"}
    del body[missing]
    answer = await administrator.post("/users?_action=create", body)
    message = f"The request body must include '{missing}'."
    assert answer.json() == error(400, "Bad Request", message)


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
    # am.md 2.4
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


async def test_a_users_name_may_be_in_any_script(am: AM, administrator: Administrator) -> None:
    body = {"username": "Żółw 1", "userpassword": "x"}
    created = await administrator.post("/users?_action=create", body)
    assert created.status_code == 201
    assert created.headers["location"].endswith("/users/%C5%BB%C3%B3%C5%82w%201")
    read = await am.get(created.headers["location"], headers=administrator.headers)
    assert read.json()["username"] == "Żółw 1"
