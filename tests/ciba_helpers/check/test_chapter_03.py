from types import MappingProxyType
from typing import Any

import pytest

from ciba_helpers import check
from ciba_helpers.am.trees import COLLECT, FAILURE, SEND, SUCCESS, VERIFY, WAIT, push_tree
from ciba_helpers.check.verdict import Outcome

IN_THE_CHAPTER = {one: node["connections"] for one, node in push_tree()["nodes"].items()}
RIGHT = IN_THE_CHAPTER | {VERIFY: IN_THE_CHAPTER[VERIFY] | {"EXPIRED": SEND}}


def changed(node: str, **outcomes: Any) -> dict[str, Any]:
    """The right connections but for these outcomes of a node; None takes one out."""
    given = {name: one for name, one in (RIGHT[node] | outcomes).items() if one is not None}
    return RIGHT | {node: given}


@pytest.mark.parametrize("answer", [RIGHT, MappingProxyType(RIGHT), dict(reversed(RIGHT.items()))])
def test_a_tree_that_rings_again_is_right(answer: Any) -> None:
    assert check.ringing_again(answer).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (IN_THE_CHAPTER, "EXPIRED of the Push Result Verifier leads to failure"),
        (changed(VERIFY, EXPIRED=SUCCESS), "EXPIRED of the Push Result Verifier leads to success"),
        (changed(VERIFY, EXPIRED=WAIT), "EXPIRED of the Push Result Verifier leads to Polling"),
        (changed(VERIFY, EXPIRED=None), "EXPIRED of the Push Result Verifier leads nowhere"),
        (changed(VERIFY, EXPIRED="SEND"), "EXPIRED of the Push Result Verifier leads to no node"),
        (changed(VERIFY, EXPIRED=[SEND]), "EXPIRED of the Push Result Verifier leads to no node"),
        (changed(VERIFY, FALSE=SUCCESS), "FALSE of the Push Result Verifier leads to success"),
        (changed(VERIFY, FALSE=SEND), "FALSE of the Push Result Verifier leads to Push Sender"),
        (changed(VERIFY, TRUE=FAILURE), "TRUE of the Push Result Verifier leads to failure"),
        (changed(VERIFY, WAITING=SEND), "WAITING of the Push Result Verifier leads to Push"),
        (changed(SEND, SKIPPED=SUCCESS), "SKIPPED of the Push Sender leads to success"),
        (changed(SEND, NOT_REGISTERED=None), "NOT_REGISTERED of the Push Sender leads nowhere"),
        (changed(WAIT, DONE=SEND), "DONE of the Polling Wait leads to Push Sender"),
        (changed(COLLECT, outcome=WAIT), "outcome of the Username Collector leads to Polling"),
        (changed(WAIT, EXITED=FAILURE), "The Polling Wait has no outcome 'EXITED'"),
        ({VERIFY: {"EXPIRED": SEND}}, "The Username Collector leads nowhere"),
        (RIGHT | {"another": {}}, "The tree has no node 'another'"),
        (push_tree(), "The Username Collector leads nowhere"),
    ],
)
def test_a_wrong_connection_is_told(answer: Any, says: str) -> None:
    verdict = check.ringing_again(answer)
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says.startswith(says)
    assert verdict.mend


def test_nonsense_is_told(nonsense: Any) -> None:
    assert check.ringing_again(nonsense).outcome is Outcome.MISSING
    assert check.ringing_again(RIGHT | {VERIFY: nonsense}).outcome is Outcome.MISSING
