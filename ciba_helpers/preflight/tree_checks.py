"""What the authentication tree must be: it asks the phone, and only a yes ends in success."""

from collections.abc import Iterator, Mapping
from typing import Any

from ciba_helpers.am.trees import FAILURE, SUCCESS
from ciba_helpers.explain.entry import Step
from ciba_helpers.preflight.checks import unread
from ciba_helpers.preflight.configuration import Configuration, Unread, value_at
from ciba_helpers.preflight.finding import JOURNEYS, Finding, doubtful, good, missing

COLLECTOR = "UsernameCollectorNode"
SENDER = "PushAuthenticationSenderNode"
VERIFIER = "PushResultVerifierNode"

_NOT_A_YES = {
    SENDER: ("NOT_REGISTERED", "SKIPPED", "FAILURE"),
    VERIFIER: ("FALSE", "EXPIRED", "WAITING"),
}
"""The outcomes that tell of no approval."""

_MEND = Step(3, "Mend the tree, or build it anew: `await trees.put_push_tree(…)`.", JOURNEYS)

Nodes = Mapping[str, Mapping[str, Any]]


def tree_is_there(seen: Configuration) -> Iterator[Finding]:
    """The tree exists, and may be walked."""
    name = value_at(seen.provider, "advancedOIDCConfig", "loaMapping", seen.acr)
    if name is None:
        return  # acr_leads_to_a_tree says so
    means = "AM answers as to an acr that it does not know."
    yield from unread("Tree", seen.tree, missing("Tree", f"There is no {name}.", means, _MEND))
    if isinstance(seen.tree, Unread):
        return
    if seen.tree.get("enabled") is False:
        yield missing("Tree", f"{name} is disabled.", means, Step(3, "Enable it.", JOURNEYS))
    else:
        yield good("Tree", f"{name} is there.")


def tree_begins_with_the_name(seen: Configuration) -> Iterator[Finding]:
    """The name from `login_hint` is collected first (am.md 8.2, DOC)."""
    if isinstance(seen.tree, Unread):
        return
    entry = _nodes(seen).get(str(seen.tree.get("entryNodeId")), {})
    if entry.get("nodeType") == COLLECTOR:
        yield good("Tree", "It begins with the Username Collector.")
        return
    says = f"It begins with {entry.get('displayName', 'nothing')}, not with a Username Collector."
    yield missing("Tree", says, "Nobody takes the name from `login_hint`.", _MEND)


def tree_asks_the_phone(seen: Configuration) -> Iterator[Finding]:
    """On its way from the entry, the tree sends a push message and looks for the answer."""
    if isinstance(seen.tree, Unread):
        return
    nodes = _nodes(seen)
    reached = _reached(nodes, str(seen.tree.get("entryNodeId")))
    for node_type, name in ((SENDER, "Push Sender"), (VERIFIER, "Push Result Verifier")):
        if any(nodes[one].get("nodeType") == node_type for one in reached if one in nodes):
            yield good("Tree", f"It leads to a {name}.")
        else:
            says, means = f"No way in it leads to a {name}.", "Nobody's phone is asked."
            yield missing("Tree", says, means, _MEND)


def every_outcome_is_connected(seen: Configuration) -> Iterator[Finding]:
    """Each outcome that a node can end with leads to a node of the tree, or to an end."""
    if isinstance(seen.tree, Unread):
        return
    ends, loose = {*_nodes(seen), SUCCESS, FAILURE}, list[str]()
    for node_id, place in _nodes(seen).items():
        for outcome in _outcomes(seen.nodes.get(node_id)):
            if _connections(place).get(outcome) not in ends:
                loose.append(f"{outcome} of {place.get('displayName')}")
    if loose:
        says, means = f"Leading nowhere: {', '.join(loose)}.", "A walk that comes there fails."
        yield missing("Tree", says, means, _MEND)
    elif not any(isinstance(node, Unread) for node in seen.nodes.values()):
        yield good("Tree", "Every outcome leads somewhere.")
    yield from _unread_nodes(seen)


