import pytest

from ciba_helpers.am.session import Administrator, AMError
from ciba_helpers.am.trees import (
    COLLECT,
    FAILURE,
    SEND,
    SUCCESS,
    VERIFY,
    WAIT,
    delete_tree,
    push_tree,
    put_node,
    put_push_tree,
    put_tree,
    read_tree,
)


def test_the_article_s_tree_goes_from_collector_to_verifier() -> None:
    tree = push_tree()
    leads = {node_id: node["connections"] for node_id, node in tree["nodes"].items()}
    assert tree["entryNodeId"] == COLLECT
    assert leads == {
        COLLECT: {"outcome": SEND},
        SEND: {"SENT": WAIT, "NOT_REGISTERED": FAILURE, "SKIPPED": FAILURE},
        WAIT: {"DONE": VERIFY},
        VERIFY: {"TRUE": SUCCESS, "FALSE": FAILURE, "EXPIRED": FAILURE, "WAITING": WAIT},
    }


def test_only_a_true_answer_leads_to_success() -> None:
    nodes = push_tree()["nodes"]
    ways = [
        (node["nodeType"], outcome)
        for node in nodes.values()
        for outcome, target in node["connections"].items()
        if target == SUCCESS
    ]
    assert ways == [("PushResultVerifierNode", "TRUE")]


async def test_the_tree_that_was_put_is_the_tree_that_is_read(am: Administrator) -> None:
    await put_push_tree(am, "myCIBAPushTree")
    read = await read_tree(am, "myCIBAPushTree")
    assert read["_id"] == "myCIBAPushTree"
    assert read["entryNodeId"] == COLLECT
    assert {i: n["connections"] for i, n in read["nodes"].items()} == {
        i: n["connections"] for i, n in push_tree()["nodes"].items()
    }


async def test_a_push_message_lives_as_long_as_the_request(am: Administrator) -> None:
    await put_push_tree(am)
    path = "/realm-config/authentication/authenticationtrees/nodes/PushAuthenticationSenderNode"
    assert (await am.get(f"{path}/{SEND}"))["messageTimeout"] == 600_000


async def test_the_tree_can_be_put_twice_and_deleted_once(am: Administrator) -> None:
    await put_push_tree(am, "mine")
    await put_push_tree(am, "mine")
    await delete_tree(am, "mine")
    with pytest.raises(AMError) as refusal:
        await read_tree(am, "mine")
    assert refusal.value.code == 404
    with pytest.raises(AMError):
        await delete_tree(am, "mine")


async def test_a_tree_of_one_node_is_a_tree(am: Administrator) -> None:
    await put_node(am, "UsernameCollectorNode", COLLECT, {})
    node = push_tree()["nodes"][COLLECT] | {"connections": {"outcome": FAILURE}}
    await put_tree(am, "small", {"entryNodeId": COLLECT, "nodes": {COLLECT: node}})
    assert set((await read_tree(am, "small"))["nodes"]) == {COLLECT}


async def test_an_unknown_kind_of_node_is_refused(am: Administrator) -> None:
    with pytest.raises(AMError):
        await put_node(am, "NoSuchNode", COLLECT, {})
