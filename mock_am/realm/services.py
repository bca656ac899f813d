"""The realm's services: AM's names for them, their schemas and what may not be read back."""

from dataclasses import dataclass

from mock_am.realm.document import Document, completed, template

OAUTH2_PROVIDER = "oauth-oidc"
PUSH_NOTIFICATION = "pushNotification"
AUTHENTICATOR_PUSH = "authenticatorPushService"
BASE_URL = "baseurl"


@dataclass(frozen=True)
class ServiceType:
    """A service a realm can have; `secrets` are attributes that no read returns."""

    id: str
    name: str
    secrets: tuple[str, ...] = ()

    def checked(self, body: Document) -> Document:
        """`body` completed with AM's defaults; raises BadRequest where the schema refuses it."""
        return completed(template(self.id), body)

    def document_type(self) -> Document:
        """The `_type` member of the service's JSON."""
        return {"_id": self.id, "name": self.name, "collection": False}


SERVICE_TYPES = {
    service.id: service
    for service in (
        ServiceType(OAUTH2_PROVIDER, "OAuth2 Provider"),
        ServiceType(PUSH_NOTIFICATION, "Push Notification Service", secrets=("secret",)),
        ServiceType(AUTHENTICATOR_PUSH, "ForgeRock Authenticator (Push) Service"),
        ServiceType(BASE_URL, "Base URL Source"),
    )
}
