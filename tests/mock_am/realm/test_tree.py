import pytest

from mock_am.errors import BadRequest, DataValidationFailed, InvalidAttribute
from mock_am.realm.tree import FAILURE, SUCCESS, Placement, Tree, checked_tree, with_other_nodes

BODY = {
    "entryNodeId": "a",
    "nodes": {"a": {"nodeType": "X", "displayName": "A", "connections": {"outcome": SUCCESS}}},
}


def test_a_tree_is_completed_and_read() -> None:
    document = checked_tree(BODY)
    assert document["enabled"] is True
    assert document["staticNodes"] == {}
    tree = Tree.of_document("t", document)
    assert tree == Tree("t", "a", {"a": Placement("X", "A", {"outcome": SUCCESS})}, True)


@pytest.mark.parametrize("entry", [SUCCESS, FAILURE])
def test_a_tree_may_begin_with_its_end(entry: str) -> None:
    assert checked_tree({"entryNodeId": entry})["nodes"] == {}


@pytest.mark.parametrize("body", [{}, {"nodes": {}}, BODY | {"entryNodeId": "b"}])
def test_the_entry_node_must_exist(body: dict[str, object]) -> None:
    with pytest.raises(BadRequest, match="entryNodeId must exist in the tree"):
        checked_tree(body)


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({"nodes": []}, "Nodes"),
        ({"nodes": {"a": "X"}}, "Nodes"),
        ({"staticNodes": []}, "Static Nodes"),
        ({"uiConfig": None}, "UI Config"),
        ({"enabled": "yes"}, "Enabled"),
        ({"entryNodeId": ["a"]}, "entryNodeId"),
    ],
)
def test_a_wrong_type_is_named(change: dict[str, object], label: str) -> None:
    with pytest.raises(DataValidationFailed, match=f", {label}$"):
        checked_tree(BODY | change)


def test_an_unknown_attribute_is_refused() -> None:
    with pytest.raises(InvalidAttribute):
        checked_tree(BODY | {"colour": "red"})


@pytest.mark.parametrize(
    ("settings", "may_be_entered", "no_session"),
    [
        ({}, True, False),
        ({"enabled": False}, False, False),
        ({"innerTreeOnly": True}, False, False),
        ({"noSession": True}, True, True),
    ],
)
def test_a_tree_says_who_may_enter_and_with_what_end(
    settings: dict[str, object], may_be_entered: bool, no_session: bool
) -> None:
    tree = Tree.of_document("t", checked_tree(BODY | settings))
    assert (tree.may_be_entered, tree.no_session) == (may_be_entered, no_session)


def test_nodes_are_exchanged_wherever_the_tree_names_them() -> None:
    nodes = {
        "a": {"nodeType": "X", "connections": {"on": "b", "again": "a"}, "x": 1},
        "b": {"nodeType": "Y", "connections": {"yes": SUCCESS, "no": "elsewhere"}},
        "c": {"nodeType": "Z"},
    }
    document = checked_tree({"entryNodeId": "a", "nodes": nodes})
    exchanged = with_other_nodes(document, {"a": "1", "b": "2", "c": "3"})
    assert exchanged == document | {
        "entryNodeId": "1",
        "nodes": {
            "1": {"nodeType": "X", "connections": {"on": "2", "again": "1"}, "x": 1},
            "2": {"nodeType": "Y", "connections": {"yes": SUCCESS, "no": "elsewhere"}},
            "3": {"nodeType": "Z", "connections": {}},
        },
    }
    assert document["nodes"] == nodes


def test_a_tree_that_begins_with_its_end_has_no_nodes_to_exchange() -> None:
    document = checked_tree({"entryNodeId": SUCCESS})
    assert with_other_nodes(document, {}) == document
