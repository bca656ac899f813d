"""`/json/global-config/realms` (am.md 5)."""

from typing import Any

import pytest

from tests.contract.am import AM, Administrator, error
from tests.contract.configuration import CLIENTS, give_phone

REALMS = "/json/global-config/realms"
ALPHA_ID, BETA_ID = "L2FscGhh", "L2JldGE"
BETA = {"name": "beta", "parentPath": "/", "active": True, "aliases": []}


async def test_a_fresh_state_has_the_root_realm_and_alpha(administrator: Administrator) -> None:
    listed = (await administrator.get(f"{REALMS}/?_queryFilter=true")).json()["result"]
    assert [(realm["_id"], realm["name"], realm["parentPath"]) for realm in listed] == [
        (ALPHA_ID, "alpha", "/"),
        ("Lw", "/", None),
    ]


async def test_reading_a_realm(administrator: Administrator) -> None:
    realm = (await administrator.get(f"{REALMS}/{ALPHA_ID}")).json()
    del realm["_rev"]
    assert realm == {
        "_id": ALPHA_ID,
        "parentPath": "/",
        "active": True,
        "name": "alpha",
        "aliases": [],
    }


async def test_a_new_realm_has_a_login_tree(am: AM, administrator: Administrator) -> None:
    created = await administrator.put(f"{REALMS}/{BETA_ID}", {"_id": BETA_ID, **BETA})
    assert created.status_code == 201
    beta = "/json/realms/root/realms/beta"
    user = {"userpassword": "Ch4ng31t"}
    assert (await administrator.put(f"{beta}/users/bob", user)).status_code == 201
    assert (await am.login("bob", "Ch4ng31t", beta)).json()["realm"] == "/beta"


async def test_create_answers_201_then_409(administrator: Administrator) -> None:
    created = await administrator.post(f"{REALMS}?_action=create", BETA)
    assert created.status_code == 201
    assert created.headers["location"].endswith(f"{REALMS}/{BETA_ID}")
    again = await administrator.post(f"{REALMS}?_action=create", BETA)
    message = "Unable to save config: Service already exists"
    assert again.json() == error(409, "Conflict", message)


async def test_realms_nest(administrator: Administrator) -> None:
    child = {"name": "gamma", "parentPath": "/beta"}
    orphan = await administrator.post(f"{REALMS}?_action=create", child)
    assert orphan.status_code == 404
    await administrator.post(f"{REALMS}?_action=create", BETA)
    born = await administrator.post(f"{REALMS}?_action=create", child)
    assert born.json()["parentPath"] == "/beta"
    users = "/json/realms/root/realms/beta/realms/gamma/users?_queryFilter=true"
    assert (await administrator.get(users)).json()["result"] == []


async def test_deleting_a_realm_takes_everything_in_it(
    am: AM, administrator: Administrator
) -> None:
    await give_phone(am)
    await administrator.put(f"{CLIENTS}/x", {"coreOAuth2ClientConfig": {"userpassword": "s"}})
    alpha = (await administrator.get(f"{REALMS}/{ALPHA_ID}")).json()
    assert (await administrator.delete(f"{REALMS}/{ALPHA_ID}")).json() == alpha
    assert (await administrator.get("/users/demo")).status_code == 404
    await administrator.put(f"{REALMS}/{ALPHA_ID}", alpha)
    assert (await administrator.get(f"{CLIENTS}/x")).status_code == 404
    phones = await administrator.get("/users/demo/devices/2fa/push?_queryFilter=true")
    assert phones.json()["result"] == []


async def test_the_root_realm_stays(administrator: Administrator) -> None:
    assert (await administrator.delete(f"{REALMS}/Lw")).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "a/b", "parentPath": "/"},
        {"name": "", "parentPath": "/"},
        {"name": 7, "parentPath": "/"},
        {"name": "alpha", "parentPath": "/"},
        {"name": "beta", "parentPath": 7},
        BETA | {"active": "yes"},
        BETA | {"aliases": "beta.example.com"},
        BETA | {"aliases": [1]},
    ],
)
async def test_a_body_that_does_not_describe_the_realm_is_refused(
    administrator: Administrator, body: dict[str, Any]
) -> None:
    assert (await administrator.put(f"{REALMS}/{BETA_ID}", body)).status_code == 400


@pytest.mark.parametrize("identifier", ["beta", "L2JldGE=", "é", "_-_-", "L2JldGF"])
async def test_an_id_that_is_no_encoded_path_is_refused(
    administrator: Administrator, identifier: str
) -> None:
    assert (await administrator.put(f"{REALMS}/{identifier}", BETA)).status_code == 400
    assert (await administrator.get(f"{REALMS}/{identifier}")).status_code == 404
