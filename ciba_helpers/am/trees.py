"""Authentication trees and their nodes (console: Realms > Realm Name > Authentication > Trees)."""

from typing import Any

from ciba_helpers.am.session import Administrator, ignoring_absence

SUCCESS = "70e691a5-1e33-4ac3-a356-e7b6d60d92e0"
FAILURE = "e301438c-0bd0-429c-ab0c-66126501069a"
"""The ids of every tree's two ends, the same in every AM."""

_BASE = "/realm-config/authentication/authenticationtrees"

COLLECT, SEND, WAIT, VERIFY = (f"{digit * 8}-c1ba-4000-8000-000000000000" for digit in "1234")
"""Ids for the four nodes of a CIBA tree; any UUID would do, fixed ones can be put twice."""


async def put_node(
    am: Administrator, node_type: str, node_id: str, configuration: dict[str, Any]
) -> dict[str, Any]:
    """Create or replace a node; its place in a tree comes with the tree."""
    return await am.put(f"{_BASE}/nodes/{node_type}/{node_id}", configuration)


async def read_node(am: Administrator, node_id: str, place: dict[str, Any]) -> dict[str, Any]:
    """A node as AM stores it, its outcomes included; `place` is what a tree says of it.

    Newer builds add a version there, which is then part of the node's address.
    """
    kind = "/".join(filter(None, (place["nodeType"], place.get("version"))))
    return await am.get(f"{_BASE}/nodes/{kind}/{node_id}")


async def put_tree(am: Administrator, name: str, tree: dict[str, Any]) -> dict[str, Any]:
    """Create or replace a tree. Its nodes should be there first."""
    return await am.put(f"{_BASE}/trees/{name}", tree)


async def read_tree(am: Administrator, name: str) -> dict[str, Any]:
    """A tree as AM stores it; raises AMError where there is none."""
    return await am.get(f"{_BASE}/trees/{name}")


async def delete_tree(am: Administrator, name: str) -> dict[str, Any]:
    """Delete a tree. AM leaves its nodes behind."""
    return await am.delete(f"{_BASE}/trees/{name}")


async def delete_push_tree(am: Administrator, name: str) -> None:
    """Delete the article's tree and its four nodes, as far as they are there."""
    await ignoring_absence(delete_tree(am, name))
    for node_id, node in push_tree()["nodes"].items():
        await ignoring_absence(am.delete(f"{_BASE}/nodes/{node['nodeType']}/{node_id}"))


def placement(
    node_type: str, display_name: str, connections: dict[str, str], x: int, y: int
) -> dict[str, Any]:
    """A node's place in a tree: `connections` lead from an outcome to the next node."""
    return {
        "nodeType": node_type,
        "displayName": display_name,
        "connections": connections,
        "x": x,
        "y": y,
    }


def push_tree() -> dict[str, Any]:
    """The tree of the article: Username Collector, Push Sender, Polling Wait, Verifier."""
    nodes = {
        COLLECT: placement(
            "UsernameCollectorNode", "Username Collector", {"outcome": SEND}, 160, 120
        ),
        SEND: placement(
            "PushAuthenticationSenderNode",
            "Push Sender",
            {"SENT": WAIT, "NOT_REGISTERED": FAILURE, "SKIPPED": FAILURE},
            380,
            120,
        ),
        WAIT: placement("PollingWaitNode", "Polling Wait", {"DONE": VERIFY}, 600, 60),
        VERIFY: placement(
            "PushResultVerifierNode",
            "Push Result Verifier",
            {"TRUE": SUCCESS, "FALSE": FAILURE, "EXPIRED": FAILURE, "WAITING": WAIT},
            820,
            120,
        ),
    }
    ends = {
        "startNode": {"x": 50, "y": 130},
        SUCCESS: {"x": 1080, "y": 80},
        FAILURE: {"x": 1080, "y": 240},
    }
    return {"entryNodeId": COLLECT, "nodes": nodes, "staticNodes": ends, "uiConfig": {}}


async def put_push_tree(am: Administrator, name: str = "myCIBAPushTree") -> dict[str, Any]:
    """Build the article's tree: its four nodes, then the tree itself.

    A push message lives ten minutes here, as long as an auth_req_id; AM's own default of two
    would refuse whoever takes three to answer.
    """
    await put_node(am, "UsernameCollectorNode", COLLECT, {})
    await put_node(am, "PushAuthenticationSenderNode", SEND, {"messageTimeout": 600_000})
    await put_node(am, "PollingWaitNode", WAIT, {"secondsToWait": 2})
    await put_node(am, "PushResultVerifierNode", VERIFY, {})
    return await put_tree(am, name, push_tree())
