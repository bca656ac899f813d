"""Nodes that make the client wait (am.md 8.1, 8.3)."""

from abc import abstractmethod
from math import inf
from typing import ClassVar

from mock_am.authentication.callbacks import (
    Callback,
    ConfirmationCallback,
    HiddenValueCallback,
    PollingWaitCallback,
)
from mock_am.authentication.localization import localized
from mock_am.authentication.node import Ask, NodeType, Outcome, Visit
from mock_am.authentication.nodes.push_sender import NUMBER
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document

DEFAULT_WAITING_MESSAGE = "Waiting for response..."
DEFAULT_CHALLENGE_MESSAGE = "Tap the number [{{challenge}}] on the Push Notification to continue."
DEFAULT_EXIT_MESSAGE = "Cancel"

_EXIT_PRESSED = "0"


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

    @abstractmethod
    def callbacks(self, visit: Visit) -> tuple[Callback, ...]:
        """What is shown while the client waits."""

    def spammed(self, visit: Visit) -> bool:
        """Whether the client came back too often before its time."""
        return False

    def process(self, visit: Visit) -> str | Ask:
        """DONE after the wait; a client that is early is told to wait as long again (SRC)."""
        now, state = visit.services.now, visit.state
        if visit.answers and visit.answers[-1] == _EXIT_PRESSED:
            return _left(state, "EXITED")
        if self.spammed(visit):
            return _left(state, "SPAM")
        until = visit.noted("waitUntil", inf)
        if until < inf and (visit.waited or now >= until):
            return _left(state, "DONE")
        state["spamCount"] = visit.noted("spamCount", -1) + 1
        until = until if until < inf else now + visit.config["secondsToWait"]
        state["waitUntil"] = until
        return Ask(self.callbacks(visit), resume_at=until)


def _left(state: Document, outcome: str) -> str:
    state.pop("waitUntil", None)
    state.pop("spamCount", None)
    return outcome


def _wait(visit: Visit) -> PollingWaitCallback:
    text = localized(visit.config["waitingMessage"], DEFAULT_WAITING_MESSAGE, visit.headers)
    return _shown(visit, text.replace("{{time}}", str(visit.config["secondsToWait"])))


def _shown(visit: Visit, text: str) -> PollingWaitCallback:
    return PollingWaitCallback(visit.config["secondsToWait"] * 1000, text)


def _exit(visit: Visit) -> ConfirmationCallback:
    text = localized(visit.config["exitMessage"], DEFAULT_EXIT_MESSAGE, visit.headers)
    return ConfirmationCallback((text,))


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

    def callbacks(self, visit: Visit) -> tuple[Callback, ...]:
        """The wait, and a way out of it where there is one."""
        way_out = (_exit(visit),) if visit.config["exitable"] else ()
        return (_wait(visit), *way_out)

    def spammed(self, visit: Visit) -> bool:
        """The first `spamDetectionTolerance` + 1 early returns are forgiven (SRC)."""
        too_often = visit.noted("spamCount", -1) > visit.config["spamDetectionTolerance"]
        return too_often and bool(visit.config["spamDetectionEnabled"])


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

    def callbacks(self, visit: Visit) -> tuple[Callback, ...]:
        """The wait and a way out; where a number is to be found on the phone, the number too."""
        number = visit.state.get(NUMBER)
        if number is None:
            return (_wait(visit), _exit(visit))
        configured = visit.config["challengeMessage"]
        text = localized(configured, DEFAULT_CHALLENGE_MESSAGE, visit.headers)
        shown = _shown(visit, text.replace("{{challenge}}", number))
        return (shown, HiddenValueCallback("pushChallengeNumber", number), _exit(visit))
