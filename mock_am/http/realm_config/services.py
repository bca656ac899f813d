"""`realm-config/services/<name>` (am.md 9)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import NotFound
from mock_am.http.deployment import deployment
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.collection import Collection
from mock_am.http.rest.conventions import Endpoint
from mock_am.realm.document import Document
from mock_am.realm.services import SERVICE_TYPES
from mock_am.store.configuration import Stored


class Services(Collection):
    """The services of a realm, each there once or not at all."""

    def kind(self, request: Request) -> str:
        """All services of a realm are one kind."""
        return "services"

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """The service's settings; a secret that is left out is kept."""
        service = SERVICE_TYPES.get(resource_id)
        if service is None:
            raise NotFound(f"Resource '{resource_id}' not found")
        kept = {name: (existing or {}).get(name) for name in service.secrets}
        given = {name: value for name, value in body.items() if value is not None}
        return service.checked({**kept, **given})

    def shown(self, request: Request, stored: Stored) -> Document:
        """The settings that may be read, under the empty id of a singleton."""
        service = SERVICE_TYPES[stored.id]
        readable = {k: v for k, v in stored.document.items() if k not in service.secrets}
        return {"_id": "", "_rev": stored.rev, **readable, "_type": service.document_type()}

    def actions(self) -> Mapping[str, Endpoint]:
        """A service is created at its own path, never by the collection."""
        return {"nextdescendents": self.nextdescendents}

    async def nextdescendents(self, request: Request) -> Response:
        """The realm's services (am.md 9, REC)."""
        configuration = deployment(request).store.configuration
        every = configuration.all(self.realm(request), self.kind(request))
        shown = [{**self.shown(request, one), "_id": one.id} for one in every]
        return json_answer({"result": [{k: v for k, v in s.items() if k != "_rev"} for s in shown]})
