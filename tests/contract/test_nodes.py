"""`authenticationtrees/nodes` (am.md 8)."""

from uuid import UUID

import pytest

from tests.contract.am import ALPHA, AM, Administrator, error
from tests.contract.configuration import NAME, SENDER, TREES
from tests.contract.login_trees import (
    ASK_NAME,
    ASK_PASSWORD,
    DECISION,
    PAGE,
    put_login_tree,
)

NODES = f"{TREES}/nodes"
NODE = f"{NODES}/RetryLimitDecisionNode"


async def test_an_unknown_attribute_is_answered_with_the_known_ones(
    administrator: Administrator,
) -> None:
    # am.md 2.4
    path = f"{TREES}/nodes/RetryLimitDecisionNode/{NAME}"
    answer = await administrator.put(path, {"retryLimit": 5, "colour": "red"})
    valid = {"validAttributes": ["incrementUserAttributeOnFailure", "retryLimit"]}
    message = "Invalid attribute specified."
    assert answer.json() == error(400, "Bad Request", message, detail=valid)


async def test_type_and_outcomes_that_a_client_sends_are_the_servers_business(
    administrator: Administrator,
) -> None:
    # am.md 8: a display name that was sent came back in AM's own spelling
    sent = {
        "_id": NAME,
        "_type": {"_id": "UsernameCollectorNode", "name": "x", "collection": True},
        "_outcomes": [{"id": "outcome", "displayName": "outcome"}],
    }
    path = f"{TREES}/nodes/UsernameCollectorNode/{NAME}"
    stored = (await administrator.put(path, sent)).json()
    assert stored["_type"]["name"] == "Username Collector"
    assert stored["_outcomes"] == [{"id": "outcome", "displayName": "Outcome"}]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "NoSuchNode/node1"),
        ("PUT", "NoSuchNode/node1"),
        ("DELETE", "NoSuchNode/1.0/node1"),
        ("GET", "NoSuchNode?_queryFilter=true"),
        ("POST", "NoSuchNode?_action=schema"),
    ],
)
async def test_an_unknown_node_type_is_not_found(
    administrator: Administrator, method: str, path: str
) -> None:
    # am.md 8
    body = {} if method in ("PUT", "POST") else None
    answer = await administrator.request(method, f"{TREES}/nodes/{path}", body)
    message = f"Resource '{path.partition('?')[0]}' not found"
    assert answer.json() == error(404, "Not Found", message)


async def test_nodes_are_listed_by_type(administrator: Administrator) -> None:
    path = f"{TREES}/nodes/PushResultVerifierNode"
    assert (await administrator.get(f"{path}?_queryFilter=true")).json()["result"] == []
    await administrator.put(f"{path}/{SENDER}", {})
    (node,) = (await administrator.get(f"{path}?_queryFilter=true")).json()["result"]
    assert node["_id"] == SENDER


@pytest.mark.parametrize("first", ["", "/1.0"])
async def test_a_versioned_path_is_the_same_node(administrator: Administrator, first: str) -> None:
    # am.md 8: newer builds insert the version
    one, other = (
        f"{NODES}/RetryLimitDecisionNode{version}" for version in (first, "" if first else "/1.0")
    )
    created = await administrator.put(f"{one}/{NAME}", {"retryLimit": 5})
    assert created.status_code == 201
    assert created.headers["location"].endswith(f"{one}/{NAME}")
    read = (await administrator.get(f"{other}/{NAME}")).json()
    assert read == created.json()
    listed = (await administrator.get(f"{other}?_queryFilter=true")).json()["result"]
    assert read in listed
    assert (await administrator.delete(f"{other}/{NAME}")).status_code == 200
    assert (await administrator.get(f"{one}/{NAME}")).status_code == 404


async def test_all_nodes_of_a_realm_are_listed_without_a_revision(
    administrator: Administrator,
) -> None:
    # am.md 8
    await put_login_tree(administrator, "login")
    every = (await administrator.post(f"{NODES}?_action=nextdescendents")).json()["result"]
    by_id = {one["_id"]: one for one in every}
    for node_type, node_id in [
        ("PageNode", PAGE),
        ("UsernameCollectorNode", ASK_NAME),
        ("PasswordCollectorNode", ASK_PASSWORD),
        ("DataStoreDecisionNode", DECISION),
    ]:
        read = (await administrator.get(f"{NODES}/{node_type}/{node_id}")).json()
        del read["_rev"]
        assert by_id[node_id] == read


@pytest.mark.parametrize("path", ["", "/PageNode"])
async def test_another_action_is_not_supported(administrator: Administrator, path: str) -> None:
    # am.md 2.6
    answer = await administrator.post(f"{NODES}{path}?_action=paint", {})
    assert answer.json() == error(501, "Not Implemented", "paintnot supported")


async def test_only_an_administrator_asks(am: AM) -> None:
    # am.md 2.6
    path = f"{ALPHA}{NODES}?_action=getAllTypes"
    assert (await am.post(path, json={})).status_code == 401
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    assert (await am.post(path, json={}, headers=demo)).status_code == 403


async def test_a_node_is_made_under_an_id_of_the_servers_own(
    am: AM, administrator: Administrator
) -> None:
    # am.md 2.4
    created = await administrator.post(f"{NODE}?_action=create", {"retryLimit": 5})
    node = created.json()
    assert (created.status_code, node["retryLimit"]) == (201, 5)
    assert str(UUID(node["_id"])) == node["_id"]
    assert created.headers["location"] == f"{am.url}{ALPHA}{NODE}/{node['_id']}"
    assert created.headers["etag"] == f'"{node["_rev"]}"'
    again = await administrator.post(f"{NODE}?_action=create", {"_id": node["_id"]})
    message = "Unable to save config: Service already exists"
    assert again.json() == error(409, "Conflict", message)


async def test_a_node_is_read_in_ams_order(administrator: Administrator) -> None:
    # am.md 2.3: the envelope around the configuration
    await administrator.put(f"{NODE}/{NAME}", {})
    read = (await administrator.get(f"{NODE}/{NAME}")).json()
    assert list(read)[:2] == ["_id", "_rev"]
    assert list(read)[-2:] == ["_type", "_outcomes"]


async def test_what_is_left_out_falls_back_to_its_default(administrator: Administrator) -> None:
    # am.md 2.4: a PUT replaces the whole
    await administrator.put(f"{NODE}/{NAME}", {"retryLimit": 5})
    changed = await administrator.put(f"{NODE}/{NAME}", {"incrementUserAttributeOnFailure": False})
    assert changed.json()["retryLimit"] == 3


@pytest.mark.parametrize("asked", ["protocol=2.1,resource=3.0", "protocol=2.1,resource=1.0"])
async def test_a_versioned_path_serves_what_clients_of_newer_builds_ask_for(
    administrator: Administrator, asked: str
) -> None:
    # am.md 2.1, 8
    version = {"Accept_API_Version": asked}
    created = await administrator.put(f"{NODE}/1.0/{NAME}", {}, **version)
    assert created.status_code == 201
    assert created.headers["content-api-version"] == asked.partition(",")[2]
    plain = await administrator.get(f"{NODE}/{NAME}", Accept_API_Version="resource=3.0")
    message = 'Accept-API-Version: Requested version "3.0" does not match any routes.'
    assert plain.json() == error(404, "Not Found", message)
