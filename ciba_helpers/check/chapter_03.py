"""The exercise of chapter 3: a tree that rings again."""

from collections.abc import Mapping
from typing import Any

from ciba_helpers.am.trees import COLLECT, FAILURE, SEND, SUCCESS, VERIFY, WAIT
from ciba_helpers.check.exercise import Missing, exercise

NAMES = {
    COLLECT: "Username Collector",
    SEND: "Push Sender",
    WAIT: "Polling Wait",
    VERIFY: "Push Result Verifier",
    SUCCESS: "success",
    FAILURE: "failure",
}

RING_AGAIN = {
    COLLECT: {"outcome": SEND},
    SEND: {"SENT": WAIT, "NOT_REGISTERED": FAILURE, "SKIPPED": FAILURE},
    WAIT: {"DONE": VERIFY},
    VERIFY: {"TRUE": SUCCESS, "FALSE": FAILURE, "EXPIRED": SEND, "WAITING": WAIT},
}

WHY = {
    (SEND, "NOT_REGISTERED"): "Whoever has no phone cannot be asked.",
    (SEND, "SKIPPED"): "Whoever skips the push message has not agreed to anything.",
    (VERIFY, "TRUE"): "The customer said yes.",
    (VERIFY, "FALSE"): "The customer said no, and no it must be.",
    (
        VERIFY,
        "EXPIRED",
    ): "Nobody answered in time: this is the one to change, so that AM asks again.",
    (VERIFY, "WAITING"): "Nobody has answered yet: rest, then look again.",
}


@exercise("3.1", "Ring again")
def ringing_again(answer: Any) -> str:
    """Judge the connections of a tree that sends its push message again when one has expired."""
    if not isinstance(answer, Mapping):
        raise Missing("Connections are a dictionary of dictionaries.", "Begin with `connections`.")
    for node, outcomes in RING_AGAIN.items():
        _judge_node(node, answer.get(node), outcomes)
    if extra := [one for one in answer if one not in RING_AGAIN]:
        raise Missing(f"The tree has no node {extra[0]!r}.", "It has four: leave it at those.")
    return (
        "Every outcome leads somewhere, no does not become yes, and a customer who missed the "
        "message gets another. (How often? A tree for customers would count, with a Retry Limit "
        "Decision node.)"
    )


def _judge_node(node: str, given: Any, outcomes: Mapping[str, str]) -> None:
    if not isinstance(given, Mapping):
        says = f"The {NAMES[node]} leads nowhere."
        raise Missing(says, "Take the connections above, and change one of them.")
    for outcome, leads_to in outcomes.items():
        _judge_outcome(node, outcome, given.get(outcome), leads_to)
    if extra := [one for one in given if one not in outcomes]:
        says = f"The {NAMES[node]} has no outcome {extra[0]!r}."
        raise Missing(says, f"Its outcomes are {', '.join(outcomes)}.")


def _judge_outcome(node: str, outcome: str, given: Any, leads_to: str) -> None:
    if given == leads_to:
        return
    where = NAMES.get(given) if isinstance(given, str) else None
    says = f"{outcome} of the {NAMES[node]} leads to {where or 'no node of this tree'}."
    if given is None:
        says = f"{outcome} of the {NAMES[node]} leads nowhere."
    raise Missing(says, WHY.get((node, outcome), f"The next node is the {NAMES[leads_to]}."))
