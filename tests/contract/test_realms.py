"""`/json/global-config/realms` (am.md 5)."""

from typing import Any

import pytest

from tests.contract.am import (
    ALPHA,
    AM,
    NAME,
    PARENT,
    REALM,
    REALM_ID,
    REALMS,
    ROOT,
    SESSION,
    Administrator,
    error,
    realm_id,
)
from tests.contract.configuration import CLIENTS, give_phone
from tests.contract.conftest import Mounted

BETA_ID, GAMMA_ID = realm_id(f"{REALM}/beta"), realm_id(f"{REALM}/beta/gamma")
BETA = {"name": "beta", "parentPath": REALM, "active": True, "aliases": []}
GAMMA = {"name": "gamma", "parentPath": f"{REALM}/beta", "active": True, "aliases": []}


async def test_a_fresh_state_has_the_root_realm_and_alpha(mount: Mounted) -> None:
    am = await mount()
    administrator = Administrator(am, await am.session())
    listed = (await administrator.get(f"{REALMS}/?_queryFilter=true")).json()["result"]
    assert [(realm["_id"], realm["name"], realm["parentPath"]) for realm in listed] == [
        ("Lw", "/", None),
        ("L2FscGhh", "alpha", "/"),
    ]


async def test_reading_a_realm(administrator: Administrator) -> None:
    realm = (await administrator.get(f"{REALMS}/{REALM_ID}")).json()
    assert realm.pop("_rev")
    assert realm == {
        "_id": REALM_ID,
        "parentPath": PARENT,
        "active": True,
        "name": NAME,
        "aliases": [],
    }


async def test_alpha_has_the_revision_that_was_recorded(mount: Mounted) -> None:
    # am.md 5
    am = await mount()
    alpha = await am.get(f"{REALMS}/L2FscGhh", headers=await am.session())
    assert alpha.json()["_rev"] == "362268810"


async def test_a_new_realm_has_a_login_tree(am: AM, administrator: Administrator) -> None:
    created = await administrator.put(f"{REALMS}/{BETA_ID}", {"_id": BETA_ID, **BETA})
    assert created.status_code == 201
    beta = f"{ALPHA}/realms/beta"
    user = {"userpassword": "Ch4ng31t"}
    assert (await administrator.put(f"{beta}/users/bob", user)).status_code == 201
    assert (await am.login("bob", "Ch4ng31t", beta)).json()["realm"] == f"{REALM}/beta"


async def test_create_answers_201_then_409(administrator: Administrator) -> None:
    created = await administrator.post(f"{REALMS}?_action=create", BETA)
    assert created.status_code == 201
    assert created.headers["location"].endswith(f"{REALMS}/{BETA_ID}")
    again = await administrator.post(f"{REALMS}?_action=create", BETA)
    message = "Organization already exists, beta"
    assert again.json() == error(409, "Conflict", message)


async def test_realms_nest(administrator: Administrator) -> None:
    orphan = await administrator.post(f"{REALMS}?_action=create", GAMMA)
    assert orphan.json() == error(404, "Not Found", f"Realm does not exist {REALM}/beta")
    await administrator.post(f"{REALMS}?_action=create", BETA)
    born = await administrator.post(f"{REALMS}?_action=create", GAMMA)
    assert born.json()["parentPath"] == f"{REALM}/beta"
    users = f"{ALPHA}/realms/beta/realms/gamma/users?_queryFilter=true"
    assert (await administrator.get(users)).json()["result"] == []


@pytest.mark.parametrize(
    ("path", "identifier"),
    [
        ("/", "Lw"),
        ("/alpha", "L2FscGhh"),
        ("/first", "L2ZpcnN0"),
        ("/first/second", "L2ZpcnN0L3NlY29uZA"),
    ],
)
async def test_a_realms_id_is_its_encoded_path(
    administrator: Administrator, path: str, identifier: str
) -> None:
    # am.md 1, 5
    for name, parent in (("first", "/"), ("second", "/first")):
        await administrator.post(
            f"{REALMS}?_action=create", BETA | {"name": name, "parentPath": parent}
        )
    realm = (await administrator.get(f"{REALMS}/{identifier}")).json()
    parent = realm["parentPath"]
    assert (realm["_id"], realm["_rev"].lstrip("-").isdecimal()) == (identifier, True)
    assert path == (realm["name"] if parent is None else f"{parent.rstrip('/')}/{realm['name']}")


@pytest.mark.parametrize("new", [True, False])
async def test_a_realm_is_put_with_its_id_in_the_body(
    administrator: Administrator, new: bool
) -> None:
    # am.md 5
    if not new:
        await administrator.post(f"{REALMS}?_action=create", BETA)
    answer = await administrator.put(f"{REALMS}/{BETA_ID}", {"_id": BETA_ID, **BETA})
    assert answer.status_code == (201 if new else 200)
    body = answer.json()
    assert body.pop("_rev")
    assert body == {"_id": BETA_ID, **BETA}


