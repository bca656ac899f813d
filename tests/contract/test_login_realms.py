"""Which realm a login is for (am.md 1, 3)."""

import pytest

from tests.contract.am import ALPHA, AM, REALM, REALM_ID, REALMS, ROOT, Administrator, error

SECOND = f"{ALPHA}/realms/first/realms/second"
PATH = f"{REALM}/first/second"
DEMO = {"X-OpenAM-Username": "demo", "X-OpenAM-Password": "Ch4ng31t"}


@pytest.fixture
async def nested(administrator: Administrator) -> Administrator:
    """With the realm PATH and ann in it."""
    for name, parent in (("first", REALM), ("second", f"{REALM}/first")):
        realm = {"name": name, "parentPath": parent, "active": True, "aliases": []}
        created = await administrator.post(f"{REALMS}?_action=create", realm)
        assert created.status_code == 201
    await administrator.put(f"{SECOND}/users/ann", {"userpassword": "Ch4ng31t"})
    return administrator


async def test_a_realm_within_a_realm_has_users_of_its_own(am: AM, nested: Administrator) -> None:
    answer = await am.login("ann", "Ch4ng31t", SECOND)
    assert answer.json()["realm"] == PATH
    elsewhere = (ROOT, ALPHA, SECOND.removesuffix("/realms/second"))
    for realm in elsewhere:
        assert (await am.login("ann", "Ch4ng31t", realm)).status_code == 401
    info = await am.post(
        f"{SECOND}/sessions?_action=getSessionInfo", json={"tokenId": answer.json()["tokenId"]}
    )
    assert info.json()["realm"] == PATH
    suffix = ",".join(f"o={name},ou=services" for name in reversed(PATH.strip("/").split("/")))
    assert info.json()["universalId"] == f"id=ann,ou=user,{suffix},ou=am-config"


async def test_a_realm_within_a_realm_is_asked_by_callbacks_too(
    am: AM, nested: Administrator
) -> None:
    step = (await am.post(f"{SECOND}/authenticate", json={})).json()
    for callback, value in zip(step["callbacks"], ("ann", "Ch4ng31t"), strict=True):
        callback["input"][0]["value"] = value
    assert (await am.post(f"{SECOND}/authenticate", json=step)).json()["realm"] == PATH


@pytest.mark.parametrize("realm", [REALM, REALM.removeprefix("/")])
async def test_the_realm_in_the_query_counts_more_than_the_path(am: AM, realm: str) -> None:
    # AuthenticationServiceV1 of AM's open ancestor
    # am.md 1
    answer = await am.post(f"{ROOT}/authenticate?realm={realm}", headers=DEMO)
    assert answer.json()["realm"] == REALM


async def test_the_realm_in_the_query_may_lie_within_another(am: AM, nested: Administrator) -> None:
    ann = {"X-OpenAM-Username": "ann", "X-OpenAM-Password": "Ch4ng31t"}
    answer = await am.post(f"{ROOT}/authenticate?realm={PATH}", headers=ann)
    assert answer.json()["realm"] == PATH


async def test_an_empty_realm_in_the_query_is_no_realm(am: AM) -> None:
    answer = await am.post(f"{ALPHA}/authenticate?realm=", headers=DEMO)
    assert answer.json()["realm"] == REALM


async def test_an_unknown_realm_in_the_query_is_invalid(am: AM) -> None:
    # am.md 1
    answer = await am.post(f"{ROOT}/authenticate?realm=/nowhere", json={})
    assert answer.json() == error(400, "Bad Request", "Invalid realm, /nowhere")


async def test_an_unknown_realm_in_the_path_is_not_found(am: AM) -> None:
    answer = await am.post("/json/realms/root/realms/nowhere/authenticate", json={})
    assert answer.status_code == 404
    assert answer.json() == error(404, "Not Found", 'Realm "/nowhere" not found')


async def test_nobody_logs_in_to_an_inactive_realm(am: AM, administrator: Administrator) -> None:
    # amAuth.properties and AMAuthErrorCodeResponseStatusMapping of AM's open ancestor
    path = f"{REALMS}/{REALM_ID}"
    alpha = (await administrator.get(path)).json()
    await administrator.put(path, alpha | {"active": False})
    answer = await am.login("demo", "Ch4ng31t", ALPHA)
    assert answer.json() == error(400, "Bad Request", "Org is inactive")
    await administrator.put(path, alpha)
    assert (await am.login("demo", "Ch4ng31t", ALPHA)).status_code == 200
