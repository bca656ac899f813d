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
    # The default service asks for name and password in one step (Return callback information, DOC).
    zero_page, page, decision = (identifiers.uuid() for _ in range(3))
    on_page = {
        identifiers.uuid(): "UsernameCollectorNode",
        identifiers.uuid(): "PasswordCollectorNode",
    }
    nodes = {
        zero_page: _node("ZeroPageLoginNode", {"true": decision, "false": page}, 200),
        page: _node("PageNode", {"outcome": decision}, 400),
        decision: _node("DataStoreDecisionNode", {"true": SUCCESS, "false": FAILURE}, 600),
    }
    types = {**on_page, **{node_id: node["nodeType"] for node_id, node in nodes.items()}}
    held = [{"_id": node_id, **_named(type_id)} for node_id, type_id in on_page.items()]
    for node_id, type_id in types.items():
        config = NODE_TYPES[type_id].checked({"nodes": held} if node_id == page else {})
        store.configuration.put(realm, f"nodes/{type_id}", node_id, config)
    tree = checked_tree({"entryNodeId": zero_page, "nodes": nodes})
    store.configuration.put(realm, "trees", DEFAULT_TREE, tree)


def _named(type_id: str) -> Document:
    return {"nodeType": type_id, "displayName": NODE_TYPES[type_id].name}


def _node(type_id: str, connections: Document, x: int) -> Document:
    return {**_named(type_id), "connections": connections, "x": x, "y": 120}
