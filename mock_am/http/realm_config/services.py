"""`realm-config/services/<name>` (am.md 9)."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import Conflict
from mock_am.http.deployment import deployment
from mock_am.http.rest.answer import json_answer, resource_answer
from mock_am.http.rest.collection import Collection, location
from mock_am.http.rest.conventions import Endpoint, json_object
from mock_am.realm.document import Document
from mock_am.realm.section import Section
from mock_am.realm.services import SERVICE_TYPES, ServiceType, service_type
from mock_am.store.configuration import Configuration, Stored
from mock_am.store.global_services import KIND, realm_defaults


class Services(Collection):
    """The services of a realm, each there once or not at all."""

    def kind(self, request: Request) -> str:
        """All services of a realm are one kind."""
        return KIND

    def service(self, request: Request) -> ServiceType:
        """The type of the service in the URL; raises NotFound where there is none."""
        return service_type(self.resource_id(request))

    def schema(self, service: ServiceType) -> Section:
        """What `_action=schema` describes."""
        return service.schema

    def template(self, configuration: Configuration, service: ServiceType) -> Document:
        """What a service begins with."""
        return realm_defaults(configuration, service.id)

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """The service's settings; a secret that is left out is kept."""
        service = service_type(resource_id)
        defaults = self.template(deployment(request).store.configuration, service)
        kept = {name: value for name, value in (existing or {}).items() if name in service.secrets}
        return service.checked(body, {**defaults, **kept})

    def shown(self, request: Request, stored: Stored) -> Document:
        """The settings that may be read, under the empty id of a singleton."""
        service = SERVICE_TYPES[stored.id]
        readable = service.readable(stored.document)
        return {"_id": "", "_rev": stored.rev, **readable, "_type": service.document_type()}

    def listed(self, request: Request, stored: Stored) -> Document:
        """A query tells no more than the name (FORK)."""
        return {"_id": stored.id, "_rev": stored.rev, "name": SERVICE_TYPES[stored.id].name}

    def actions(self) -> Mapping[str, Endpoint]:
        """A service is created at its own path, never by the collection."""
        return {
            "nextdescendents": self.nextdescendents,
            "getAllTypes": self.all_types,
            "getCreatableTypes": self.creatable_types,
        }

    async def nextdescendents(self, request: Request) -> Response:
        """The services with their settings (am.md 9, REC)."""
        shown = [{**self.shown(request, one), "_id": one.id} for one in self.every(request)]
        return _results([{k: v for k, v in one.items() if k != "_rev"} for one in shown])

    async def all_types(self, request: Request) -> Response:
        """The services that there can be (FORK)."""
        return _results([one.document_type() for one in SERVICE_TYPES.values()])

    async def creatable_types(self, request: Request) -> Response:
        """The services that are not there yet (FORK)."""
        there = {one.id for one in self.every(request)}
        missing = [one for one in SERVICE_TYPES.values() if one.id not in there]
        return _results([one.document_type() for one in missing])

    def item_actions(self) -> Mapping[str, Endpoint]:
        """What the console asks of a service; none of these has parts of its own (DOC)."""
        parts = ("nextdescendents", "getAllTypes", "getCreatableTypes")
        return {
            "create": self.create,
            "getType": self.get_type,
            "schema": self.get_schema,
            "template": self.get_template,
            **dict.fromkeys(parts, self.no_parts),
        }

    async def create(self, request: Request) -> Response:
        """Create the service; one that is there is a conflict (FORK)."""
        body = await json_object(request)
        resource_id = self.resource_id(request)
        with deployment(request).store.transaction():
            if self.existing(request, resource_id) is not None:
                raise Conflict("Service already exists")
            document = self.checked(request, resource_id, body, None)
            stored = self.keep(request, resource_id, document)
        created_at = location(request, request.scope["path"])
        return resource_answer(self.shown(request, stored), created_at=created_at)

    async def get_type(self, request: Request) -> Response:
        """The `_type` of the service (FORK)."""
        return json_answer(self.service(request).document_type())

    async def get_schema(self, request: Request) -> Response:
        """The JSON schema of the service's settings (DOC)."""
        return json_answer(self.schema(self.service(request)).json_schema())

    async def get_template(self, request: Request) -> Response:
        """What a new service begins with (FORK)."""
        service = self.service(request)
        begins = self.template(deployment(request).store.configuration, service)
        return json_answer(service.readable(begins))

    async def no_parts(self, request: Request) -> Response:
        """No secondary configurations."""
        self.service(request)
        return _results([])


def _results(results: list[Any]) -> Response:
    return json_answer({"result": results})
