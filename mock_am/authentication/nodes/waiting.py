"""Nodes that make the client wait (am.md 8.1, 8.3)."""

from abc import abstractmethod
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
from mock_am.realm.document import Document

DEFAULT_WAITING_MESSAGE = "Waiting for response..."
DEFAULT_CHALLENGE_MESSAGE = "Tap the number [{{challenge}}] on the Push Notification to continue."
DEFAULT_EXIT_MESSAGE = "Cancel"

_EXIT_PRESSED = "0"


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
        if "waitUntil" in state and (visit.waited or now >= state["waitUntil"]):
            return _left(state, "DONE")
        state["spamCount"] = state.get("spamCount", -1) + 1
        until = state.setdefault("waitUntil", now + visit.config["secondsToWait"])
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

    def callbacks(self, visit: Visit) -> tuple[Callback, ...]:
        """The wait, and a way out of it where there is one."""
        way_out = (_exit(visit),) if visit.config["exitable"] else ()
        return (_wait(visit), *way_out)

    def spammed(self, visit: Visit) -> bool:
        """The first `spamDetectionTolerance` + 1 early returns are forgiven (SRC)."""
        too_often: bool = visit.state.get("spamCount", -1) > visit.config["spamDetectionTolerance"]
        return too_often and bool(visit.config["spamDetectionEnabled"])


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

    def callbacks(self, visit: Visit) -> tuple[Callback, ...]:
        """The wait and a way out; where a number is to be found on the phone, the number too."""
        number = visit.state.get(NUMBER)
        if number is None:
            return (_wait(visit), _exit(visit))
        configured = visit.config["challengeMessage"]
        text = localized(configured, DEFAULT_CHALLENGE_MESSAGE, visit.headers)
        shown = _shown(visit, text.replace("{{challenge}}", number))
        return (shown, HiddenValueCallback("pushChallengeNumber", number), _exit(visit))
