"""A registered authentication device: the profile AM keeps with its owner (am.md 9.3, 11)."""

from dataclasses import dataclass, replace
from enum import IntEnum

DEFAULT_NAME = "Push Device"
"""What AM calls a device that has not been renamed (FORK; 8.0 still registers it so, SRC)."""


class SkipSetting(IntEnum):
    """Whether a user goes without push, by the numbers AM keeps with the user (am.md 9.3, SRC)."""

    NOT_SET = 0
    SKIPPABLE = 1
    NOT_SKIPPABLE = 2


@dataclass(frozen=True)
class PushDevice:
    """A phone that a user registered.

    `mechanism_uid` names the registration, `device_id` is where the notification service
    delivers, `shared_secret` (base64) signs both ways, `issuer` is what the phone shows; each of
    the `recovery_codes` stands in for the phone once. Times are seconds since the epoch.
    """

    uuid: str
    realm: str
    username: str
    mechanism_uid: str
    device_id: str
    device_name: str
    issuer: str
    shared_secret: str
    recovery_codes: tuple[str, ...]
    created_at: float
    last_access_at: float

    def without_code(self, code: str) -> "PushDevice | None":
        """This device with the recovery code used up; None where it has no such code."""
        if code not in self.recovery_codes:
            return None
        return replace(
            self, recovery_codes=tuple(one for one in self.recovery_codes if one != code)
        )
