"""The Push Sender (am.md 8.3, SRC)."""

from typing import ClassVar

from mock_am.authentication.node import (
    NodeProcessError,
    NodeType,
    Outcome,
    Visit,
    localized,
)
from mock_am.authentication.push_message import PushMessage, new_message_id
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document
from mock_am.realm.push_device import PushDevice

DEFAULT_MESSAGE = "Login attempt from {{user}} at {{issuer}}"


class PushAuthenticationSenderNode(NodeType):
    """Sends the user's first registered phone a message to approve or deny."""

    id = "PushAuthenticationSenderNode"
    name = "Push Sender"
    help = "Sends the user's phone a push notification to approve or deny."
    tags = ("mfa", "multi-factor authentication")
    attributes: ClassVar[tuple[Attribute, ...]] = (
        Attribute(
            "messageTimeout",
            "Message Timeout",
            "How long the message stays good, in milliseconds.",
            120_000,
            100,
        ),
        Attribute(
            "userMessage",
            "User Message",
            "The text on the phone, by locale; {{user}} and {{issuer}} are filled in.",
            {},
            200,
        ),
        Attribute(
            "mandatory",
            "Remove 'skip' option",
            "Whether the user may no longer skip push authentication.",
            False,
            300,
        ),
        Attribute(
            "contextInfo",
            "Share Context Info",
            "Whether the phone learns the address, the browser and the place of the login.",
            False,
            400,
        ),
        Attribute(
            "customPayload",
            "Custom Payload Attributes",
            "The names of shared state values that travel in the message, 3 KB in all.",
            [],
            500,
        ),
        Attribute(
            "pushType",
            "Push Type",
            "What the user has to do on the phone.",
            "DEFAULT",
            600,
            choices={
                "DEFAULT": "Tap to Accept",
                "CHALLENGE": "Display Challenge Code",
                "BIOMETRIC": "Use Biometrics to Accept",
            },
        ),
        Attribute(
            "captureFailure",
            "Capture failure",
            "Whether a message that cannot be sent leads to an outcome of its own.",
            False,
            700,
        ),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """SKIPPED only where push is optional, FAILURE only where failures are captured."""
        skipped = () if config["mandatory"] else (Outcome("SKIPPED", "Skipped"),)
        failure = (Outcome("FAILURE", "Failure"),) if config["captureFailure"] else ()
        return (
            Outcome("SENT", "Sent"),
            Outcome("NOT_REGISTERED", "Not Registered"),
            *skipped,
            *failure,
        )

    def process(self, visit: Visit) -> str:
        """Send, and remember which message the verifier has to look for."""
        if "pushMessageId" in visit.state:
            raise NodeProcessError(
                "Message ID is already set! "
                "Must finish one push authentication before starting a new one."
            )
        if not visit.config["mandatory"] and visit.services.skips_push(visit.username):
            return "SKIPPED"
        devices = visit.services.push_devices(visit.username)
        if not devices:
            return "NOT_REGISTERED"
        return self._send(visit, devices[0])

    def _send(self, visit: Visit, device: PushDevice) -> str:
        if not visit.services.push_service_configured():
            if visit.config["captureFailure"]:
                return "FAILURE"
            raise NodeProcessError("Cannot find Push Notification Service.")
        message = _message(visit, device)
        visit.services.send(message)
        visit.state["pushMessageId"] = message.message_id
        visit.state["pushMessageTimeout"] = visit.config["messageTimeout"] / 1000
        return "SENT"


def _message(visit: Visit, device: PushDevice) -> PushMessage:
    services = visit.services
    return PushMessage(
        message_id=new_message_id("AUTHENTICATE", services.uuid(), services.now),
        kind="AUTHENTICATE",
        realm=services.realm,
        username=device.username,
        device_id=device.device_id,
        mechanism_uid=device.mechanism_uid,
        shared_secret=device.shared_secret,
        challenge=services.secret(),
        text=_text(visit, device),
        push_type=visit.config["pushType"],
        created_at=services.now,
        ttl=visit.config["messageTimeout"] / 1000,
    )


def _text(visit: Visit, device: PushDevice) -> str:
    # A binding message wins over the node's own text, and AM fills the placeholders in it too.
    configured = localized(visit.config["userMessage"], DEFAULT_MESSAGE)
    text: str = visit.state.get("bindingMessage") or configured
    return text.replace("{{user}}", device.username).replace("{{issuer}}", device.issuer)
