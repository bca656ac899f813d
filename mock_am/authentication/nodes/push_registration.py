"""The Push Registration node: how a phone becomes a user's authentication device (am.md 11.1)."""

import json
from base64 import b64decode
from typing import ClassVar
from urllib.parse import quote

from mock_am.authentication.callbacks import (
    Callback,
    HiddenValueCallback,
    PollingWaitCallback,
    TextOutputCallback,
)
from mock_am.authentication.localization import localized
from mock_am.authentication.node import Ask, NodeProcessError, NodeType, Outcome, Visit
from mock_am.authentication.nodes.recovery_codes import CODES, DEVICE_NAME
from mock_am.authentication.push_message import (
    LOAD_BALANCER_COOKIE,
    PushMessage,
    new_message_id,
)
from mock_am.identifiers import base64url
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document
from mock_am.realm.push_device import DEFAULT_NAME, PushDevice, SkipSetting

SCAN_MESSAGE = (
    "Scan the QR code image below with the ForgeRock Authenticator app "
    "to register your device with your login."
)
_POLL_SECONDS = 2
_RECOVERY_CODES = 10

_ACCOUNT_NAMES = {
    "COMMON_NAME": "cn",
    "EMAIL_ADDRESS": "mail",
    "EMPLOYEE_NUMBER": "employeeNumber",
    "GIVEN_NAME": "givenName",
    "LAST_NAME": "sn",
}
"""The user's attribute behind each `accountName` but USERNAME (SRC)."""

_UNESCAPED = "-._~!$'()*,;&=@:+/?"
"""What AM leaves as it is in the issuer's and the account's name (SRC)."""


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
        """Begin, or look whether the phone has answered; who has a phone already passes (SRC)."""
        if visit.answers is None and visit.services.push_devices(visit.username):
            return _ended(visit, "successOutcome")
        if not visit.services.username_exists(visit.username):
            raise NodeProcessError("Failed to get the identity object")
        return self._begin(visit) if visit.answers is None else self._continue(visit)

    def _begin(self, visit: Visit) -> Ask:
        message = _message(visit)
        visit.services.send(message)
        visit.state["pushMessageId"] = message.message_id
        visit.state["pushDeviceProfile"] = visit.services.uuid()
        visit.state["pushRegistrationTimeout"] = _POLL_SECONDS
        return self._ask(visit, message)

    def _continue(self, visit: Visit) -> str | Ask:
        if not {"pushMessageId", "pushDeviceProfile"} <= visit.state.keys():
            raise NodeProcessError("Unable to find push message ID")
        message = visit.services.push_message(visit.state["pushMessageId"])
        if message is None:
            return _ended(visit, "timeoutOutcome")
        if message.answer is not None:
            return self._registered(visit, message)
        # The time-out is a number of polls, whatever time they took, and leaves the message (SRC).
        polled = visit.noted("pushRegistrationTimeout", _POLL_SECONDS)
        if polled >= visit.config["timeout"]:
            return "timeoutOutcome"
        visit.state["pushRegistrationTimeout"] = polled + _POLL_SECONDS
        return self._ask(visit, message)

    def _registered(self, visit: Visit, message: PushMessage) -> str:
        device = _device(visit, message)
        visit.services.forget(message.message_id)
        visit.services.keep_device(device)
        visit.services.set_push_skip(device.username, SkipSetting.NOT_SKIPPABLE)
        if device.recovery_codes:
            visit.state[CODES] = list(device.recovery_codes)
            visit.state[DEVICE_NAME] = device.device_name
        return _ended(visit, "successOutcome")

    def _ask(self, visit: Visit, message: PushMessage) -> Ask:
        text = localized(visit.config["scanQRCodeMessage"], SCAN_MESSAGE, visit.headers)
        uri = registration_uri(visit, message)
        callbacks: tuple[Callback, ...] = (
            TextOutputCallback(text),
            TextOutputCallback(_draw_script(uri), message_type=4),
            HiddenValueCallback("mfaDeviceRegistration", uri),
            PollingWaitCallback(_POLL_SECONDS * 1000),
        )
        return Ask(callbacks, resume_at=visit.services.now + _POLL_SECONDS)


def _ended(visit: Visit, outcome: str) -> str:
    visit.state.pop("pushMessageId", None)
    visit.state.pop("pushDeviceProfile", None)
    return outcome


def _message(visit: Visit) -> PushMessage:
    services = visit.services
    lifetime = services.message_lifetime()
    if lifetime is None:
        raise NodeProcessError("Unable to read service addresses for Push Notification Service.")
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
        expires_at=services.now + lifetime,
        extra={},
    )


def _device(visit: Visit, message: PushMessage) -> PushDevice:
    answer, services = json.loads(message.content), visit.services
    codes = _RECOVERY_CODES if visit.config["generateRecoveryCodes"] else 0
    return PushDevice(
        uuid=visit.state["pushDeviceProfile"],
        realm=services.realm,
        username=message.username,
        mechanism_uid=str(answer.get("mechanismUid", "")),
        device_id=str(answer.get("deviceId", "")),
        device_name=DEFAULT_NAME,  # the answer's deviceName is for a later refresh (SRC)
        issuer=visit.config["issuer"],
        shared_secret=message.shared_secret,
        recovery_codes=tuple(services.code() for _ in range(codes)),
        created_at=services.now,
        last_access_at=services.now,
    )


def registration_uri(visit: Visit, message: PushMessage) -> str:
    """The QR code's text (am.md 11.1, SRC): every value base64url without padding but `m`, `b`."""
    issuer, endpoint = visit.config["issuer"], visit.services.push_url
    values = {
        "l": _text(LOAD_BALANCER_COOKIE),
        "issuer": _text(issuer),
        "m": message.message_id,
        "s": base64url(b64decode(message.shared_secret)),
        "c": base64url(b64decode(message.challenge)),
        "r": _text(endpoint("register")),
        "a": _text(endpoint("authenticate")),
        "uid": _text(message.username),
        "pid": _text(visit.state["pushDeviceProfile"]),
        "b": visit.config["bgColor"].removeprefix("#"),
    }
    if visit.config.get("imgUrl"):
        values["image"] = _text(visit.config["imgUrl"])
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return f"pushauth://push/{quote(issuer, _UNESCAPED)}:{_account(visit)}?{query}"


def _account(visit: Visit) -> str:
    attribute = _ACCOUNT_NAMES.get(visit.config["accountName"])
    values = visit.services.user_values(visit.username, attribute) if attribute else []
    return quote(values[0] if values else visit.username, _UNESCAPED)


def _text(value: str) -> str:
    return base64url(value.encode())


def _draw_script(uri: str) -> str:
    # The login page's own script draws the code; a client without a browser skips it.
    drawing = f"id: 'callback_0', text: '{uri}', version: '20', code: 'L'"
    return f"window.QRCodeReader.createCode({{ {drawing} }});"
