"""Letting one node do its work, without a tree around it."""

from typing import Any

from mock_am.authentication.node import Ask, Visit
from mock_am.authentication.nodes import NODE_TYPES
from mock_am.realm.document import Document
from tests.mock_am.authentication.realm_in_memory import RealmInMemory


def visit(
    node_type: str,
    state: Document | None = None,
    realm: RealmInMemory | None = None,
    config: Document | None = None,
    **more: Any,
) -> tuple[str | Ask, Visit]:
    """What a node of this type does, and the visit after it."""
    checked = NODE_TYPES[node_type].checked(config or {})
    stop = Visit(checked, {} if state is None else state, realm or RealmInMemory(), **more)
    return NODE_TYPES[node_type].process(stop), stop
