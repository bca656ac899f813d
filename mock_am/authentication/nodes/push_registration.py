"""The Push Registration node: how a phone becomes a user's authentication device (am.md 11.1)."""

from base64 import b64decode
from typing import ClassVar
from urllib.parse import quote

from mock_am.authentication.callbacks import (
    Callback,
    HiddenValueCallback,
    PollingWaitCallback,
    TextOutputCallback,
)
from mock_am.authentication.node import Ask, NodeProcessError, NodeType, Outcome, Visit, localized
from mock_am.authentication.push_message import (
    LOAD_BALANCER_COOKIE,
    PushMessage,
    new_message_id,
)
from mock_am.identifiers import base64url
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document

SCAN_MESSAGE = (
    "Scan the QR code image below with the ForgeRock Authenticator app "
    "to register your device with your login."
)
_POLL_SECONDS = 5


class PushRegistrationNode(NodeType):
    """Shows a QR code and waits until a phone has answered it."""

    id = "PushRegistrationNode"
    name = "Push Registration"
    help = "Registers the user's phone for push notifications."
    tags = ("mfa", "multi-factor authentication")
    attributes: ClassVar[tuple[Attribute, ...]] = (
        Attribute(
            "issuer",
            "Issuer",
            "The name the account has on the phone: a company, a web site, a realm.",
            "ForgeRock",
            10,
            needs_value=True,
        ),
        Attribute(
            "accountName",
            "Account Name",
            "The profile attribute that names the account on the phone; else the user's name.",
            "USERNAME",
            20,
            choices={
                "COMMON_NAME": "Common Name",
                "EMAIL_ADDRESS": "Email Address",
                "EMPLOYEE_NUMBER": "Employee Number",
                "GIVEN_NAME": "Given Name",
                "LAST_NAME": "Last Name",
                "USERNAME": "Username",
            },
        ),
        Attribute(
            "bgColor",
            "Background Color",
            "The colour behind the issuer's logo on the phone, in hexadecimal.",
            "032b75",
            30,
        ),
        Attribute("imgUrl", "Logo Image URL", "Where the phone finds the issuer's logo.", None, 40),
        Attribute(
            "generateRecoveryCodes",
            "Generate Recovery Codes",
            "Whether the user gets recovery codes for the day the phone is lost.",
            True,
            50,
        ),
        Attribute(
            "scanQRCodeMessage",
            "QR code message",
            "The text above the QR code, by locale.",
            {},
            60,
        ),
        Attribute(
            "timeout",
            "Registration Response Timeout",
            "How long the QR code waits for the phone, in seconds.",
            60,
            70,
        ),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """In the editor's order (am.md 8.1, REC)."""
        return (
            Outcome("successOutcome", "Success"),
            Outcome("failureOutcome", "Failure"),
            Outcome("timeoutOutcome", "Time Out"),
        )

    def process(self, visit: Visit) -> str | Ask:
        """Begin, or look whether the phone has answered."""
        message_id = visit.state.get("pushRegistrationId")
        if message_id is None:
            return self._begin(visit)
        message = visit.services.push_message(message_id)
        if message is not None and message.answer == "approved":
            visit.services.register(message, visit.config["issuer"])
            return self._ended(visit, "successOutcome")
        if message is None or visit.services.now >= message.created_at + message.ttl:
            visit.services.forget(message_id)
            return self._ended(visit, "timeoutOutcome")
        return self._ask(visit, message)

    def _begin(self, visit: Visit) -> str | Ask:
        if not visit.services.push_service_configured():
            raise NodeProcessError("Cannot find Push Notification Service.")
        if not visit.services.username_exists(visit.username):
            return "failureOutcome"
        message = _message(visit)
        visit.services.send(message)
        visit.state["pushRegistrationId"] = message.message_id
        return self._ask(visit, message)

    def _ask(self, visit: Visit, message: PushMessage) -> Ask:
        text = localized(visit.config["scanQRCodeMessage"], SCAN_MESSAGE)
        uri = registration_uri(visit, message)
        callbacks: tuple[Callback, ...] = (
            TextOutputCallback(text),
            TextOutputCallback(_draw_script(uri), message_type=4),
            HiddenValueCallback("mfaDeviceRegistration", uri),
            PollingWaitCallback(_POLL_SECONDS * 1000),
        )
        return Ask(callbacks, resume_at=visit.services.now + _POLL_SECONDS)

    def _ended(self, visit: Visit, outcome: str) -> str:
        del visit.state["pushRegistrationId"]
        return outcome


def _message(visit: Visit) -> PushMessage:
    services = visit.services
    return PushMessage(
        message_id=new_message_id("REGISTER", services.uuid(), services.now),
        kind="REGISTER",
        realm=services.realm,
        username=visit.username,
        device_id="",
        mechanism_uid="",
        shared_secret=services.secret(),
        challenge=services.secret(),
        text="",
        push_type="DEFAULT",
        created_at=services.now,
        ttl=visit.config["timeout"],
    )


def registration_uri(visit: Visit, message: PushMessage) -> str:
    """The QR code's text (am.md 11.1, SRC): every value base64url without padding but `m`, `b`."""
    issuer, user = visit.config["issuer"], visit.username
    values = {
        "l": base64url(LOAD_BALANCER_COOKIE.encode()),
        "issuer": base64url(issuer.encode()),
        "m": message.message_id,
        "s": base64url(b64decode(message.shared_secret)),
        "c": base64url(b64decode(message.challenge)),
        "r": base64url(visit.services.push_url("register").encode()),
        "a": base64url(visit.services.push_url("authenticate").encode()),
        "b": visit.config["bgColor"],
    }
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return f"pushauth://push/{quote(issuer)}:{quote(user)}?{query}"


def _draw_script(uri: str) -> str:
    # The login page's own script draws the code; a client without a browser skips it.
    drawing = f"id: 'callback_0', text: '{uri}', version: '20', code: 'L'"
    return f"window.QRCodeReader.createCode({{ {drawing} }});"
