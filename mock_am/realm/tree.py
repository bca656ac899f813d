"""An authentication tree: which nodes it places, and where each outcome leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mock_am.errors import BadRequest, DataValidationFailed, InvalidAttribute
from mock_am.realm.document import Document, without_metadata

SUCCESS = "70e691a5-1e33-4ac3-a356-e7b6d60d92e0"
FAILURE = "e301438c-0bd0-429c-ab0c-66126501069a"
"""The static ids of the two ends of every tree (am.md 7, REC)."""

_DEFAULTS: Document = {
    "uiConfig": {},
    "entryNodeId": None,
    "innerTreeOnly": False,
    "nodes": {},
    "staticNodes": {},
    "enabled": True,
}
_OPTIONAL: Document = {
    "description": "",
    "identityResource": "",
    "mustRun": False,
    "noSession": False,
}
_LABELS = {
    "description": "Description",
    "enabled": "Enabled",
    "innerTreeOnly": "Inner Tree Only",
    "mustRun": "Must Run",
    "nodes": "Nodes",
    "noSession": "No Session",
    "staticNodes": "Static Nodes",
    "uiConfig": "UI Config",
}
"""The console's labels, as far as they are known (AM 8 entity reference, DOC; am.md 2.4, REC)."""

_PLACEMENT: dict[str, type | tuple[type, ...]] = {
    "nodeType": str,
    "displayName": str,
    "connections": dict,
    "version": str,
    "x": (int, float),
    "y": (int, float),
}
"""What the tree says of a node; newer builds add the version of its type (am.md 7, REC)."""


@dataclass(frozen=True)
class Placement:
    """A node in a tree; `connections` maps an outcome's id to the next node's id."""

    node_type: str
    display_name: str
    connections: dict[str, str]


@dataclass(frozen=True)
class Tree:
    """A tree ready to be walked.

    An `inner_tree_only` tree runs within another tree alone; a `no_session` tree succeeds without
    making a session.
    """

    name: str
    entry_node_id: str
    nodes: dict[str, Placement]
    enabled: bool
    inner_tree_only: bool = False
    no_session: bool = False

    @property
    def may_be_entered(self) -> bool:
        """Whether somebody may log in with the tree itself."""
        return self.enabled and not self.inner_tree_only

    @classmethod
    def of_document(cls, name: str, document: Document) -> "Tree":
        """The tree that a stored document describes."""
        placements = {
            node_id: Placement(
                node["nodeType"], node.get("displayName", ""), dict(node.get("connections", {}))
            )
            for node_id, node in document["nodes"].items()
        }
        return cls(
            name,
            document["entryNodeId"],
            placements,
            document["enabled"],
            document["innerTreeOnly"],
            document.get("noSession", False),
        )


def checked_tree(body: Document) -> Document:
    """`body` as AM would store it.

    Raises InvalidAttribute, DataValidationFailed or BadRequest with AM's texts (am.md 2.6, REC).
    """
    given = without_metadata(body)
    if given.keys() - _DEFAULTS.keys() - _OPTIONAL.keys():
        raise InvalidAttribute([*_DEFAULTS, *_OPTIONAL])
    for key, value in given.items():
        _check_type(key, value)
    document = {**_DEFAULTS, **given}
    for node in document["nodes"].values():
        _check_placement(node)
    if document["entryNodeId"] not in {*document["nodes"], SUCCESS, FAILURE}:
        raise BadRequest("Node with ID entryNodeId must exist in the tree.")
    return document


def _check_type(key: str, value: Any) -> None:
    expected = {**_DEFAULTS, **_OPTIONAL}[key]
    if not isinstance(value, str if expected is None else type(expected)):
        raise DataValidationFailed(_LABELS.get(key, key))


def _check_placement(node: Any) -> None:
    if not isinstance(node, dict) or "nodeType" not in node:
        raise DataValidationFailed("Nodes")
    if any(key in node and not isinstance(node[key], of) for key, of in _PLACEMENT.items()):
        raise DataValidationFailed("Nodes")
    if not all(isinstance(target, str) for target in node.get("connections", {}).values()):
        raise DataValidationFailed("Nodes")


def with_other_nodes(document: Document, names: Mapping[str, str]) -> Document:
    """The tree with other nodes in the places of its own; `names` maps old ids to new ones."""
    nodes = {
        names[node_id]: {
            **node,
            "connections": {
                outcome: names.get(target, target)
                for outcome, target in node.get("connections", {}).items()
            },
        }
        for node_id, node in document["nodes"].items()
    }
    entry = document["entryNodeId"]
    return {**document, "entryNodeId": names.get(entry, entry), "nodes": nodes}
