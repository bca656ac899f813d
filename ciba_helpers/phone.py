"""The authentication device: a genuine push device that happens to live in a notebook.

It registers from the QR code's text, keeps the shared secret, verifies each push message and
answers it signed, as the ForgeRock Authenticator does.
"""

import asyncio
import json
import logging
import secrets
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import httpx

from ciba_helpers.am.session import AMError
from ciba_helpers.observable import Callback, Observable
from ciba_helpers.push_message import Answer, PushMessage
from ciba_helpers.push_protocol import (
    challenge_response,
    parse_qr_text,
    post_answer,
    verified_message,
)

LOOK_INTERVAL = 0.25
"""Seconds between two looks into the mailbox of a phone that is switched on."""

DELIVERY_SECONDS = 3
"""Seconds that a message may be on its way."""


_LEFT_ALONE = (
    "The autopilot leaves the message %r alone: it cannot see which of %s the till shows. "
    "Answer it with phone.approve(number=…)."
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Registration:
    """What a phone keeps of its registration; `shared_secret` is base64 and stays on the phone.

    `resource_id` is the uuid under which AM lists the phone.
    """

    owner: str
    issuer: str
    device_id: str
    mechanism_uid: str
    shared_secret: str = field(repr=False)
    authentication_url: str
    cookie: str
    resource_id: str = ""


class Phone(Observable):
    """A registered phone; `mailbox` is the URL where its push messages wait for it."""

    def __init__(self, http: httpx.AsyncClient, registration: Registration, mailbox: str) -> None:
        super().__init__()
        self.registration = registration
        self._http = http
        self.mailbox = mailbox
        self._messages: dict[str, PushMessage] = {}
        self._listening: asyncio.Task[None] | None = None

    @property
    def owner(self) -> str:
        """Whose phone this is."""
        return self.registration.owner

    @property
    def name(self) -> str:
        """What this phone calls itself; AM's list says "Push Device"."""
        return device_name(self.registration.device_id)

    @property
    def messages(self) -> tuple[PushMessage, ...]:
        """Every message so far that was not swiped away, oldest first."""
        return tuple(self._messages.values())

    async def receive(self) -> tuple[PushMessage, ...]:
        """Look into the mailbox; the messages nobody has answered yet, oldest first.

        A message that was not signed with the shared secret is ignored.
        """
        response = await self._http.get(self.mailbox)
        response.raise_for_status()
        waiting = {one["messageId"]: one["message"] for one in response.json()["result"]}
        for message_id, jwt in waiting.items():
            message = self._verified(message_id, jwt)
            if message is not None and message_id not in self._messages:
                self._messages[message_id] = message
                self.changed()
        return tuple(self._messages[one] for one in waiting if one in self._messages)

    async def dismiss(self) -> None:
        """Swipe away, unanswered, whatever is waiting."""
        response = await self._http.delete(self.mailbox)
        response.raise_for_status()
        self._messages = {i: one for i, one in self._messages.items() if one.answer is not None}
        self.changed()

    async def approve(
        self, message: PushMessage | None = None, *, number: int | None = None
    ) -> None:
        """Say yes to `message`, or to the newest one; raises LookupError where there is none.

        A message that shows numbers wants the one that the till shows; raises ValueError where
        `number` is missing or not among them. (The fingerprint of a biometric one is always ours.)
        """
        chosen = message or await self.wait_for_message()
        chosen.check(number)
        picked = {} if number is None else {"challengeResponse": str(number)}
        await self._answer(chosen, "approved", picked)

    async def deny(self, message: PushMessage | None = None) -> None:
        """Say no to `message`, or to the newest one; raises LookupError where there is none."""
        await self._answer(message or await self.wait_for_message(), "denied", {"deny": True})

    def switch_on(self, *, autopilot: str | None = None) -> Callback:
        """Look into the mailbox again and again, in the background; the result ends that.

        `autopilot` is "approve" or "deny" for a phone that answers by itself; it cannot approve a
        message with numbers, and logs a warning instead. A phone that is on already goes on as
        told last.
        """
        self.switch_off()
        listening = self._listening = asyncio.ensure_future(self._listen(autopilot))

        def end() -> None:
            listening.cancel()

        return end

    def switch_off(self) -> None:
        """Stop looking."""
        if self._listening is not None:
            self._listening.cancel()

    async def _listen(self, autopilot: str | None) -> None:
        left = set[str]()
        while True:
            with suppress(httpx.HTTPError, ValueError, AMError):  # out of coverage: look again
                waiting = [one for one in await self.receive() if one.message_id not in left]
                if autopilot is not None and waiting:
                    await self._press(autopilot, waiting[-1], left)
            await asyncio.sleep(LOOK_INTERVAL)

    async def _press(self, autopilot: str, message: PushMessage, left: set[str]) -> None:
        if autopilot == "deny":
            await self.deny(message)
        elif message.numbers:
            left.add(message.message_id)
            _log.warning(_LEFT_ALONE, message.text, message.choice)
        else:
            await self.approve(message)

    async def _answer(self, message: PushMessage, answer: Answer, claims: dict[str, Any]) -> None:
        secret = self.registration.shared_secret
        await post_answer(
            self._http,
            self.registration.authentication_url,
            message.message_id,
            {"response": challenge_response(secret, message.challenge), **claims},
            secret,
            self.registration.cookie,
        )
        self._messages[message.message_id] = replace(message, answer=answer)
        self.changed()

    async def wait_for_message(self) -> PushMessage:
        """The newest message nobody has answered; raises LookupError where none comes."""
        deadline = asyncio.get_running_loop().time() + DELIVERY_SECONDS
        while not (waiting := await self.receive()):
            if asyncio.get_running_loop().time() >= deadline:
                raise LookupError("The phone has no message to answer: each is answered once")
            await asyncio.sleep(LOOK_INTERVAL)
        return waiting[-1]

    def _verified(self, message_id: str, jwt: str) -> PushMessage | None:
        claims = verified_message(jwt, self.registration.shared_secret)
        return PushMessage.of_claims(message_id, claims) if claims else None

    def to_json(self) -> str:
        """What it takes to switch this phone on again; as secret as the phone itself."""
        return json.dumps({**asdict(self.registration), "mailbox": self.mailbox}, indent=1)

    @classmethod
    def from_json(cls, http: httpx.AsyncClient, text: str) -> "Phone":
        """The phone that `to_json` described; raises ValueError where it is not one."""
        try:
            fields = json.loads(text)
            mailbox = fields.pop("mailbox")
            return cls(http, Registration(**fields), mailbox)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a phone: {error}") from error


def device_name(device_id: str) -> str:
    """A name that tells one notebook phone from another."""
    return f"Notebook phone {device_id[:6]}"


async def register_phone(http: httpx.AsyncClient, qr_text: str, mailboxes: str) -> Phone:
    """Register a phone from the text of the QR code.

    `mailboxes` is the address under which the notification service keeps messages, such as
    `http://127.0.0.1:8080/_mock/phones`. Raises ValueError where `qr_text` is not such a text,
    AMError where AM refuses.
    """
    scanned = parse_qr_text(qr_text)
    device_id = secrets.token_urlsafe(20)
    mechanism_uid = str(uuid.uuid4())
    registration = Registration(
        owner=scanned.account,
        issuer=scanned.issuer,
        device_id=device_id,
        mechanism_uid=mechanism_uid,
        shared_secret=scanned.shared_secret,
        authentication_url=scanned.authentication_url,
        cookie=scanned.cookie,
        resource_id=scanned.resource_id,
    )
    claims = {
        "deviceId": device_id,
        "deviceName": device_name(device_id),
        "deviceType": "android",
        "communicationType": "gcm",
        "mechanismUid": mechanism_uid,
        "response": challenge_response(scanned.shared_secret, scanned.challenge),
    }
    url, message_id = scanned.registration_url, scanned.message_id
    await post_answer(http, url, message_id, claims, scanned.shared_secret, scanned.cookie)
    return Phone(http, registration, f"{mailboxes}/{device_id}/messages")
