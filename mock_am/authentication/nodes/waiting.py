"""Nodes that make the client wait (am.md 8.1, 8.3)."""

from typing import ClassVar

from mock_am.authentication.callbacks import PollingWaitCallback
from mock_am.authentication.node import Ask, NodeType, Outcome, Visit, localized
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document

DEFAULT_WAITING_MESSAGE = "Waiting for response..."


def _seconds_to_wait(default: int) -> Attribute:
    about = "How long to wait before the tree goes on, in seconds."
    return Attribute("secondsToWait", "Seconds To Wait", about, default, 100)


def _waiting_message(order: int) -> Attribute:
    about = "The text shown meanwhile, by locale; {{time}} is the number of seconds."
    return Attribute("waitingMessage", "Waiting Message", about, {}, order)


def _exit_message(order: int) -> Attribute:
    about = "The text of the link that leaves early, by locale."
    return Attribute("exitMessage", "Exit Message", about, {}, order)


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
    help = "Stops the tree for some seconds."
    tags = ("utilities",)
    attributes: ClassVar[tuple[Attribute, ...]] = (
        _seconds_to_wait(8),
        Attribute(
            "spamDetectionEnabled",
            "Enable Spam Detection",
            "Whether a client that comes back too early too often leaves by an outcome of its own.",
            False,
            200,
        ),
        Attribute(
            "spamDetectionTolerance",
            "Spam Tolerance",
            "How often a client may come back too early.",
            3,
            300,
        ),
        _waiting_message(400),
        Attribute(
            "exitable",
            "Exitable",
            "Whether the user may leave before the time is over, by an outcome of its own.",
            False,
            500,
        ),
        _exit_message(600),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """EXITED and SPAM only where they are switched on."""
        exited = (Outcome("EXITED", "Exited"),) if config["exitable"] else ()
        spam = (Outcome("SPAM", "Spam"),) if config["spamDetectionEnabled"] else ()
        return (Outcome("DONE", "Done"), *exited, *spam)


class PushWaitNode(_WaitNode):
    """The wait that belongs to a push message."""

    id = "PushWaitNode"
    name = "Push Wait Node"
    help = "Stops the tree for some seconds while the phone is asked; shows the number to tap."
    tags = ("mfa", "multi-factor authentication")
    attributes: ClassVar[tuple[Attribute, ...]] = (
        _seconds_to_wait(5),
        _waiting_message(200),
        Attribute(
            "challengeMessage",
            "Push Challenge Message",
            "The text that shows the number to tap, by locale; {{challenge}} is filled in.",
            {},
            300,
        ),
        _exit_message(400),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """Waited, or left."""
        return (Outcome("DONE", "Done"), Outcome("EXITED", "Exit"))
