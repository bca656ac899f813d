import pytest

from mock_am.errors import BadRequest, DataValidationFailed, InvalidAttribute
from mock_am.realm.tree import FAILURE, SUCCESS, Placement, Tree, checked_tree

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