def _unread_nodes(seen: Configuration) -> Iterator[Finding]:
    for node_id, place in _nodes(seen).items():
        says = f"The node {place.get('displayName', node_id)} is placed, but not stored."
        absent = missing("Tree", says, "A walk that comes there fails.", _MEND)
        yield from unread("Tree", seen.nodes.get(node_id), absent)


def _outcomes(node: object) -> list[str]:
    return [outcome["id"] for outcome in value_at(node, "_outcomes") or ()]


def only_a_yes_succeeds(seen: Configuration) -> Iterator[Finding]:
    """TRUE of the verifier leads to success; no refusal, no silence and no way around it does."""
    if isinstance(seen.tree, Unread):
        return
    entry = str(seen.tree.get("entryNodeId"))
    reached = _reached(_nodes(seen), entry)
    nodes = {one: place for one, place in _nodes(seen).items() if one in reached}
    found = [*_no_way_for_a_yes(nodes), *_ways_for_a_no(nodes), *_ways_around(nodes, entry)]
    yield from found or [good("Tree", "Only an approval ends in success.")]


def _no_way_for_a_yes(nodes: Nodes) -> Iterator[Finding]:
    for place in _of_type(nodes, VERIFIER):
        if SUCCESS not in _reached(nodes, str(_connections(place).get("TRUE"))):
            says = f"TRUE of {place.get('displayName')} does not lead to success."
            yield missing("Tree", says, "An approval is worth nothing.", _MEND)


def _ways_for_a_no(nodes: Nodes) -> Iterator[Finding]:
    elsewhere = _without_verdicts(nodes)
    for node_type, outcomes in _NOT_A_YES.items():
        for place in _of_type(nodes, node_type):
            for outcome in outcomes:
                target = str(_connections(place).get(outcome))
                where = f"{outcome} of {place.get('displayName')} leads to success"
                if target == SUCCESS:
                    means = "The till gets tokens although nobody has approved."
                    yield missing("Tree", f"{where}.", means, _MEND)
                elif SUCCESS in _reached(elsewhere, target):
                    means = "Do these ask somebody, as a phone would?"
                    yield doubtful("Tree", f"{where} by way of other nodes.", means, _MEND)


def _ways_around(nodes: Nodes, entry: str) -> Iterator[Finding]:
    if SUCCESS in _reached(_without_verdicts(nodes), entry):
        says = "A way from its beginning to success passes no Push Result Verifier."
        yield doubtful("Tree", says, "Does something else ask the customer there?", _MEND)


def _without_verdicts(nodes: Nodes) -> Nodes:
    """The tree in which a verifier leads nowhere, and a sender only on where it has sent."""
    left = {SENDER: {"SENT"}, VERIFIER: set[str]()}
    return {
        one: {
            **place,
            "connections": _only(_connections(place), left.get(str(place.get("nodeType")))),
        }
        for one, place in nodes.items()
    }


def _only(connections: Mapping[str, str], outcomes: set[str] | None) -> dict[str, str]:
    return {k: to for k, to in connections.items() if outcomes is None or k in outcomes}


def _of_type(nodes: Nodes, node_type: str) -> list[Mapping[str, Any]]:
    return [place for place in nodes.values() if place.get("nodeType") == node_type]


def _connections(place: Mapping[str, Any]) -> Mapping[str, str]:
    return place.get("connections") or {}


def _nodes(seen: Configuration) -> Nodes:
    return value_at(seen.tree, "nodes") or {}


def _reached(nodes: Nodes, start: str) -> set[str]:
    """The nodes and ends that a walk from `start` can come to, itself among them."""
    reached, following = set[str](), {start}
    while following:
        reached |= following
        placed = [nodes[one] for one in following if one in nodes]
        following = {to for place in placed for to in _connections(place).values()}
        following -= reached
    return reached
