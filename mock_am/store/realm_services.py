"""What tree nodes may ask of, and do to, a stored realm."""

import hmac
from collections.abc import Sequence

from mock_am.authentication.push_message import PushMessage
from mock_am.identifiers import Identifiers
from mock_am.realm import identity
from mock_am.realm.document import Document
from mock_am.realm.push_device import PushDevice, SkipSetting
from mock_am.realm.push_service import AuthenticatorPushService, PushService
from mock_am.realm.realm import ROOT
from mock_am.realm.services import AUTHENTICATOR_PUSH, PUSH_NOTIFICATION
from mock_am.store.store import Store

_SKIP_SETTINGS = {str(one.value): one for one in SkipSetting}


class StoredRealm:
    """A realm's identities, phones and push messages, for the walker.

    `now` is in seconds since the epoch; `push_endpoint` is the URL that phones answer on;
    `administrator` is the name and password of AM's own administrator, known in the root realm.
    """

    def __init__(
        self,
        store: Store,
        realm: str,
        identifiers: Identifiers,
        push_endpoint: str,
        administrator: tuple[str, str],
        now: float,
    ) -> None:
        self.realm = realm
        self.now = now
        self._store = store
        self._identifiers = identifiers
        self._push_endpoint = push_endpoint
        self._administrator = administrator

    def _identity(self, username: str) -> Document | None:
        return self._store.configuration.document(self.realm, "users", username)

    def username_exists(self, username: str) -> bool:
        """Whether the realm has this user."""
        return self._identity(username) is not None

    def has_password(self, username: str, password: str) -> bool:
        """Whether `password` is the user's and the user is active."""
        if self.realm == ROOT and username == self._administrator[0]:
            return hmac.compare_digest(password.encode(), self._administrator[1].encode())
        found = self._identity(username)
        return found is not None and identity.has_password(found, password)

    def is_inactive(self, username: str) -> bool:
        """Whether there is such a user, who is not active."""
        found = self._identity(username)
        return found is not None and not identity.is_active(found)

    def user_values(self, username: str, attribute: str) -> list[str]:
        """The values of a user's attribute; none where there is no such user."""
        return list((self._identity(username) or {}).get(attribute, []))

    def set_user_values(self, username: str, attribute: str, values: list[str]) -> None:
        """Give an existing user's attribute these values; raises KeyError without the user."""
        found = self._identity(username)
        if found is None:
            raise KeyError(username)
        changed = {**found, attribute: values}
        self._store.configuration.put(self.realm, "users", username, changed)

    def _skip_attribute(self) -> str:
        service = self._store.configuration.parsed(
            self.realm, "services", AUTHENTICATOR_PUSH, AuthenticatorPushService.of_document
        )
        return (service or AuthenticatorPushService()).skip_attribute

    def push_skip(self, username: str) -> SkipSetting:
        """Whether the user has chosen to go without push authentication."""
        kept = self.user_values(username, self._skip_attribute())
        return _SKIP_SETTINGS.get(kept[0], SkipSetting.NOT_SET) if kept else SkipSetting.NOT_SET

    def set_push_skip(self, username: str, setting: SkipSetting) -> None:
        """Note that choice with an existing user."""
        self.set_user_values(username, self._skip_attribute(), [str(setting.value)])

    def push_devices(self, username: str) -> Sequence[PushDevice]:
        """The user's registered phones, first registered first."""
        condition = "realm = ? AND username = ? ORDER BY rowid"
        return self._store.push_devices.where(condition, self.realm, username)

    def keep_device(self, device: PushDevice) -> None:
        """Register a phone, or change one that is registered."""
        self._store.push_devices.put(device)

    def note_use(self, username: str, mechanism_uid: str) -> None:
        """Note that the user's phone of that registration has been used now."""
        whose = "realm = ? AND username = ? AND mechanism_uid = ?"
        self._store.push_devices.set_where(
            "last_access_at", self.now, whose, self.realm, username, mechanism_uid
        )

    def message_lifetime(self) -> int | None:
        """Seconds a message is kept; None where the realm has no service that can send one."""
        service = self._store.configuration.parsed(
            self.realm, "services", PUSH_NOTIFICATION, PushService.of_document
        )
        return service.message_lifetime if service and service.can_send else None

    def push_message(self, message_id: str) -> PushMessage | None:
        """The message, or None where it is gone: its answer no longer counts either."""
        message = self._store.push_messages.get(message_id)
        return message if message and self.now < message.expires_at else None

    def send(self, message: PushMessage) -> None:
        """Keep the message; the phone's mailbox is a view of what is kept."""
        self._store.push_messages.put(message)

    def forget(self, message_id: str) -> None:
        """Drop a message that no answer can reach any more."""
        self._store.push_messages.delete(message_id)

    def push_url(self, action: str) -> str:
        """The absolute URL of the phone's endpoint for `action`."""
        return f"{self._push_endpoint}?_action={action}"

    def uuid(self) -> str:
        """A fresh UUID."""
        return self._identifiers.uuid()

    def secret(self) -> str:
        """32 fresh random bytes as base64."""
        return self._identifiers.secret()

    def below(self, limit: int) -> int:
        """A fresh random whole number from 0 up to, but not including, `limit`."""
        return self._identifiers.below(limit)

    def code(self) -> str:
        """A fresh recovery code: ten letters and digits."""
        return self._identifiers.code()
