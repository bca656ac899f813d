"""A registered authentication device: the profile AM keeps with its owner (am.md 9.3, 11)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PushDevice:
    """A phone that a user registered.

    `mechanism_uid` names the registration, `device_id` is where the notification service
    delivers, `shared_secret` (base64) signs both ways, `issuer` is what the phone shows.
    """

    uuid: str
    realm: str
    username: str
    mechanism_uid: str
    device_id: str
    device_name: str
    issuer: str
    shared_secret: str
