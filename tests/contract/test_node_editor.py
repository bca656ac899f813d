"""What an editor asks about nodes before it draws them (am.md 8)."""

from typing import Any

import pytest

from tests.contract.am import Administrator, error
from tests.contract.configuration import NAME, SENDER, TREES
from tests.contract.login_trees import DECISION, put_node
from tests.contract.node_types import DEFAULTS, ON_PAGE, TAGS

NODES = f"{TREES}/nodes"


async def _asked(administrator: Administrator, path: str, body: Any = None) -> Any:
    answer = await administrator.post(f"{NODES}{path}", {} if body is None else body)
    assert answer.status_code == 200
    assert answer.headers["content-api-version"].endswith("resource=1.0")
    assert "etag" not in answer.headers
    return answer.json()


async def test_all_node_types_are_named(administrator: Administrator) -> None:
    # am.md 8
    every = (await _asked(administrator, "?_action=getAllTypes"))["result"]
    by_id = {one["_id"]: one for one in every}
    assert len(by_id) == len(every)
    assert by_id.keys() >= TAGS.keys() == DEFAULTS.keys()
    for node_type, tags in TAGS.items():
        one = by_id[node_type]
        assert {*one} == {"_id", "name", "collection", "tags", "metadata", "help"}
        assert one["tags"] == one["metadata"]["tags"] == tags
        assert one["collection"] is True
        assert one["help"]


@pytest.mark.parametrize("node_type", TAGS)
async def test_a_node_type_tells_of_itself(administrator: Administrator, node_type: str) -> None:
    # am.md 8
    every = (await _asked(administrator, "?_action=getAllTypes"))["result"]
    (listed,) = [one for one in every if one["_id"] == node_type]
    assert await _asked(administrator, f"/{node_type}?_action=getType") == listed


@pytest.mark.parametrize("node_type", TAGS)
async def test_a_template_is_what_a_new_node_has(
    administrator: Administrator, node_type: str
) -> None:
    # am.md 8
    template = await _asked(administrator, f"/{node_type}?_action=template")
    node = (await administrator.put(f"{NODES}/{node_type}/{NAME}", {})).json()
    assert template == {key: value for key, value in node.items() if not key.startswith("_")}


@pytest.mark.parametrize("node_type", TAGS)
async def test_a_schema_describes_what_the_template_holds(
    administrator: Administrator, node_type: str
) -> None:
    # am.md 8
    schema = await _asked(administrator, f"/{node_type}?_action=schema")
    template = await _asked(administrator, f"/{node_type}?_action=template")
    assert {*schema} == {"type", "properties", "required"}
    assert {*template} <= {*schema["properties"]}
    assert {*schema["required"]} <= {*schema["properties"]}
    for key, one in schema["properties"].items():
        assert {"title", "description", "propertyOrder", "type", "exampleValue"} <= {*one}
        if "default" in one:
            assert one["default"] == template[key]


@pytest.mark.parametrize(
    ("push_type", "taken"),
    [("DEFAULT", True), ("CHALLENGE", True), ("BIOMETRIC", True), ("default", False)],
)
async def test_a_choice_is_taken_in_its_own_spelling(
    administrator: Administrator, push_type: str, taken: bool
) -> None:
    # am.md 8.1
    path = f"{NODES}/PushAuthenticationSenderNode/{SENDER}"
    answer = await administrator.put(path, {"pushType": push_type})
    assert (answer.status_code == 201) is taken


async def test_a_choice_is_described_with_its_names(administrator: Administrator) -> None:
    # am.md 8, as recorded; am-external for the names
    schema = await _asked(administrator, "/PushAuthenticationSenderNode/1.0?_action=schema")
    names = ["Tap to Accept", "Display Challenge Code", "Use Biometrics to Accept"]
    one = schema["properties"]["pushType"]
    assert (one["title"], one["propertyOrder"], one["type"]) == ("Push Type", 600, "string")
    assert one["enum"] == ["DEFAULT", "CHALLENGE", "BIOMETRIC"]
    assert one["enumNames"] == one["options"]["enum_titles"] == names
    assert one["default"] == "DEFAULT"


@pytest.mark.parametrize(
    ("node_type", "config"),
    [
        ("PushAuthenticationSenderNode", {"mandatory": True, "captureFailure": True}),
        ("PollingWaitNode", {"exitable": True}),
        ("PageNode", {"nodes": ON_PAGE}),
        ("UsernameCollectorNode", {}),
    ],
)
async def test_outcomes_are_listed_for_a_configuration_that_nobody_keeps(
    administrator: Administrator, node_type: str, config: dict[str, Any]
) -> None:
    # am.md 8
    await put_node(administrator, "DataStoreDecisionNode", DECISION, {})
    listed = await _asked(administrator, f"/{node_type}?_action=listOutcomes", config)
    query = f"{NODES}/{node_type}?_queryFilter=true"
    before = [one["_id"] for one in (await administrator.get(query)).json()["result"]]
    assert NAME not in before
    stored = (await administrator.put(f"{NODES}/{node_type}/{NAME}", config)).json()
    assert listed == stored["_outcomes"]


async def test_outcomes_of_a_wrong_configuration_are_not_listed(
    administrator: Administrator,
) -> None:
    path = f"{NODES}/PollingWaitNode?_action=listOutcomes"
    answer = await administrator.post(path, {"exitable": "yes"})
    message = "Data validation failed for the attribute, Exitable"
    assert answer.json() == error(400, "Bad Request", message)
