"""`realm-config/agents/OAuth2Client` (am.md 10)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from mock_am import wording
from mock_am.errors import BadRequest
from mock_am.http.deployment import CLIENT_METADATA, CLIENTS, deployment
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.collection import Collection
from mock_am.http.rest.conventions import Endpoint
from mock_am.realm import oauth2_client
from mock_am.realm.client_schema import client_json_schema
from mock_am.realm.document import Document
from mock_am.store.configuration import Stored


class OAuth2Clients(Collection):
    """Registered clients: wrapped values when one is read, plain ones in a list."""

    counted = True
    """Recorded, and DOC (am.md 2.3)."""

    def kind(self, request: Request) -> str:
        """All clients of a realm are one kind."""
        return CLIENTS

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

    def new_id(self, request: Request, body: Document) -> str:
        """A client's id has no slash, which would part it from its URL; raises BadRequest."""
        client_id = super().new_id(request, body)
        if "/" in client_id:
            raise BadRequest(wording.CLIENT_ID_INVALID)
        return client_id

    def delete(self, request: Request, stored: Stored) -> None:
        """Drop the client, and what it has registered for CIBA."""
        super().delete(request, stored)
        configuration = deployment(request).store.configuration
        configuration.delete(self.realm(request), CLIENT_METADATA, stored.id)

    def actions(self) -> Mapping[str, Endpoint]:
        """What AM's console asks before it makes a client."""
        about = {"getType": self.get_type, "schema": self.schema, "template": self.template}
        return {**super().actions(), **about}

    async def get_type(self, request: Request) -> Response:
        """The type that every client has."""
        return json_answer(oauth2_client.TYPE)

    async def schema(self, request: Request) -> Response:
        """Which attributes a client has."""
        return json_answer(client_json_schema())

    async def template(self, request: Request) -> Response:
        """A client as it is before anybody has set anything."""
        defaults = oauth2_client.checked_client({}, None)
        return json_answer({**oauth2_client.listed(defaults), "_type": oauth2_client.TYPE})


def _resource(stored: Stored, document: Document) -> Document:
    return {"_id": stored.id, "_rev": stored.rev, **document, "_type": oauth2_client.TYPE}
