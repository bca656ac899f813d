from typing import Any

import pytest

from mock_am.authentication.callbacks import NameCallback, PollingWaitCallback
from mock_am.authentication.nodes import NODE_TYPES
from mock_am.authentication.walker import Ended, Parked, Step, Walker
from mock_am.realm.document import Document
from mock_am.realm.tree import FAILURE, SUCCESS, Placement, Tree
from tests.mock_am.authentication.realm_in_memory import RealmInMemory

Nodes = dict[str, tuple[str, dict[str, str]]]

PUSH: Nodes = {
    "name": ("UsernameCollectorNode", {"outcome": "sender"}),
    "sender": ("PushAuthenticationSenderNode", {"SENT": "wait", "NOT_REGISTERED": FAILURE}),
    "wait": ("PollingWaitNode", {"DONE": "verifier"}),
    "verifier": (
        "PushResultVerifierNode",
        {"TRUE": SUCCESS, "FALSE": FAILURE, "EXPIRED": FAILURE, "WAITING": "wait"},
    ),
}


def walker(
    nodes: Nodes, entry: str = "name", realm: RealmInMemory | None = None, **stored: Any
) -> Walker:
    """A walker; `stored` has nodes' configurations, None for one that is not stored."""
    placements = {key: Placement(kind, key, links) for key, (kind, links) in nodes.items()}

    def config_of(node_type: str, node_id: str) -> Document | None:
        if node_id in stored and stored[node_id] is None:
            return None
        return NODE_TYPES[node_type].checked(stored.get(node_id, {}))

    tree = Tree("tree", entry, placements, enabled=True)
    return Walker(tree, config_of, realm or RealmInMemory(), {})


def named(here: Walker) -> Parked | Ended:
    """The walk after its Username Collector has been answered."""
    return here.resume(here.tree.entry_node_id, {}, (), ["demo"], waited=False)


def ended(reached: Parked | Ended) -> Ended:
    assert isinstance(reached, Ended)
    return reached


def parked(reached: Parked | Ended) -> Parked:
    assert isinstance(reached, Parked)
    return reached


def last_outcome(reached: Parked | Ended) -> str:
    return reached.trail[-1].outcome


def test_a_node_that_asks_parks_the_walk() -> None:
    reached = parked(walker(PUSH).start({}))
    assert reached.node_id == "name"
    assert reached.callbacks == (NameCallback(),)
    assert reached.trail == ()


def test_the_answers_take_the_walk_on() -> None:
    here = walker(PUSH)
    asked = parked(here.start({}))
    reached = parked(here.resume("name", asked.state, asked.trail, ["demo"], waited=False))
    assert reached.node_id == "wait"
    assert isinstance(reached.callbacks[0], PollingWaitCallback)
    assert reached.resume_at == 1008.0
    assert reached.trail == (Step("name", "name", "outcome"), Step("sender", "sender", "SENT"))


@pytest.mark.parametrize(("end", "succeeded"), [(SUCCESS, True), (FAILURE, False)])
def test_the_static_ends_end_it(end: str, succeeded: bool) -> None:
    nodes: Nodes = {"name": ("UsernameCollectorNode", {"outcome": end})}
    reached = ended(named(walker(nodes)))
    assert reached.succeeded is succeeded
    assert ended(walker({}, entry=end).start({})).succeeded is succeeded


def test_an_outcome_that_leads_nowhere_fails_the_walk() -> None:
    for links in ({}, {"outcome": "nowhere"}):
        nodes: Nodes = {"name": ("UsernameCollectorNode", links)}
        reached = ended(named(walker(nodes)))
        assert not reached.succeeded
        assert last_outcome(reached) == "Outcome outcome is not connected."


def test_a_node_that_was_never_stored_fails_the_walk() -> None:
    reached = ended(named(walker(PUSH, sender=None)))
    assert not reached.succeeded
    assert last_outcome(reached) == "Node PushAuthenticationSenderNode/sender does not exist."


def test_an_unknown_node_type_fails_the_walk() -> None:
    nodes: Nodes = {"name": ("UsernameCollectorNode", {"outcome": "x"}), "x": ("DuoNode", {})}
    here = walker(nodes)
    known = Walker(here.tree, lambda kind, _: {}, here.services, {})
    assert last_outcome(named(known)) == "Node DuoNode/x does not exist."


def test_a_node_that_left_the_tree_fails_the_walk() -> None:
    reached = ended(walker(PUSH).resume("gone", {}, (), (), waited=True))
    assert not reached.succeeded
    assert reached.trail == (Step("gone", "gone", "Node gone is no longer in the tree."),)


def test_a_node_that_became_a_collector_asks_anew() -> None:
    nodes: Nodes = {"wait": ("UsernameCollectorNode", {"outcome": SUCCESS})}
    reached = parked(walker(nodes, entry="wait").resume("wait", {}, (), (), waited=True))
    assert reached.callbacks == (NameCallback(),)


def test_a_loop_without_a_wait_ends_in_failure() -> None:
    nodes: Nodes = {
        "a": ("ZeroPageLoginNode", {"false": "b"}),
        "b": ("SetStateNode", {"outcome": "a"}),
    }
    reached = ended(walker(nodes, entry="a").start({}))
    assert not reached.succeeded
    assert last_outcome(reached) == "The tree loops without a wait."


