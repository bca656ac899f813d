"""Who gets a session when a tree has ended, and what the others are told (am.md 3.1, 3.3)."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, REALM, SESSION, Administrator, error
from tests.contract.configuration import FAILURE, SUCCESS, stranger
from tests.contract.login_trees import (
    ASK_NAME,
    ASK_PASSWORD,
    OTHER,
    Nodes,
    change_settings,
    login,
    put_login_tree,
    put_tree,
)
from tests.contract.phone import filled

REFUSED = error(401, "Unauthorized", "Login failure")
LOCKED_OUT = error(401, "Unauthorized", "User Locked Out.", detail={"failureUrl": ""})
"""Auth node reference, Success node and Failure node."""
NO_PROFILE = error(401, "Unauthorized", "User Requires Profile to Login")
"""amAuth.properties 100 of AM's open ancestor."""


async def _name_only(administrator: Administrator, end: str = SUCCESS, **settings: Any) -> None:
    nodes: Nodes = {ASK_NAME: ("UsernameCollectorNode", {}, {"outcome": end})}
    await put_tree(administrator, "name", ASK_NAME, nodes, **settings)


async def _told(administrator: Administrator, **urls: list[str]) -> None:
    changed = await change_settings(administrator, "postauthprocess", **urls)
    assert changed.status_code == 200


async def test_everybody_is_sent_to_ams_console(am: AM) -> None:
    # am.md 3.1
    answer = await am.login("demo", "Ch4ng31t", ALPHA)
    assert answer.json()["successUrl"] == "/am/console"


async def test_a_success_url_is_the_realms(am: AM, administrator: Administrator) -> None:
    # AM 8, core authentication attributes
    await _told(administrator, loginSuccessUrl=["/shop", "/other"])
    assert (await am.login("demo", "Ch4ng31t", ALPHA)).json()["successUrl"] == "/shop"
    await stranger(administrator)
    elsewhere = await am.login("demo", "Ch4ng31t", f"{ALPHA}/realms/branch")
    assert elsewhere.json()["successUrl"] == "/am/console"


async def test_a_failure_url_comes_as_detail(am: AM, administrator: Administrator) -> None:
    # am.md 3.3
    plain = await am.login("demo", "wrong", ALPHA)
    assert (plain.status_code, plain.json()) == (401, REFUSED)
    await _told(administrator, loginFailureUrl=["/sorry"])
    answer = await am.login("demo", "wrong", ALPHA)
    assert answer.json() == {**REFUSED, "detail": {"failureUrl": "/sorry"}}


@pytest.mark.parametrize("by_tree", [True, False])
async def test_no_session_is_made_where_none_is_wanted(
    am: AM, administrator: Administrator, by_tree: bool
) -> None:
    # am.md 3.1; AM 8, configure a no session tree
    await put_login_tree(administrator, "login", **({"noSession": True} if by_tree else {}))
    wanted = "" if by_tree else "?noSession=true"
    step = (await login(am, "login")).json()
    answer = await am.post(f"{ALPHA}/authenticate{wanted}", json=filled(step, "demo", "Ch4ng31t"))
    landing = {"successUrl": "/am/console", "realm": REALM}
    assert answer.json() == {"message": "Authentication Successful", **landing}
    assert not [one for one in answer.headers.get_list("set-cookie") if one.startswith(SESSION)]


@pytest.mark.parametrize("password", ["Ch4ng31t", "wrong"])
async def test_who_is_not_active_is_locked_out(
    am: AM, administrator: Administrator, password: str
) -> None:
    await administrator.put("/users/demo", {"inetUserStatus": ["Inactive"]})
    answer = await am.login("demo", password, ALPHA)
    assert (answer.status_code, answer.json()) == (401, LOCKED_OUT)
    await administrator.put("/users/demo", {"inetUserStatus": ["Active"]})
    assert (await am.login("demo", "Ch4ng31t", ALPHA)).status_code == 200


@pytest.mark.parametrize("end", [SUCCESS, FAILURE])
async def test_either_end_of_a_tree_locks_out(
    am: AM, administrator: Administrator, end: str
) -> None:
    await _name_only(administrator, end)
    await administrator.put("/users/demo", {"inetUserStatus": ["Inactive"]})
    answer = await login(am, "name", "demo")
    assert (answer.status_code, answer.json()) == (401, LOCKED_OUT)


async def test_a_tree_may_succeed_for_a_name_alone(am: AM, administrator: Administrator) -> None:
    await _name_only(administrator)
    assert (await login(am, "name", "demo")).json()["realm"] == REALM


async def test_who_has_no_profile_gets_no_session(am: AM, administrator: Administrator) -> None:
    await _name_only(administrator)
    answer = await login(am, "name", "nobody")
    assert (answer.status_code, answer.json()) == (401, NO_PROFILE)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("setting", "status"), [("ignore", 200), ("false", 401)])
async def test_a_realm_may_ignore_profiles(
    am: AM, administrator: Administrator, setting: str, status: int
) -> None:
    # AM 8, core authentication attributes
    await _name_only(administrator)
    await change_settings(administrator, "userprofile", dynamicProfileCreation=setting)
    assert (await login(am, "name", "nobody")).status_code == status


@pytest.mark.parametrize("node_type", ["SetStateNode", "PollingWaitNode"])
async def test_a_session_is_never_nobodys(
    am: AM, administrator: Administrator, node_type: str
) -> None:
    nodes: Nodes = {OTHER: (node_type, {}, {"outcome": SUCCESS, "DONE": SUCCESS})}
    await put_tree(administrator, "nobody", OTHER, nodes)
    answer = await login(am, "nobody")
    if node_type == "PollingWaitNode":
        await am.advance(9)
        answer = await am.post(f"{ALPHA}/authenticate", json=answer.json())
    assert (answer.status_code, answer.json()) == (401, REFUSED)
    assert "set-cookie" not in answer.headers


async def test_a_tree_without_a_session_needs_nobodys_name(
    am: AM, administrator: Administrator
) -> None:
    await put_tree(administrator, "nobody", SUCCESS, {}, noSession=True)
    assert (await login(am, "nobody")).json()["message"] == "Authentication Successful"


# What outlives a request


async def test_a_password_is_kept_for_the_node_that_compares_it(
    am: AM, administrator: Administrator
) -> None:
    # TreeState in AM's public API: transient state that a node further down needs
    nodes: Nodes = {
        ASK_PASSWORD: ("PasswordCollectorNode", {}, {"outcome": ASK_NAME}),
        ASK_NAME: ("UsernameCollectorNode", {}, {"outcome": OTHER}),
        OTHER: ("DataStoreDecisionNode", {}, {"true": SUCCESS, "false": FAILURE}),
    }
    await put_tree(administrator, "upside down", ASK_PASSWORD, nodes)
    url = f"{ALPHA}/authenticate?authIndexType=service&authIndexValue=upside%20down"
    for password, status in (("Ch4ng31t", 200), ("wrong", 401)):
        answer = await am.post(url, json={})
        for value in (password, "demo"):
            step = answer.json()
            step["callbacks"][0]["input"][0]["value"] = value
            answer = await am.post(f"{ALPHA}/authenticate", json=step)
        assert answer.status_code == status