async def test_aliases_are_kept(administrator: Administrator) -> None:
    # am.md 5
    aliases = {"aliases": ["beta.example.com", "b"]}
    await administrator.put(f"{REALMS}/{BETA_ID}", BETA | aliases)
    read = (await administrator.get(f"{REALMS}/{BETA_ID}")).json()
    assert read["aliases"] == aliases["aliases"]


async def test_deleting_a_realm_takes_everything_in_it(
    am: AM, administrator: Administrator
) -> None:
    await give_phone(am)
    await administrator.put(f"{CLIENTS}/x", {"coreOAuth2ClientConfig": {"userpassword": "s"}})
    alpha = (await administrator.get(f"{REALMS}/{REALM_ID}")).json()
    assert (await administrator.delete(f"{REALMS}/{REALM_ID}")).json() == alpha
    assert (await administrator.get("/users/demo")).status_code == 404
    await administrator.put(f"{REALMS}/{REALM_ID}", alpha)
    assert (await administrator.get(f"{CLIENTS}/x")).status_code == 404
    phones = await administrator.get("/users/demo/devices/2fa/push?_queryFilter=true")
    assert phones.json()["result"] == []


async def test_a_realm_with_realms_below_it_stays(administrator: Administrator) -> None:
    for body in (BETA, GAMMA):
        assert (await administrator.post(f"{REALMS}?_action=create", body)).status_code == 201
    refused = await administrator.delete(f"{REALMS}/{BETA_ID}")
    message = "Sub Organization cannot be deleted. Sub entries exist."
    assert refused.json() == error(409, "Conflict", message)
    assert (await administrator.delete(f"{REALMS}/{GAMMA_ID}")).status_code == 200
    assert (await administrator.delete(f"{REALMS}/{BETA_ID}")).status_code == 200


async def test_the_root_realm_stays(administrator: Administrator) -> None:
    answer = await administrator.delete(f"{REALMS}/Lw")
    assert answer.json() == error(401, "Unauthorized", "Unauthorized-Cannot delete root suffix")


async def test_the_root_realm_takes_an_empty_parent(administrator: Administrator) -> None:
    root = (await administrator.get(f"{REALMS}/Lw")).json()
    answer = await administrator.put(f"{REALMS}/Lw", root | {"parentPath": ""})
    assert (answer.status_code, answer.json()) == (200, root)
    assert root["parentPath"] is None


async def test_a_deleted_realms_sessions_are_over(am: AM, administrator: Administrator) -> None:
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    await administrator.delete(f"{REALMS}/{REALM_ID}")
    body = {"tokenId": demo[SESSION]}
    answer = await am.post(f"{ROOT}/sessions?_action=validate", json=body)
    assert answer.json() == {"valid": False}


async def test_an_unknown_action_on_the_realms_is_not_implemented(
    administrator: Administrator,
) -> None:
    answer = await administrator.post(f"{REALMS}?_action=dance")
    assert answer.json() == error(501, "Not Implemented", "Action not supported: dance")


FORBIDDEN = '[ , ", #, $, %, &, +, ,, /, :, ;, <, =, >, ?, @, \\]'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "No name parameter provided"),
        (BETA | {"name": ""}, "No name parameter provided"),
        (BETA | {"name": 7}, "Wrong parameter type provided in name. Expected string"),
        (BETA | {"name": "a/b"}, f"Realm names cannot contain: {FORBIDDEN}"),
        (BETA | {"name": "a\nb"}, f"Realm names cannot contain: {FORBIDDEN}"),
        (BETA | {"parentPath": ""}, "No parentPath parameter provided"),
        (BETA | {"parentPath": 7}, "Wrong parameter type provided in parentPath. Expected string"),
        (BETA | {"active": None}, "No active parameter provided"),
        (BETA | {"active": "yes"}, "Wrong parameter type provided in active. Expected boolean"),
        (BETA | {"aliases": None}, "No aliases parameter provided"),
        (BETA | {"aliases": "x"}, "Wrong parameter type provided in aliases. Expected list"),
        (BETA | {"aliases": [1]}, "No aliases parameter provided"),
        (BETA | {"aliases": ["a b"]}, f"Realm alias cannot contain: {FORBIDDEN}"),
        (
            BETA | {"name": "alpha"},
            "Realm name specified in URL does not match realm name specified in JSON",
        ),
    ],
)
async def test_a_body_that_does_not_describe_the_realm_is_refused(
    administrator: Administrator, body: dict[str, Any], message: str
) -> None:
    answer = await administrator.put(f"{REALMS}/{BETA_ID}", body)
    assert answer.json() == error(400, "Bad Request", message)


@pytest.mark.parametrize("identifier", ["beta", "L2JldGE=", "é", "_-_-", "L2JldGF"])
async def test_an_id_that_is_no_encoded_path_is_refused(
    administrator: Administrator, identifier: str
) -> None:
    assert (await administrator.put(f"{REALMS}/{identifier}", BETA)).status_code == 400
    assert (await administrator.get(f"{REALMS}/{identifier}")).status_code == 404