def test_a_loop_with_a_wait_goes_on() -> None:
    realm = RealmInMemory()
    here = walker(PUSH, realm=realm)
    reached = parked(named(here))
    for _ in range(12):
        realm.now = reached.resume_at
        reached = parked(here.resume("wait", reached.state, reached.trail, (), waited=False))
    assert reached.trail[-2:] == (
        Step("wait", "wait", "DONE"),
        Step("verifier", "verifier", "WAITING"),
    )


def test_the_callers_state_is_not_touched() -> None:
    state: Document = {"username": "demo"}
    walker(PUSH).start(state)
    assert state == {"username": "demo"}


DECISION = {"true": SUCCESS, "false": "wait"}
HELD = {"nodes": [{"_id": "held", "nodeType": "DataStoreDecisionNode"}]}


@pytest.mark.parametrize(
    ("following", "kept"),
    [
        ({}, False),
        ({"decision": ("DataStoreDecisionNode", DECISION)}, True),
        ({"decision": ("IdentityStoreDecisionNode", {"TRUE": SUCCESS})}, True),
        ({"decision": ("PageNode", DECISION)}, True),
        ({"decision": ("PollingWaitNode", {"DONE": "wait"})}, False),
        ({"unstored": ("DataStoreDecisionNode", DECISION)}, False),
    ],
)
def test_a_password_outlives_the_request_only_where_a_node_further_down_needs_it(
    following: Nodes, kept: bool
) -> None:
    # TreeState in AM's public API
    nodes: Nodes = {
        "before": ("DataStoreDecisionNode", {"true": "password", "false": "password"}),
        "password": ("PasswordCollectorNode", {"outcome": "wait"}),
        "wait": ("PollingWaitNode", {"DONE": next(iter(following), SUCCESS)}),
        **following,
    }
    config = HELD if following.get("decision", ("", {}))[0] == "PageNode" else {}
    here = walker(nodes, entry="before", decision=config, unstored=None)
    reached = parked(here.resume("password", {}, (), ["secret"], waited=False))
    assert ("password" in reached.state) is kept


def test_recovery_codes_outlive_the_request_only_where_a_node_shows_them() -> None:
    codes = {"recoveryCodes": ["a"], "recoveryCodeDeviceName": "Push Device"}
    nodes: Nodes = {
        "wait": ("PollingWaitNode", {"DONE": "show"}),
        "show": ("RecoveryCodeDisplayNode", {"outcome": "late"}),
        "late": ("PollingWaitNode", {"DONE": SUCCESS}),
    }
    here = walker(nodes, entry="wait")
    assert codes.items() <= parked(here.start(codes)).state.items()
    late = walker(nodes, entry="late")
    assert not codes.keys() & parked(late.start(codes)).state.keys()


@pytest.mark.parametrize("end", [SUCCESS, FAILURE])
def test_who_is_not_active_is_locked_out_at_either_end(end: str) -> None:
    # auth node reference: Success node, Failure node
    realm = RealmInMemory(attributes={("demo", "inetUserStatus"): ["Inactive"]})
    nodes: Nodes = {"name": ("UsernameCollectorNode", {"outcome": end})}
    reached = ended(named(walker(nodes, realm=realm)))
    assert (reached.succeeded, reached.locked_out) == (False, True)
    assert last_outcome(reached) == "User Locked Out."


LOGIN: Nodes = {
    "page": ("PageNode", {"outcome": "decision"}),
    "decision": ("DataStoreDecisionNode", {"true": SUCCESS, "false": "retry"}),
    "retry": ("RetryLimitDecisionNode", {"Retry": "page", "Reject": FAILURE}),
}
PAGE = {
    "nodes": [
        {"_id": "name", "nodeType": "UsernameCollectorNode"},
        {"_id": "password", "nodeType": "PasswordCollectorNode"},
    ]
}


def test_a_page_runs_the_nodes_on_it_though_the_tree_does_not_place_them() -> None:
    here = walker(LOGIN, entry="page", page=PAGE)
    asked = parked(here.start({}))
    assert [type(one).__name__ for one in asked.callbacks] == ["NameCallback", "PasswordCallback"]
    assert asked.page == {}
    answers = ["demo", "Ch4ng31t"]
    reached = ended(here.resume("page", asked.state, asked.trail, answers, waited=False))
    assert reached.succeeded
    assert reached.trail == (Step("page", "page", "outcome"), Step("decision", "decision", "true"))


@pytest.mark.parametrize("missing", ["name", "password"])
def test_a_node_on_a_page_must_have_been_stored(missing: str) -> None:
    here = walker(LOGIN, entry="page", page=PAGE, **{missing: None})
    reached = ended(here.start({}))
    assert last_outcome(reached).endswith(f"Node/{missing} does not exist.")


def test_a_count_of_retries_is_kept_with_the_user_until_the_tree_succeeds() -> None:
    # am-external: RetryLimitDecisionNode
    realm = RealmInMemory()
    here = walker(LOGIN, entry="page", realm=realm, page=PAGE)
    asked = parked(here.start({}))
    wrong = ["demo", "wrong"]
    asked = parked(here.resume("page", asked.state, asked.trail, wrong, waited=False))
    assert realm.attributes["demo", "retryLimitNodeCount"] == ["retry=1"]
    right = ["demo", "Ch4ng31t"]
    assert ended(here.resume("page", asked.state, asked.trail, right, waited=False)).succeeded
    assert realm.attributes["demo", "retryLimitNodeCount"] == []
