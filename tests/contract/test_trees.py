"""`authenticationtrees/trees` (am.md 7)."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, Administrator, error
from tests.contract.configuration import (
    FAILURE,
    NAME,
    SENDER,
    SUCCESS,
    TREES,
    TYPES,
    push_tree,
    put_branch,
    put_push_tree,
)
from tests.contract.login_trees import PAGE, login, put_login_tree, put_tree

TREE = f"{TREES}/trees/myCIBAPushTree"
EXISTS = "Node with ID entryNodeId must exist in the tree."


async def test_a_tree_is_stored_whole(administrator: Administrator) -> None:
    stored = (await administrator.put(TREE, push_tree())).json()
    assert stored.pop("_rev")
    assert stored == {
        "_id": "myCIBAPushTree",
        **push_tree(),
        "uiConfig": {},
        "innerTreeOnly": False,
        "staticNodes": {},
        "enabled": True,
    }


async def test_what_a_client_read_it_may_put_back(administrator: Administrator) -> None:
    # am.md 2.4: `_id` and `_rev` are passed over
    await administrator.put(TREE, push_tree())
    read = (await administrator.get(TREE)).json()
    again = await administrator.put(TREE, read)
    assert (again.status_code, again.json()) == (200, read)


@pytest.mark.parametrize("entry", [None, "nowhere", ""])
async def test_the_entry_node_must_be_in_the_tree(
    administrator: Administrator, entry: str | None
) -> None:
    # am.md 2.6
    body = push_tree() | {"entryNodeId": entry}
    if entry is None:
        del body["entryNodeId"]
    answer = await administrator.put(TREE, body)
    assert answer.json() == error(400, "Bad Request", EXISTS)


@pytest.mark.parametrize(
    "nodes",
    [
        [],
        "x",
        {NAME: None},
        {NAME: {}},
        {NAME: {"nodeType": 1}},
        {NAME: {"nodeType": "X", "connections": []}},
        {NAME: {"nodeType": "X", "connections": {"outcome": 1}}},
        {NAME: {"nodeType": "X", "displayName": {}}},
        {NAME: {"nodeType": "X", "x": "1"}},
        {NAME: {"nodeType": "X", "version": 1}},
    ],
)
async def test_bad_nodes_are_named_by_their_label(administrator: Administrator, nodes: Any) -> None:
    # am.md 2.4
    answer = await administrator.put(TREE, push_tree() | {"nodes": nodes})
    message = "Data validation failed for the attribute, Nodes"
    assert answer.json() == error(400, "Bad Request", message)
    assert (await administrator.get(TREE)).status_code == 404


async def test_a_tree_may_name_nodes_that_are_stored_later(administrator: Administrator) -> None:
    # am.md 7: AM does not reject
    assert (await administrator.put(TREE, push_tree())).status_code == 201


async def test_deleting_a_tree_leaves_its_nodes(administrator: Administrator) -> None:
    # am.md 7
    node = f"{TREES}/nodes/UsernameCollectorNode/{NAME}"
    await administrator.put(node, {})
    await administrator.put(TREE, push_tree())
    assert (await administrator.delete(TREE)).status_code == 200
    assert (await administrator.get(node)).status_code == 200


async def test_trees_are_listed_whole(administrator: Administrator) -> None:
    # am.md 7
    await administrator.put(TREE, push_tree())
    listed = (await administrator.get(f"{TREES}/trees?_queryFilter=true")).json()["result"]
    assert [one["_id"] for one in listed] == ["ldapService", "myCIBAPushTree"]
    for one in listed:
        assert one == (await administrator.get(f"{TREES}/trees/{one['_id']}")).json()


async def test_the_nodes_come_first_and_the_tree_last(administrator: Administrator) -> None:
    # am.md 7: the order of every client
    await put_push_tree(administrator)
    tree = (await administrator.get(TREE)).json()
    for node_id, node in tree["nodes"].items():
        read = await administrator.get(f"{TREES}/nodes/{node['nodeType']}/{node_id}")
        assert {one["id"] for one in read.json()["_outcomes"]} >= node["connections"].keys()


async def test_a_trees_name_may_hold_a_blank(am: AM, administrator: Administrator) -> None:
    # am.md 7
    created = await administrator.put(f"{TREES}/trees/delete%20me", push_tree())
    assert created.json()["_id"] == "delete me"
    assert created.headers["location"].endswith("/trees/delete%20me")
    deleted = await am.http.delete(created.headers["location"], headers=administrator.headers)
    assert deleted.status_code == 200


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({"enabled": "yes"}, "Enabled"),
        ({"innerTreeOnly": 1}, "Inner Tree Only"),
        ({"description": {}}, "Description"),
        ({"mustRun": "no"}, "Must Run"),
    ],
)
async def test_a_setting_of_the_wrong_kind_is_named_by_its_label(
    administrator: Administrator, change: dict[str, Any], label: str
) -> None:
    # am.md 2.4
    answer = await administrator.put(TREE, push_tree() | change)
    message = f"Data validation failed for the attribute, {label}"
    assert answer.json() == error(400, "Bad Request", message)


async def test_an_unknown_setting_is_answered_with_the_known_ones(
    administrator: Administrator,
) -> None:
    # am.md 2.6
    answer = await administrator.put(TREE, push_tree() | {"colour": "red"})
    assert answer.json()["message"] == "Invalid attribute specified."
    valid = answer.json()["detail"]["validAttributes"]
    classic = "description enabled entryNodeId identityResource innerTreeOnly nodes staticNodes"
    assert {*classic.split(), "uiConfig"} <= set(valid)
    assert valid == sorted(valid)


@pytest.mark.mock_alone
@pytest.mark.parametrize(("left", "right"), [('{"a":', "}"), ("[", "]")])
async def test_what_is_too_deep_to_be_shown_is_not_taken(
    am: AM, administrator: Administrator, left: str, right: str
) -> None:
    # am.md 2.4: AM's own limit is not known.
    everything = f"{ALPHA}{TREES}/trees?_queryFilter=true"
    before = (await administrator.get(everything)).json()
    for depth in (100, 480, 600, 900):
        config = left * depth + "1" + right * depth
        body = f'{{"entryNodeId": "{SUCCESS}", "uiConfig": {{"x": {config}}}}}'
        headers = {**administrator.headers, "Content-Type": "application/json"}
        answer = await am.http.put(ALPHA + TREE, content=body, headers=headers)
        assert answer.status_code == 400
    assert (await administrator.get(everything)).json() == before


async def test_what_an_editor_sends_comes_back(administrator: Administrator) -> None:
    # am.md 7: `version` and the settings of newer builds too
    tree = push_tree() | {
        "description": "For CIBA.",
        "identityResource": "managed/user",
        "innerTreeOnly": False,
        "enabled": True,
        "mustRun": False,
        "noSession": False,
        "uiConfig": {"categories": '["push"]'},
        "staticNodes": {SUCCESS: {"x": 9, "y": 1.5}, "startNode": {"x": 0, "y": 0}},
    }
    tree["nodes"][NAME]["version"] = "1.0"
    stored = (await administrator.put(TREE, tree)).json()
    assert {key: value for key, value in stored.items() if key not in ("_id", "_rev")} == tree


async def test_a_tree_may_place_a_type_of_node_that_is_not_there(
    administrator: Administrator,
) -> None:
    # am.md 7: nothing is looked up before the tree is walked
    tree = push_tree()
    tree["nodes"][SENDER]["nodeType"] = "NoSuchNode"
    assert (await administrator.put(TREE, tree)).status_code == 201


async def test_a_tree_is_created_under_its_own_name(administrator: Administrator) -> None:
    # am.md 2.4
    created = await administrator.post(f"{TREES}/trees?_action=create", {"_id": "a", **push_tree()})
    assert (created.status_code, created.json()["_id"]) == (201, "a")
    assert created.headers["location"].endswith("/trees/a")
    assert (await administrator.get(f"{TREES}/trees/a")).json() == created.json()


# A tree is cloned


async def _clone(administrator: Administrator, tree: str, new_id: Any) -> Any:
    return await administrator.post(f"{TREES}/trees/{tree}?_action=clone", {"newId": new_id})


async def test_a_clone_has_nodes_of_its_own_that_are_configured_alike(
    administrator: Administrator,
) -> None:
    # am.md 7; AM 8 entity reference, AuthTree, clone
    await put_push_tree(administrator)
    sender = f"{TREES}/nodes/PushAuthenticationSenderNode"
    await administrator.put(f"{sender}/{SENDER}", {"messageTimeout": 5000})
    original = (await administrator.get(TREE)).json()
    assert (await _clone(administrator, "myCIBAPushTree", "copy")).status_code == 200
    clone = (await administrator.get(f"{TREES}/trees/copy")).json()
    assert clone["_id"] == "copy"
    assert not set(clone["nodes"]) & set(original["nodes"])
    new_ids = dict(zip(original["nodes"], clone["nodes"], strict=True))
    for node_id, node in original["nodes"].items():
        targets = {
            outcome: new_ids.get(target, target) for outcome, target in node["connections"].items()
        }
        assert clone["nodes"][new_ids[node_id]] == node | {"connections": targets}
    assert clone["entryNodeId"] == new_ids[NAME]
    config = (await administrator.get(f"{sender}/{new_ids[SENDER]}")).json()
    assert config["messageTimeout"] == 5000
    assert (await administrator.get(TREE)).json() == original


async def test_the_nodes_on_a_page_are_cloned_with_it(am: AM, administrator: Administrator) -> None:
    await put_login_tree(administrator, "login")
    await _clone(administrator, "login", "copy")
    for node in (await administrator.get(f"{TREES}/nodes/PageNode/{PAGE}")).json()["nodes"]:
        await administrator.delete(f"{TREES}/nodes/{node['nodeType']}/{node['_id']}")
    assert "tokenId" in (await login(am, "copy", "demo", "Ch4ng31t")).json()


async def test_a_node_that_is_not_stored_is_cloned_as_a_place_in_the_tree(
    administrator: Administrator,
) -> None:
    await administrator.put(TREE, push_tree())
    clone = (await _clone(administrator, "myCIBAPushTree", "copy")).json()
    assert len(clone["nodes"]) == 4


@pytest.mark.parametrize("new_id", [None, "", 1])
async def test_a_clone_needs_a_name(administrator: Administrator, new_id: Any) -> None:
    await administrator.put(TREE, push_tree())
    assert (await _clone(administrator, "myCIBAPushTree", new_id)).status_code == 400


async def test_a_clone_needs_a_tree_and_a_name_that_is_free(administrator: Administrator) -> None:
    await administrator.put(TREE, push_tree())
    absent = await _clone(administrator, "noSuchTree", "copy")
    assert absent.json() == error(404, "Not Found", "Not Found")
    taken = await _clone(administrator, "myCIBAPushTree", "ldapService")
    assert (taken.status_code, taken.json()["reason"]) == (409, "Conflict")


# Settings that a walk notices


async def test_an_inner_tree_has_no_configuration_for_a_login(
    am: AM, administrator: Administrator
) -> None:
    # AM 8: disable direct access through an inner tree
    await put_login_tree(administrator, "login", innerTreeOnly=True)
    answer = await login(am, "login")
    assert answer.json() == error(400, "Bad Request", "No Configuration found")


async def test_a_tree_that_is_one_end_ends_there(am: AM, administrator: Administrator) -> None:
    await put_tree(administrator, "closed", FAILURE, {})
    answer = await login(am, "closed")
    assert answer.json() == error(401, "Unauthorized", "Login failure")


async def test_every_realm_has_trees_of_its_own(am: AM, administrator: Administrator) -> None:
    await put_login_tree(administrator, "login")
    here = await am.post(f"{ALPHA}/authenticate?authIndexType=service&authIndexValue=login")
    branch = f"/json{await put_branch(administrator)}"
    there = f"{branch}/authenticate?authIndexType=service&authIndexValue=login"
    assert here.status_code == 200
    assert (await am.post(there)).status_code == 400


async def test_every_node_type_of_the_push_tree_is_there(administrator: Administrator) -> None:
    # am.md 8.2
    for node_id, node_type in TYPES.items():
        answer = await administrator.put(f"{TREES}/nodes/{node_type}/{node_id}", {})
        assert answer.status_code == 201


async def test_the_static_ends_are_ams(administrator: Administrator) -> None:
    # am.md 7
    for end in (SUCCESS, FAILURE):
        body = {"entryNodeId": end, "nodes": {}}
        assert (await administrator.put(TREE, body)).json()["entryNodeId"] == end
