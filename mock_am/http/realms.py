"""`/json/global-config/realms` (am.md 5)."""

from collections.abc import Sequence

from starlette.requests import Request

from mock_am.errors import BadRequest, Conflict, NotFound, Unauthorized
from mock_am.http.deployment import NO_REALM, REALMS, deployment
from mock_am.http.rest.collection import Collection
from mock_am.realm.document import Document
from mock_am.realm.realm import ROOT, Realm, is_below, realm_id, realm_path
from mock_am.store.configuration import Stored
from mock_am.store.fresh_realm import add_realm


class Realms(Collection):
    """The realms of the deployment; a new one comes with its login tree."""

    versions = ("1.0",)
    unknown_action = "Action not supported: {action}"
    """SmsRealmProvider's words (FORK)."""

    def kind(self, request: Request) -> str:
        """All realms are one kind."""
        return REALMS

    def realm(self, request: Request) -> str:
        """Realms are global configuration."""
        return NO_REALM

    def every(self, request: Request) -> Sequence[Stored]:
        """Each realm before those below it (am.md 5, REC)."""
        return sorted(super().every(request), key=_path)

    def check_id(self, resource_id: str, body: Document) -> None:
        """The id must be that of the path in the body."""
        if realm_id(Realm.of_document(body).path) != resource_id:
            message = "Realm name specified in URL does not match realm name specified in JSON"
            raise BadRequest(message)  # SmsRealmProvider, FORK

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """The realm, whose parent must exist."""
        realm = Realm.of_document(body)
        if realm.parent and self.existing(request, realm_id(realm.parent)) is None:
            raise NotFound(f"Realm does not exist {realm.parent}")  # amSDK.properties, FORK
        return realm.document()

    def keep(self, request: Request, resource_id: str, document: Document) -> Stored:
        """Keep the realm; a new one gets what every realm has."""
        am = deployment(request)
        if self.existing(request, resource_id) is None:
            add_realm(am.store, Realm.of_document(document), am.identifiers)
        return super().keep(request, resource_id, document)

    def delete(self, request: Request, stored: Stored) -> None:
        """Drop the realm and everything in it; raises Conflict where realms stand below it."""
        path = _path(stored)
        if path == ROOT:
            raise Unauthorized("Unauthorized-Cannot delete root suffix")  # SmsRealmProvider, FORK
        if any(is_below(_path(other), path) for other in self.every(request)):
            # amSDK.properties, FORK
            raise Conflict("Sub Organization cannot be deleted. Sub entries exist.")
        super().delete(request, stored)
        deployment(request).store.delete_realm(path)

    def new_id(self, request: Request, body: Document) -> str:
        """The id that belongs to the realm's path (am.md 5, INF)."""
        return realm_id(Realm.of_document(body).path)

    def conflict(self, resource_id: str) -> str:
        """AM names the realm (amSDK.properties, FORK)."""
        name = (realm_path(resource_id) or "").rpartition("/")[2]
        return f"Organization already exists, {name}"

    def exists(self, resource_id: str) -> str:
        """The same to a PUT that must not replace (INF)."""
        return self.conflict(resource_id)


def _path(stored: Stored) -> str:
    return Realm.of_document(stored.document).path
