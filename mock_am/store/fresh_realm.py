"""What a new realm has: the tree its users log in with."""

from mock_am.authentication.nodes import NODE_TYPES
from mock_am.identifiers import Identifiers
from mock_am.realm.document import Document
from mock_am.realm.identity import checked_identity
from mock_am.realm.realm import ROOT, Realm, realm_id
from mock_am.realm.tree import FAILURE, SUCCESS, checked_tree
from mock_am.store.store import Store

DEFAULT_TREE = "ldapService"
"""The tree that authenticates where the request names none (am.md 7, REC: its name)."""


def add_realm(store: Store, realm: Realm, identifiers: Identifiers) -> None:
    """Create a realm with its login tree; call within a transaction."""
    store.configuration.put("", "realms", realm_id(realm.path), realm.document())
    _add_login_tree(store, realm.path, identifiers)


def add_user(store: Store, realm: str, username: str, password: str, *, at: float) -> None:
    """Create a user as AM's administrator would; call within a transaction."""
    body = {"userpassword": password, "mail": f"{username}@example.com", "givenName": username}
    store.configuration.put(
        realm, "users", username, checked_identity(username, realm, body, at=at)
    )


def fill(store: Store, identifiers: Identifiers, *, at: float) -> None:
    """What a fresh state holds: realms / and /alpha, the user demo in both."""
    for path in (ROOT, "/alpha"):
        add_realm(store, Realm(path), identifiers)
        add_user(store, path, "demo", "Ch4ng31t", at=at)


def _add_login_tree(store: Store, realm: str, identifiers: Identifiers) -> None:
    zero_page, name, password, decision = (identifiers.uuid() for _ in range(4))
    nodes = {
        zero_page: _node("ZeroPageLoginNode", {"true": decision, "false": name}, 200),
        name: _node("UsernameCollectorNode", {"outcome": password}, 400),
        password: _node("PasswordCollectorNode", {"outcome": decision}, 600),
        decision: _node("DataStoreDecisionNode", {"true": SUCCESS, "false": FAILURE}, 800),
    }
    for node_id, placement in nodes.items():
        node_type = NODE_TYPES[placement["nodeType"]]
        store.configuration.put(realm, f"nodes/{node_type.id}", node_id, node_type.checked({}))
    tree = checked_tree({"entryNodeId": zero_page, "nodes": nodes})
    store.configuration.put(realm, "trees", DEFAULT_TREE, tree)


def _node(node_type: str, connections: Document, x: int) -> Document:
    name = NODE_TYPES[node_type].name
    return {
        "nodeType": node_type,
        "displayName": name,
        "connections": connections,
        "x": x,
        "y": 120,
    }
