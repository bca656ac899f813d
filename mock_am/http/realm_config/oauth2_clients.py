"""`realm-config/agents/OAuth2Client` (am.md 10)."""

from starlette.requests import Request

from mock_am.http.rest.collection import Collection
from mock_am.realm import oauth2_client
from mock_am.realm.document import Document
from mock_am.store.configuration import Stored

KIND = "agents/OAuth2Client"


class OAuth2Clients(Collection):
    """Registered clients: wrapped values when one is read, plain ones in a list."""

    counted = True
    """Recorded, and DOC (am.md 2.3)."""

    def kind(self, request: Request) -> str:
        """All clients of a realm are one kind."""
        return KIND

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """The client in plain form; an omitted secret is kept."""
        return oauth2_client.checked_client(body, existing)

    def shown(self, request: Request, stored: Stored) -> Document:
        """The wrapped form."""
        return _resource(stored, oauth2_client.wrapped(stored.document))

    def listed(self, request: Request, stored: Stored) -> Document:
        """The plain form."""
        return _resource(stored, oauth2_client.listed(stored.document))


def _resource(stored: Stored, document: Document) -> Document:
    return {"_id": stored.id, "_rev": stored.rev, **document, "_type": oauth2_client.TYPE}
