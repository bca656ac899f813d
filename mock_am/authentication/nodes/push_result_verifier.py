"""The Push Result Verifier (am.md 8.3, SRC)."""

from mock_am.authentication.node import NodeProcessError, NodeType, Outcome, Visit
from mock_am.realm.document import Document


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
            raise NodeProcessError("No push message ID was found in the shared state.")
        message = visit.services.push_message(message_id)
        if message is None:
            return self._ended(visit, "EXPIRED")
        if message.answer is not None:
            return self._ended(visit, "TRUE" if message.answer == "approved" else "FALSE")
        return self._unanswered(visit, message_id)

    def _unanswered(self, visit: Visit, message_id: str) -> str:
        now = visit.services.now
        deadline = now + visit.state.get("pushMessageTimeout", 0)
        if now < visit.state.setdefault("pushMessageDeadline", deadline):
            return "WAITING"
        visit.services.forget(message_id)
        return self._ended(visit, "EXPIRED")

    def _ended(self, visit: Visit, outcome: str) -> str:
        for key in ("pushMessageId", "pushMessageTimeout", "pushMessageDeadline"):
            visit.state.pop(key, None)
        return outcome
