"""The services of a realm and of the deployment: AM's names, schemas, and what is not read back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from mock_am.errors import NotFound
from mock_am.realm.base_url import check_fixed_value
from mock_am.realm.document import Document
from mock_am.realm.section import DEFAULTS, Limits, Section, global_section, section
from mock_am.realm.service_limits import (
    AUTHENTICATOR_PUSH_LIMITS,
    BASE_URL_LIMITS,
    PROVIDER_LIMITS,
    PUSH_LIMITS,
)

OAUTH2_PROVIDER = "oauth-oidc"
PUSH_NOTIFICATION = "pushNotification"
AUTHENTICATOR_PUSH = "authenticatorPushService"
BASE_URL = "baseurl"


@dataclass(frozen=True)
class ServiceType:
    """A service that a realm can have once.

    `secrets` are attributes that no read returns: where `masks`, a null tells that there is one
    (am.md 9.2, 9.3, REC). `rules` raise BadRequest for settings that do not go together.
    """

    id: str
    name: str
    limits: Limits
    secrets: frozenset[str] = frozenset()
    masks: bool = False
    rules: tuple[Callable[[Document], None], ...] = ()

    @cached_property
    def schema(self) -> Section:
        """The service's schema in a realm."""
        return section(self.id, self.limits)

    @cached_property
    def global_schema(self) -> Section:
        """The service's schema for the whole deployment."""
        return global_section(self.id, self.limits)

    def checked(self, body: Document, fallback: Document | None = None) -> Document:
        """`body` completed from `fallback`, then AM's defaults; raises BadRequest."""
        document = self.schema.checked(body, fallback)
        for rule in self.rules:
            rule(document)
        return document

    def readable(self, document: Document) -> Document:
        """`document` as a read returns it."""
        readable: Document = {}
        for key, value in document.items():
            if key == DEFAULTS:
                readable[key] = self.readable(value)
            elif key not in self.secrets:
                readable[key] = value
            elif self.masks:
                readable[key] = None
        return readable

    def document_type(self) -> Document:
        """The `_type` member of the service's JSON."""
        return {"_id": self.id, "name": self.name, "collection": False}


SERVICE_TYPES = {
    service.id: service
    for service in (
        ServiceType(OAUTH2_PROVIDER, "OAuth2 Provider", PROVIDER_LIMITS),
        ServiceType(
            PUSH_NOTIFICATION, "Push Notification Service", PUSH_LIMITS, frozenset({"secret"})
        ),
        ServiceType(
            AUTHENTICATOR_PUSH,
            "ForgeRock Authenticator (Push) Service",
            AUTHENTICATOR_PUSH_LIMITS,
            frozenset(
                {
                    "authenticatorPushDeviceSettingsEncryptionKeystorePassword",
                    "authenticatorPushDeviceSettingsEncryptionKeystorePrivateKeyPassword",
                }
            ),
            masks=True,
        ),
        ServiceType(BASE_URL, "Base URL Source", BASE_URL_LIMITS, rules=(check_fixed_value,)),
    )
}


def service_type(name: str) -> ServiceType:
    """The service of this name; raises NotFound for one that this server does not know (REC)."""
    if name not in SERVICE_TYPES:
        raise NotFound(f"Resource '{name}' not found")
    return SERVICE_TYPES[name]
