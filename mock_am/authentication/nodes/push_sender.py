"""The Push Sender (am.md 8.3, SRC)."""

import json
from typing import ClassVar

from mock_am.authentication.localization import localized
from mock_am.authentication.node import (
    NodeProcessError,
    NodeType,
    Outcome,
    RealmServices,
    Visit,
)
from mock_am.authentication.push_message import PushMessage, new_message_id
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document
from mock_am.realm.push_device import PushDevice, SkipSetting

DEFAULT_MESSAGE = "Login attempt from {{user}} at {{issuer}}"
NUMBER = "pushNumberChallengeKey"
"""Where the walk keeps the number that the user has to find on the phone."""

_ALREADY_SENT = (
    "Message ID is already set! Must finish one push authentication before starting a new one."
)
_NOT_SENT = "AuthenticatorPush :: sendMessage() : Failed to transmit message through PushService."
_LARGEST_PAYLOAD = 3 * 1024


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
        if not visit.state.get("username"):
            return self._failed(visit, "MISSING_USERNAME", "Expected username to be set.")
        if "pushMessageId" in visit.state:
            return self._failed(visit, "SENDER_ALREADY_USED", _ALREADY_SENT)
        try:
            return self._sent_or_not(visit)
        except NodeProcessError as error:
            return self._failed(visit, "TRANSMISSION_FAILURE", f"{_NOT_SENT} ({error})")

    def _failed(self, visit: Visit, reason: str, text: str) -> str:
        if not visit.config["captureFailure"]:
            raise NodeProcessError(text)
        visit.state["PushAuthFailureReason"] = reason
        return "FAILURE"

    def _sent_or_not(self, visit: Visit) -> str:
        if not visit.services.username_exists(visit.username):
            raise NodeProcessError("Failed to fetch identity.")
        devices = visit.services.push_devices(visit.username)
        mandatory = visit.config["mandatory"]
        skip = SkipSetting.NOT_SKIPPABLE if mandatory else visit.services.push_skip(visit.username)
        if skip is SkipSetting.SKIPPABLE:
            return "SKIPPED"
        if skip is SkipSetting.NOT_SET or not devices:  # even with a device, where it is not set
            return "NOT_REGISTERED"
        self._send(visit, devices[0])
        return "SENT"

    def _send(self, visit: Visit, device: PushDevice) -> None:
        numbers = _three_numbers(visit.services) if visit.config["pushType"] == "CHALLENGE" else []
        message = _message(visit, device, numbers)
        visit.services.send(message)
        if numbers:
            visit.state[NUMBER] = str(numbers[visit.services.below(len(numbers))])
        visit.state["pushMessageId"] = message.message_id
        visit.state["t"] = visit.config["messageTimeout"]
        visit.state["pushMechanismUid"] = device.mechanism_uid


def _message(visit: Visit, device: PushDevice, numbers: list[int]) -> PushMessage:
    extra, services = _extra(visit, numbers), visit.services
    lifetime = services.message_lifetime()
    if lifetime is None:
        raise NodeProcessError("No Push Notification Delegate configured for this realm.")
    return PushMessage(
        message_id=new_message_id("AUTHENTICATE", services.uuid(), services.now),
        kind="AUTHENTICATE",
        realm=services.realm,
        username=visit.username,
        device_id=device.device_id,
        mechanism_uid=device.mechanism_uid,
        shared_secret=device.shared_secret,
        challenge=services.secret(),
        text=_text(visit, device),
        push_type=visit.config["pushType"],
        created_at=services.now,
        ttl=visit.config["messageTimeout"] / 1000,
        expires_at=services.now + lifetime,
        extra=extra,
    )


def _text(visit: Visit, device: PushDevice) -> str:
    # A binding message wins over the node's own text, and AM fills the placeholders in it too.
    configured = localized(visit.config["userMessage"], DEFAULT_MESSAGE, visit.headers)
    text: str = visit.state.get("bindingMessage") or configured
    return text.replace("{{user}}", visit.username).replace("{{issuer}}", device.issuer)


def _three_numbers(services: RealmServices) -> list[int]:
    left = list(range(10, 100))
    return sorted(left.pop(services.below(len(left))) for _ in range(3))


def _extra(visit: Visit, numbers: list[int]) -> Document:
    """The claims `p` (always there, SRC), `x` and `n`: texts all three (am.md 11.3, SRC)."""
    extra = {"p": _payload(visit)}
    if visit.config["contextInfo"]:
        extra["x"] = _context(visit.headers)
    if numbers:
        extra["n"] = ",".join(map(str, numbers))
    return extra


def _payload(visit: Visit) -> str:
    chosen = {k: visit.state[k] for k in visit.config["customPayload"] if k in visit.state}
    payload = json.dumps(chosen)
    if len(payload.encode()) > _LARGEST_PAYLOAD:
        raise NodeProcessError("Payload data exceed maximum accepted size")
    return payload


def _context(headers: Document) -> str:
    # `location` needs a Device Profile Collector, a node type that is not mocked.
    members = {"remoteIp": "x-real-ip", "userAgent": "user-agent"}
    return json.dumps({key: headers[name] for key, name in members.items() if name in headers})
