"""`/json/global-config/realms` (am.md 5)."""

from starlette.requests import Request

from mock_am.errors import BadRequest, NotFound
from mock_am.http.deployment import NO_REALM, REALMS, deployment
from mock_am.http.rest.collection import Collection
from mock_am.realm.document import Document
from mock_am.realm.realm import ROOT, Realm, realm_id, realm_path
from mock_am.store.configuration import Stored
from mock_am.store.fresh_realm import add_realm


class Realms(Collection):
    """The realms of the deployment; a new one comes with its login tree."""

    def kind(self, request: Request) -> str:
        """All realms are one kind."""
        return REALMS

    def realm(self, request: Request) -> str:
        """Realms are global configuration."""
        return NO_REALM

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """The realm; its id must be that of its path, and its parent must exist."""
        realm = Realm.of_document(body)
        if realm_id(realm.path) != resource_id:
            raise BadRequest("Realm name and parent path do not match the realm's id")
        self._check_parent(request, realm)
        return realm.document()

    def _check_parent(self, request: Request, realm: Realm) -> None:
        if realm.parent and self.existing(request, realm_id(realm.parent)) is None:
            raise NotFound("Parent realm not found: " + realm.parent)

    def keep(self, request: Request, resource_id: str, document: Document) -> Stored:
        """Keep the realm; a new one gets what every realm has."""
        am = deployment(request)
        if self.existing(request, resource_id) is None:
            add_realm(am.store, Realm.of_document(document), am.identifiers)
        return super().keep(request, resource_id, document)

    def delete(self, request: Request, stored: Stored) -> None:
        """Drop the realm and everything configured in it."""
        path = realm_path(stored.id)
        if path is None or path == ROOT:
            raise BadRequest("The root realm cannot be deleted")
        super().delete(request, stored)
        store = deployment(request).store
        store.configuration.delete_realm(path)
        for device in store.push_devices.where("realm = ?", path):
            store.push_devices.delete(device.uuid)

    def new_id(self, request: Request, body: Document) -> str:
        """The id that belongs to the realm's path (am.md 5, INF)."""
        return realm_id(Realm.of_document(body).path)
