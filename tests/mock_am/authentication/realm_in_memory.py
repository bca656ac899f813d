"""A realm for the walker that is nothing but a few lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from mock_am.authentication.push_message import PushMessage
from mock_am.realm.push_device import PushDevice

DEVICE = PushDevice(
    uuid="d",
    realm="/alpha",
    username="demo",
    mechanism_uid="m",
    device_id="fcm",
    device_name="Pixel",
    issuer="ForgeRock",
    shared_secret="AAAA",
)


@dataclass
class RealmInMemory:
    """What nodes ask of a realm."""

    realm: str = "/alpha"
    now: float = 1000.0
    users: dict[str, str] = field(default_factory=lambda: {"demo": "Ch4ng31t"})
    attributes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    skippers: set[str] = field(default_factory=set)
    devices: list[PushDevice] = field(default_factory=lambda: [DEVICE])
    push_service: bool = True
    messages: dict[str, PushMessage] = field(default_factory=dict)
    registered: list[tuple[PushMessage, str]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def username_exists(self, username: str) -> bool:
        return username in self.users

    def has_password(self, username: str, password: str) -> bool:
        return self.users.get(username) == password

    def user_values(self, username: str, attribute: str) -> list[str]:
        return self.attributes.get((username, attribute), [])

    def set_user_values(self, username: str, attribute: str, values: list[str]) -> None:
        self.attributes[username, attribute] = values

    def skips_push(self, username: str) -> bool:
        return username in self.skippers

    def push_devices(self, username: str) -> list[PushDevice]:
        return [device for device in self.devices if device.username == username]

    def push_service_configured(self) -> bool:
        return self.push_service

    def push_message(self, message_id: str) -> PushMessage | None:
        return self.messages.get(message_id)

    def send(self, message: PushMessage) -> None:
        self.messages[message.message_id] = message

    def forget(self, message_id: str) -> None:
        self.messages.pop(message_id, None)

    def register(self, message: PushMessage, issuer: str) -> None:
        self.registered.append((message, issuer))

    def push_url(self, action: str) -> str:
        return f"http://am.example/push?_action={action}"

    def uuid(self) -> str:
        return f"uuid-{next(self.numbers)}-"

    def secret(self) -> str:
        return "c2VjcmV0"
