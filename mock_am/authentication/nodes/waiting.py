"""Nodes that make the client wait (am.md 8.1, 8.3)."""

from typing import ClassVar

from mock_am.authentication.callbacks import PollingWaitCallback
from mock_am.authentication.node import Ask, NodeType, Outcome, Visit, localized
from mock_am.realm.document import Document

DEFAULT_WAITING_MESSAGE = "Waiting for response..."


class _WaitNode(NodeType):
    """Shows a PollingWaitCallback and goes on when it comes back after the wait."""

    def process(self, visit: Visit) -> str | Ask:
        """DONE after the wait; a client that is early is told to wait on."""
        now = visit.services.now
        until = visit.state.get("waitUntil")
        if until is not None and (visit.waited or now >= until):
            del visit.state["waitUntil"]
            return "DONE"
        if until is None:
            until = visit.state["waitUntil"] = now + visit.config["secondsToWait"]
        message = localized(visit.config["waitingMessage"], DEFAULT_WAITING_MESSAGE)
        return Ask((PollingWaitCallback(round((until - now) * 1000), message),), resume_at=until)


class PollingWaitNode(_WaitNode):
    """Waits some seconds, again and again."""

    id = "PollingWaitNode"
    name = "Polling Wait Node"
    defaults: ClassVar[Document] = {
        "secondsToWait": 8,
        "spamDetectionEnabled": False,
        "spamDetectionTolerance": 3,
        "waitingMessage": {},
        "exitable": False,
        "exitMessage": {},
    }

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """EXITED and SPAM only where they are switched on."""
        exited = (Outcome("EXITED", "Exited"),) if config["exitable"] else ()
        spam = (Outcome("SPAM", "Spam"),) if config["spamDetectionEnabled"] else ()
        return (Outcome("DONE", "Done"), *exited, *spam)


class PushWaitNode(_WaitNode):
    """The wait that belongs to a push message."""

    id = "PushWaitNode"
    name = "Push Wait Node"
    defaults: ClassVar[Document] = {
        "secondsToWait": 5,
        "waitingMessage": {},
        "challengeMessage": {},
        "exitMessage": {},
    }

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """Waited, or left."""
        return (Outcome("DONE", "Done"), Outcome("EXITED", "Exit"))
