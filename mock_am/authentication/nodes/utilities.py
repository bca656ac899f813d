"""Nodes that steer the walk: counting retries, setting state."""

import re
from typing import ClassVar

from mock_am.authentication.node import LifecycleNode, NodeType, Outcome, Visit
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document

UTILITIES = ("utilities",)
RETRY_ATTRIBUTE = "retryLimitNodeCount"
"""The user attribute that holds `<node id>=<count>` (am-external, SRC)."""


class RetryLimitDecisionNode(LifecycleNode):
    """Lets the walk pass some times, then turns it away.

    The count is kept with the user where the node says so and the user is known, and is forgotten
    after a rejection and after a tree that succeeds; else it lives as long as the walk
    (am-external, SRC).
    """

    id = "RetryLimitDecisionNode"
    name = "Retry Limit Decision"
    help = "Lets the tree pass a number of times and rejects it after that."
    tags = UTILITIES
    attributes: ClassVar[tuple[Attribute, ...]] = (
        Attribute(
            "retryLimit",
            "Retry Limit",
            "How often the tree may pass.",
            3,
            100,
            minimum=1,
        ),
        Attribute(
            "incrementUserAttributeOnFailure",
            "Save Retry Limit to User",
            "Whether the count is kept with the user, beyond this walk of the tree.",
            True,
            200,
        ),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """In the editor's order (am.md 8, REC)."""
        return (Outcome("Retry", "Retry"), Outcome("Reject", "Reject"))

    def process(self, visit: Visit) -> str:
        """Count up to the limit."""
        passed = _count(visit)
        if passed >= visit.config["retryLimit"]:
            _keep_with_user(visit, [])
            return "Reject"
        visit.state[_state_key(visit)] = passed + 1
        _keep_with_user(visit, [f"{visit.node_id}={passed + 1}"])
        return "Retry"

    def succeeded(self, visit: Visit) -> None:
        """Forget the count."""
        _keep_with_user(visit, [])


def _state_key(visit: Visit) -> str:
    return f"{visit.node_id}.retryCount"


def _user(visit: Visit) -> str | None:
    username: str | None = visit.state.get("username")
    kept = visit.config["incrementUserAttributeOnFailure"]
    return username if kept and username and visit.services.username_exists(username) else None


def _count(visit: Visit) -> int:
    username = _user(visit)
    if username is None:
        return int(visit.noted(_state_key(visit), 0))
    counted = re.compile(re.escape(visit.node_id) + r"=(\d{1,9})")
    values = visit.services.user_values(username, RETRY_ATTRIBUTE)
    counts = [int(found[1]) for one in values if (found := counted.fullmatch(one))]
    return counts[0] if counts else 0


def _keep_with_user(visit: Visit, counted: list[str]) -> None:
    username = _user(visit)
    if username is None:
        return
    kept = visit.services.user_values(username, RETRY_ATTRIBUTE)
    others = [one for one in kept if not one.startswith(visit.node_id)]
    if kept != [*others, *counted]:
        visit.services.set_user_values(username, RETRY_ATTRIBUTE, [*others, *counted])


class SetStateNode(NodeType):
    """Puts configured values into the shared state (am-external, SRC)."""

    id = "SetStateNode"
    name = "Set State"
    help = "Puts fixed values into the state; not for secrets."
    tags = UTILITIES
    attributes: ClassVar[tuple[Attribute, ...]] = (
        Attribute("attributes", "Attributes", "The values, by their names in the state.", {}, 100),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """A single way out."""
        return (Outcome("outcome", "Outcome"),)

    def process(self, visit: Visit) -> str:
        """Set them all."""
        visit.state.update(visit.config["attributes"])
        return "outcome"
