"""Trees that somebody logs in with."""

from typing import Any

import httpx

from tests.contract.am import ALPHA, AM, Administrator
from tests.contract.configuration import FAILURE, SUCCESS, TREES, done
from tests.contract.phone import filled

PAGE, ASK_NAME, ASK_PASSWORD, DECISION, OTHER = (
    f"{n}" * 8 + "-1091-4000-8000-000000000000" for n in range(1, 6)
)
Nodes = dict[str, tuple[str, dict[str, Any], dict[str, str]]]
"""A node's id with its type, its configuration and its connections."""


async def put_node(
    administrator: Administrator, node_type: str, node_id: str, config: dict[str, Any]
) -> None:
    """Store a node."""
    await done(administrator, f"{TREES}/nodes/{node_type}/{node_id}", config)


async def put_tree(
    administrator: Administrator, name: str, entry: str, nodes: Nodes, **settings: Any
) -> None:
    """Store a tree and the nodes it places."""
    for node_id, (node_type, config, _) in nodes.items():
        await put_node(administrator, node_type, node_id, config)
    places = {
        node_id: {"nodeType": node_type, "displayName": node_type, "connections": connections}
        for node_id, (node_type, _, connections) in nodes.items()
    }
    await done(
        administrator,
        f"{TREES}/trees/{name}",
        {"entryNodeId": entry, "nodes": places, **settings},
    )


def page(**config: Any) -> dict[str, Any]:
    """A page that asks for name and password."""
    nodes = [
        {"_id": ASK_NAME, "nodeType": "UsernameCollectorNode", "displayName": "Name"},
        {"_id": ASK_PASSWORD, "nodeType": "PasswordCollectorNode", "displayName": "Password"},
    ]
    return {"nodes": nodes, **config}


async def put_login_tree(
    administrator: Administrator,
    name: str,
    *,
    wrong: str = FAILURE,
    others: Nodes | None = None,
    config: dict[str, Any] | None = None,
    **settings: Any,
) -> None:
    """Store a tree that asks for name and password on a page; `wrong` is where false leads."""
    await put_node(administrator, "UsernameCollectorNode", ASK_NAME, {})
    await put_node(administrator, "PasswordCollectorNode", ASK_PASSWORD, {})
    nodes: Nodes = {
        PAGE: ("PageNode", page(**(config or {})), {"outcome": DECISION}),
        DECISION: ("DataStoreDecisionNode", {}, {"true": SUCCESS, "false": wrong}),
        **(others or {}),
    }
    await put_tree(administrator, name, PAGE, nodes, **settings)


async def login(am: AM, tree: str, *inputs: str) -> httpx.Response:
    """The first answer of the tree; with `inputs`, the answer to them."""
    url = f"{ALPHA}/authenticate?authIndexType=service&authIndexValue={tree}"
    first = await am.post(url, json={})
    if not inputs:
        return first
    return await answered(am, first.json(), *inputs)


async def answered(am: AM, step: dict[str, Any], *inputs: str) -> httpx.Response:
    """The answer to a step of a login with `inputs` in its callbacks."""
    return await am.post(f"{ALPHA}/authenticate", json=filled(step, *inputs))


async def first_step(am: AM) -> dict[str, Any]:
    """What a login that names no tree begins with."""
    step: dict[str, Any] = (await am.post(f"{ALPHA}/authenticate", json={})).json()
    return step


async def next_step(am: AM, step: dict[str, Any], *inputs: str) -> httpx.Response:
    """The answer to a step of such a login."""
    return await am.post(f"{ALPHA}/authenticate", json=filled(step, *inputs))


SETTINGS = "/realm-config/authentication"
"""A realm's core settings."""


async def change_settings(
    administrator: Administrator, section: str, **changed: Any
) -> httpx.Response:
    """Put back the core settings with a section changed."""
    settings = (await administrator.get(SETTINGS)).json()
    return await administrator.put(SETTINGS, settings | {section: settings[section] | changed})
