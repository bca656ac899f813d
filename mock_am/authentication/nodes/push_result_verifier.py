"""The Push Result Verifier (am.md 8.3, SRC)."""

from math import inf

from mock_am.authentication.node import NodeProcessError, NodeType, Outcome, Visit
from mock_am.authentication.nodes.push_sender import NUMBER
from mock_am.authentication.push_message import PushMessage
from mock_am.realm.document import Document

NODE_TYPE = "nodeType"
"""Where the state notes the factors that were proved, a bar behind each (SRC)."""

PUSH = "AuthenticatorPush"
"""What is noted there of a push message that was approved (SRC)."""


class PushResultVerifierNode(NodeType):
    """Looks whether the phone has answered."""

    id = "PushResultVerifierNode"
    name = "Push Result Verifier Node"
    help = "Checks what the phone has answered."
    tags = ("mfa", "multi-factor authentication")

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """In the editor's order (am.md 8.1, REC)."""
        return (
            Outcome("TRUE", "Success"),
            Outcome("FALSE", "Failure"),
            Outcome("EXPIRED", "Expired"),
            Outcome("WAITING", "Waiting"),
        )

    def process(self, visit: Visit) -> str:
        """Approved, denied, gone, or not yet; the time-out runs from the first look."""
        message_id = visit.state.get("pushMessageId")
        if message_id is None:
            raise NodeProcessError("Unable to find push message ID")
        message = visit.services.push_message(message_id)
        if message is None:
            return _ended(visit, "EXPIRED")
        if message.answer is None:
            return _unanswered(visit)
        visit.services.forget(message_id)
        if message.answer == "denied":
            return _ended(visit, "FALSE")
        visit.services.note_use(visit.username, visit.state.get("pushMechanismUid", ""))
        if not _is_right(visit, message):
            return _ended(visit, "FALSE")
        visit.state[NODE_TYPE] = f"{visit.state.get(NODE_TYPE, '')}{PUSH}|"
        return _ended(visit, "TRUE")


def _is_right(visit: Visit, message: PushMessage) -> bool:
    # An approval without any number passes even where one was asked for, as in AM (SRC).
    asked_for = visit.state.get(NUMBER)
    return message.number is None or asked_for is None or str(message.number) == asked_for


def _unanswered(visit: Visit) -> str:
    now, timeout = visit.services.now, visit.noted("t", inf)
    deadline = visit.noted("pushMessageExpiration", now + timeout / 1000)
    if now >= deadline:
        return _ended(visit, "EXPIRED")
    if timeout < inf:
        visit.state["pushMessageExpiration"] = deadline
    return "WAITING"


def _ended(visit: Visit, outcome: str) -> str:
    for key in ("pushMessageId", "t", "pushMessageExpiration"):
        visit.state.pop(key, None)
    return outcome
