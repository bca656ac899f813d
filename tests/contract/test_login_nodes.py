"""What the nodes of a login do (am.md 3.2, 8)."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, Administrator
from tests.contract.configuration import FAILURE, SUCCESS
from tests.contract.login_trees import (
    ASK_NAME,
    ASK_PASSWORD,
    DECISION,
    OTHER,
    PAGE,
    Nodes,
    answered,
    login,
    page,
    put_login_tree,
    put_node,
    put_tree,
)


async def test_a_page_asks_for_everything_in_one_step(am: AM, administrator: Administrator) -> None:
    # am.md 3.2, 8
    about = {"pageHeader": {"en": "Hello"}, "pageDescription": {"en": "Log in."}, "stage": "one"}
    await put_login_tree(administrator, "login", config=about)
    step = (await login(am, "login")).json()
    assert [(one["type"], one["_id"]) for one in step["callbacks"]] == [
        ("NameCallback", 0),
        ("PasswordCallback", 1),
    ]
    assert (step["header"], step["description"], step["stage"]) == ("Hello", "Log in.", "one")
    assert "tokenId" in (await answered(am, step, "demo", "Ch4ng31t")).json()


async def test_a_page_without_texts_has_none(am: AM, administrator: Administrator) -> None:
    # am.md 3.2
    await put_login_tree(administrator, "login")
    assert {*(await login(am, "login")).json()} == {"authId", "callbacks"}


@pytest.mark.parametrize("inputs", [("", "Ch4ng31t"), ("demo", "")])
async def test_a_page_that_is_not_filled_in_is_asked_again(
    am: AM, administrator: Administrator, inputs: tuple[str, str]
) -> None:
    await put_login_tree(administrator, "login")
    again = (await login(am, "login", *inputs)).json()
    assert [one["type"] for one in again["callbacks"]] == ["NameCallback", "PasswordCallback"]
    assert "tokenId" in (await answered(am, again, "demo", "Ch4ng31t")).json()


async def test_a_page_sends_its_last_nodes_outcome_on(am: AM, administrator: Administrator) -> None:
    await put_node(administrator, "UsernameCollectorNode", ASK_NAME, {})
    on_page = [{"_id": ASK_NAME, "nodeType": "UsernameCollectorNode", "displayName": "Name"}]
    nodes: Nodes = {PAGE: ("PageNode", {"nodes": on_page}, {"outcome": FAILURE})}
    await put_tree(administrator, "closed", PAGE, nodes)
    assert (await login(am, "closed", "demo")).status_code == 401


async def test_a_callback_beside_no_page_has_no_id(am: AM, administrator: Administrator) -> None:
    # am.md 3.2: recorded answers of other nodes have none
    nodes: Nodes = {ASK_NAME: ("UsernameCollectorNode", {}, {"outcome": FAILURE})}
    await put_tree(administrator, "name", ASK_NAME, nodes)
    (callback,) = (await login(am, "name")).json()["callbacks"]
    assert {*callback} == {"type", "output", "input"}


async def test_a_loop_back_to_a_collector_asks_anew(am: AM, administrator: Administrator) -> None:
    # am-external: a collector looks at its callback alone
    await put_login_tree(administrator, "login", wrong=PAGE)
    step = (await login(am, "login", "nobody", "wrong")).json()
    assert [one["type"] for one in step["callbacks"]] == ["NameCallback", "PasswordCallback"]
    assert "tokenId" in (await answered(am, step, "demo", "Ch4ng31t")).json()


def _retry(**config: Any) -> Nodes:
    connections = {"Retry": PAGE, "Reject": FAILURE}
    return {OTHER: ("RetryLimitDecisionNode", {"retryLimit": 2, **config}, connections)}


async def _wrong(am: AM, step: dict[str, Any]) -> Any:
    return await answered(am, step, "demo", "wrong")


@pytest.mark.parametrize("kept", [True, False])
async def test_a_retry_limit_lets_the_user_try_that_often(
    am: AM, administrator: Administrator, kept: bool
) -> None:
    # am.md 8
    others = _retry(incrementUserAttributeOnFailure=kept)
    await put_login_tree(administrator, "login", wrong=OTHER, others=others)
    answer = await login(am, "login")
    for _ in range(2):
        answer = await _wrong(am, answer.json())
        assert answer.status_code == 200
    assert (await _wrong(am, answer.json())).status_code == 401


async def test_a_count_that_is_kept_with_the_user_outlives_the_login(
    am: AM, administrator: Administrator
) -> None:
    # am-external: RetryLimitDecisionNode
    await put_login_tree(administrator, "login", wrong=OTHER, others=_retry())
    for _ in range(2):
        assert (await _wrong(am, (await login(am, "login")).json())).status_code == 200
    assert (await _wrong(am, (await login(am, "login")).json())).status_code == 401
    after = await _wrong(am, (await login(am, "login")).json())
    assert after.status_code == 200, "a rejection begins the count again"


async def test_a_success_begins_the_count_again(am: AM, administrator: Administrator) -> None:
    # am-external: RetryLimitDecisionNode
    await put_login_tree(administrator, "login", wrong=OTHER, others=_retry())
    for _ in range(3):
        step = (await _wrong(am, (await login(am, "login")).json())).json()
        assert "tokenId" in (await answered(am, step, "demo", "Ch4ng31t")).json()


@pytest.mark.parametrize(
    ("status", "password", "status_code"),
    [("Active", "Ch4ng31t", 200), ("Active", "wrong", 401), ("Inactive", "Ch4ng31t", 401)],
)
async def test_an_identity_store_decision_tells_a_locked_account(
    am: AM, administrator: Administrator, status: str, password: str, status_code: int
) -> None:
    # am-external: LdapDecisionNode
    await administrator.put("/users/demo", {"inetUserStatus": [status]})
    await put_node(administrator, "UsernameCollectorNode", ASK_NAME, {})
    await put_node(administrator, "PasswordCollectorNode", ASK_PASSWORD, {})
    ends = {"TRUE": SUCCESS, "FALSE": FAILURE, "LOCKED": FAILURE}
    nodes: Nodes = {
        PAGE: ("PageNode", page(), {"outcome": DECISION}),
        DECISION: ("IdentityStoreDecisionNode", {}, ends),
    }
    await put_tree(administrator, "login", PAGE, nodes)
    assert (await login(am, "login", "demo", password)).status_code == status_code
    nodes[DECISION] = ("IdentityStoreDecisionNode", {}, ends | {"LOCKED": PAGE})
    await put_tree(administrator, "login", PAGE, nodes)
    locked = "authId" in (await login(am, "login", "demo", password)).json()
    assert locked is (status == "Inactive")


async def test_set_state_says_who_is_there(am: AM, administrator: Administrator) -> None:
    # am-external: SetStateNode
    attributes = {"username": "demo", "password": "Ch4ng31t"}
    nodes: Nodes = {
        OTHER: ("SetStateNode", {"attributes": attributes}, {"outcome": DECISION}),
        DECISION: ("DataStoreDecisionNode", {}, {"true": SUCCESS, "false": FAILURE}),
    }
    await put_tree(administrator, "state", OTHER, nodes)
    assert "tokenId" in (await login(am, "state")).json()


async def test_zero_page_login_reads_encoded_names(am: AM, administrator: Administrator) -> None:
    # am.md 3.1
    await administrator.put("/users/démo", {"userpassword": "Ch4ng31t"})
    answer = await am.login("=?UTF-8?B?ZMOpbW8=?=", "Ch4ng31t", ALPHA)
    assert answer.status_code == 200
