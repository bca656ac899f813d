"""The two push services as the core reads them (am.md 9.2, 9.3)."""

from dataclasses import dataclass

from mock_am.realm.document import Document

_CREDENTIALS = ("accessKey", "secret", "appleEndpoint", "googleEndpoint", "region")


@dataclass(frozen=True)
class PushService:
    """The Push Notification Service (`pushNotification`).

    AM keeps one without credentials (REC), but cannot send with it (SRC: its client for the
    notification service refuses empty ones). `message_lifetime` is how many seconds a message is
    kept, answered or not.
    """

    can_send: bool
    message_lifetime: int

    @classmethod
    def of_document(cls, document: Document) -> "PushService":
        """The service that a stored `pushNotification` document describes."""
        credentials = [document.get(name) for name in _CREDENTIALS]
        return cls(all(credentials), document["mdDuration"])


@dataclass(frozen=True)
class AuthenticatorPushService:
    """The ForgeRock Authenticator (Push) Service (`authenticatorPushService`).

    `skip_attribute` is the user attribute that says whether the user goes without push; its
    default is what holds in a realm without the service (am.md 9.3, REC).
    """

    skip_attribute: str = "push2faEnabled"

    @classmethod
    def of_document(cls, document: Document) -> "AuthenticatorPushService":
        """The service that a stored `authenticatorPushService` document describes."""
        return cls(document["authenticatorPushSkippableName"])
