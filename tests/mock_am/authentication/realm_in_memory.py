"""A realm for the walker that is nothing but a few lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from mock_am.authentication.push_message import PushMessage
from mock_am.realm.push_device import PushDevice, SkipSetting

DEVICE = PushDevice(
    uuid="d",
    realm="/alpha",
    username="demo",
    mechanism_uid="m",
    device_id="fcm",
    device_name="Push Device",
    issuer="ForgeRock",
    shared_secret="AAAA",
    recovery_codes=(),
    created_at=500.0,
    last_access_at=500.0,
)


@dataclass
class RealmInMemory:
    """What nodes ask of a realm."""

    realm: str = "/alpha"
    now: float = 1000.0
    users: dict[str, str] = field(default_factory=lambda: {"demo": "Ch4ng31t"})
    attributes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    skip: SkipSetting = SkipSetting.NOT_SKIPPABLE
    devices: list[PushDevice] = field(default_factory=lambda: [DEVICE])
    lifetime: int | None = 120
    messages: dict[str, PushMessage] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def username_exists(self, username: str) -> bool:
        return username in self.users

    def has_password(self, username: str, password: str) -> bool:
        return self.users.get(username) == password

    def is_inactive(self, username: str) -> bool:
        return self.user_values(username, "inetUserStatus") not in ([], ["Active"])

    def user_values(self, username: str, attribute: str) -> list[str]:
        return self.attributes.get((username, attribute), [])

    def set_user_values(self, username: str, attribute: str, values: list[str]) -> None:
        self.attributes[username, attribute] = values

    def push_skip(self, username: str) -> SkipSetting:
        return self.skip

    def set_push_skip(self, username: str, setting: SkipSetting) -> None:
        self.skip = setting

    def push_devices(self, username: str) -> list[PushDevice]:
        return [device for device in self.devices if device.username == username]

    def keep_device(self, device: PushDevice) -> None:
        kept = {one.uuid: one for one in self.devices} | {device.uuid: device}
        self.devices = list(kept.values())

    def note_use(self, username: str, mechanism_uid: str) -> None:
        for device in self.push_devices(username):
            if device.mechanism_uid == mechanism_uid:
                self.keep_device(replace(device, last_access_at=self.now))

    def message_lifetime(self) -> int | None:
        return self.lifetime

    def push_message(self, message_id: str) -> PushMessage | None:
        message = self.messages.get(message_id)
        return message if message and self.now < message.expires_at else None

    def send(self, message: PushMessage) -> None:
        self.messages[message.message_id] = message

    def forget(self, message_id: str) -> None:
        self.messages.pop(message_id, None)

    def push_url(self, action: str) -> str:
        return f"http://am.example/push?_action={action}"

    def uuid(self) -> str:
        return f"uuid-{next(self.numbers)}-"

    def secret(self) -> str:
        return "c2VjcmV0"

    def below(self, limit: int) -> int:
        return next(self.numbers) % limit

    def code(self) -> str:
        return f"code{next(self.numbers):06}"
