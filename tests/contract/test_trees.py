"""`authenticationtrees/trees` and `/nodes` (am.md 7, 8)."""

from typing import Any

import pytest

from tests.contract.am import AM, Administrator, error
from tests.contract.configuration import FAILURE, NAME, SENDER, SUCCESS, TREES, TYPES, push_tree

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


async def test_a_trees_name_may_hold_a_blank(am: AM, administrator: Administrator) -> None:
    # am.md 7
    created = await administrator.put(f"{TREES}/trees/delete%20me", push_tree())
    assert created.json()["_id"] == "delete me"
    assert created.headers["location"].endswith("/trees/delete%20me")
    deleted = await am.http.delete(created.headers["location"], headers=administrator.headers)
    assert deleted.status_code == 200


def _one(outcome: str, name: str) -> dict[str, str]:
    return {"id": outcome, "displayName": name}


SENT = [_one("SENT", "Sent"), _one("NOT_REGISTERED", "Not Registered")]
SKIPPED, CAPTURED = _one("SKIPPED", "Skipped"), _one("FAILURE", "Failure")
TRUE_FALSE = [_one("true", "True"), _one("false", "False")]


@pytest.mark.parametrize(
    ("node_type", "name", "config", "outcomes"),
    [
        ("UsernameCollectorNode", "Username Collector", {}, [_one("outcome", "Outcome")]),
        ("PasswordCollectorNode", "Password Collector", {}, [_one("outcome", "Outcome")]),
        ("DataStoreDecisionNode", "Data Store Decision", {}, TRUE_FALSE),
        ("PushAuthenticationSenderNode", "Push Sender", {}, [*SENT, SKIPPED]),
        ("PushAuthenticationSenderNode", "Push Sender", {"mandatory": True}, SENT),
        (
            "PushAuthenticationSenderNode",
            "Push Sender",
            {"captureFailure": True},
            [*SENT, SKIPPED, CAPTURED],
        ),
        ("PollingWaitNode", "Polling Wait Node", {}, [_one("DONE", "Done")]),
        (
            "PollingWaitNode",
            "Polling Wait Node",
            {"exitable": True, "spamDetectionEnabled": True},
            [_one("DONE", "Done"), _one("EXITED", "Exited"), _one("SPAM", "Spam")],
        ),
        (
            "PushWaitNode",
            "Push Wait Node",
            {},
            [_one("DONE", "Done"), _one("EXITED", "Exit")],
        ),
        (
            "PushResultVerifierNode",
            "Push Result Verifier Node",
            {},
            [
                _one("TRUE", "Success"),
                _one("FALSE", "Failure"),
                _one("EXPIRED", "Expired"),
                _one("WAITING", "Waiting"),
            ],
        ),
        (
            "PushRegistrationNode",
            "Push Registration",
            {},
            [
                _one("successOutcome", "Success"),
                _one("failureOutcome", "Failure"),
                _one("timeoutOutcome", "Time Out"),
            ],
        ),
    ],
)
async def test_a_node_has_ams_type_and_outcomes(
    administrator: Administrator,
    node_type: str,
    name: str,
    config: dict[str, Any],
    outcomes: list[dict[str, str]],
) -> None:
    # am.md 8.1
    node = (await administrator.put(f"{TREES}/nodes/{node_type}/{NAME}", config)).json()
    assert node["_id"] == NAME
    assert node["_type"] == {"_id": node_type, "name": name, "collection": True}
    assert node["_outcomes"] == outcomes


DEFAULTS = {
    "PushAuthenticationSenderNode": {
        "messageTimeout": 120000,
        "userMessage": {},
        "mandatory": False,
        "contextInfo": False,
        "customPayload": [],
        "pushType": "DEFAULT",
        "captureFailure": False,
    },
    "PollingWaitNode": {
        "secondsToWait": 8,
        "spamDetectionEnabled": False,
        "spamDetectionTolerance": 3,
        "waitingMessage": {},
        "exitable": False,
        "exitMessage": {},
    },
    "PushWaitNode": {
        "secondsToWait": 5,
        "waitingMessage": {},
        "challengeMessage": {},
        "exitMessage": {},
    },
    "PushResultVerifierNode": {},
    "PushRegistrationNode": {
        "issuer": "ForgeRock",
        "accountName": "USERNAME",
        "timeout": 60,
        "bgColor": "032b75",
        "generateRecoveryCodes": True,
        "scanQRCodeMessage": {},
    },
}


@pytest.mark.parametrize("node_type", DEFAULTS)
async def test_a_node_has_ams_defaults(administrator: Administrator, node_type: str) -> None:
    # am.md 8.1
    node = (await administrator.put(f"{TREES}/nodes/{node_type}/{NAME}", {})).json()
    config = {key: value for key, value in node.items() if not key.startswith("_")}
    assert config == DEFAULTS[node_type]


@pytest.mark.parametrize(
    ("config", "label"),
    [
        ({"messageTimeout": "soon"}, "Message Timeout"),
        ({"messageTimeout": 2**31}, "Message Timeout"),
        ({"mandatory": 1}, "Remove 'skip' option"),
        ({"userMessage": {"en": 5}}, "User Message"),
        ({"userMessage": "hello"}, "User Message"),
        ({"customPayload": [1]}, "Custom Payload Attributes"),
        ({"pushType": "SMOKE"}, "Push Type"),
    ],
)
async def test_a_nodes_schema_is_kept(
    administrator: Administrator, config: dict[str, Any], label: str
) -> None:
    path = f"{TREES}/nodes/PushAuthenticationSenderNode/{SENDER}"
    message = f"Data validation failed for the attribute, {label}"
    answer = await administrator.put(path, config)
    assert answer.json() == error(400, "Bad Request", message)


async def test_an_unknown_node_type_is_not_found(administrator: Administrator) -> None:
    # am.md 8
    answer = await administrator.put(f"{TREES}/nodes/NoSuchNode/node1", {})
    assert answer.json() == error(404, "Not Found", "Resource 'NoSuchNode/node1' not found")


async def test_nodes_are_listed_by_type(administrator: Administrator) -> None:
    path = f"{TREES}/nodes/PushResultVerifierNode"
    assert (await administrator.get(f"{path}?_queryFilter=true")).json()["result"] == []
    await administrator.put(f"{path}/{SENDER}", {})
    (node,) = (await administrator.get(f"{path}?_queryFilter=true")).json()["result"]
    assert node["_id"] == SENDER


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
