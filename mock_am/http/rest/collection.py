"""Create, read, query, replace and delete: the same for every configured resource (am.md 2.4)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import (
    BadRequest,
    Conflict,
    NotFound,
    NotImplementedByAM,
    PreconditionFailed,
)
from mock_am.http.deployment import deployment, realm_of
from mock_am.http.rest.answer import query_answer, resource_answer
from mock_am.http.rest.conventions import Endpoint, allow, json_object
from mock_am.realm.document import Document
from mock_am.store.configuration import Stored


class Collection(ABC):
    """A kind of resource; subclasses say how it is checked and how it is shown."""

    version = "1.0"

    def kind(self, request: Request) -> str:
        """The configuration type the resources are kept under."""
        raise NotImplementedError

    @abstractmethod
    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """`body` as it will be kept; raises BadRequest where AM would refuse it."""

    def shown(self, request: Request, stored: Stored) -> Document:
        """The resource's JSON."""
        return {"_id": stored.id, "_rev": stored.rev, **stored.document}

    def listed(self, request: Request, stored: Stored) -> Document:
        """The resource's JSON in a query's results."""
        return self.shown(request, stored)

    def realm(self, request: Request) -> str:
        """The realm the resources belong to."""
        return realm_of(request)

    async def query(self, request: Request) -> Response:
        """GET on the collection."""
        allow(request, "GET", "POST")
        if request.method == "POST":
            return await run_action(request, self.actions())
        asked = request.query_params.get("_queryFilter")
        if asked != "true":
            raise NotImplementedByAM(f"Query not supported: {asked}")
        listed = [self.listed(request, one) for one in self.every(request)]
        return query_answer(listed, version=self.version)

    def every(self, request: Request) -> list[Stored]:
        """The resources that are there."""
        configuration = deployment(request).store.configuration
        return configuration.all(self.realm(request), self.kind(request))

    def actions(self) -> Mapping[str, Endpoint]:
        """What POST may ask of the whole collection, by the name in `_action`."""
        return {"create": self.create}

    def item_actions(self) -> Mapping[str, Endpoint]:
        """What POST may ask of one resource, by the name in `_action`."""
        return {}

    async def create(self, request: Request) -> Response:
        """Create a resource whose id the body names or the server makes (am.md 2.4, REC)."""
        body = await json_object(request)
        resource_id = self.new_id(request, body)
        with deployment(request).store.transaction():
            if self.existing(request, resource_id) is not None:
                raise Conflict(self.conflict(resource_id))
            document = self.checked(request, resource_id, body, None)
            stored = self.keep(request, resource_id, document)
        created_at = location(request, f"{request.scope['path']}/{resource_id}")
        shown = self.shown(request, stored)
        return resource_answer(shown, created_at=created_at, version=self.version)

    def new_id(self, request: Request, body: Document) -> str:
        """The id of a resource that `create` makes; raises BadRequest where it cannot be one."""
        given = body.get("_id") or deployment(request).identifiers.uuid()
        if not isinstance(given, str):
            raise BadRequest("The resource id must be a string")
        return given

    def conflict(self, resource_id: str) -> str:
        """What AM says where `create` meets a resource of that id."""
        return "Unable to save config: Service already exists"

    async def item(self, request: Request) -> Response:
        """GET, PUT or DELETE of one resource, or POST of an action on it."""
        actions = self.item_actions()
        allow(request, "GET", "PUT", "DELETE", *(["POST"] if actions else []))
        if request.method == "PUT":
            return await self.put(request)
        if request.method == "POST":
            return await run_action(request, actions)
        stored = self.found(request)
        if request.method == "DELETE":
            with deployment(request).store.transaction():
                self.delete(request, stored)
        return resource_answer(self.shown(request, stored), version=self.version)

    async def put(self, request: Request) -> Response:
        """Create or replace; 201 with a Location where it is new."""
        body = await json_object(request)
        resource_id = self.resource_id(request)
        with deployment(request).store.transaction():
            existing = self.existing(request, resource_id)
            _check_preconditions(request, existing)
            document = self.checked(
                request, resource_id, body, existing.document if existing else None
            )
            stored = self.keep(request, resource_id, document)
        created_at = None if existing else location(request, request.scope["path"])
        return resource_answer(
            self.shown(request, stored), created_at=created_at, version=self.version
        )

    def resource_id(self, request: Request) -> str:
        """The id in the URL."""
        resource_id: str = request.path_params["id"]
        return resource_id

    def existing(self, request: Request, resource_id: str) -> Stored | None:
        """The resource as it is kept now."""
        store = deployment(request).store
        return store.configuration.get(self.realm(request), self.kind(request), resource_id)

    def found(self, request: Request) -> Stored:
        """The resource in the URL; raises NotFound where there is none."""
        stored = self.existing(request, self.resource_id(request))
        if stored is None:
            raise NotFound
        return stored

    def keep(self, request: Request, resource_id: str, document: Document) -> Stored:
        """Keep the resource; runs within a transaction."""
        configuration = deployment(request).store.configuration
        return configuration.put(self.realm(request), self.kind(request), resource_id, document)

    def delete(self, request: Request, stored: Stored) -> None:
        """Drop the resource; runs within a transaction."""
        configuration = deployment(request).store.configuration
        configuration.delete(self.realm(request), self.kind(request), stored.id)


async def run_action(request: Request, actions: Mapping[str, Endpoint]) -> Response:
    """The action that `_action` names; raises BadRequest for one that is not there."""
    name = request.query_params.get("_action", "")
    if name not in actions:
        raise BadRequest(f"Action not supported: {name}")
    return await actions[name](request)


def _check_preconditions(request: Request, existing: Stored | None) -> None:
    # am.md 2.4: the status is AM's, the texts are FORK's.
    if request.headers.get("if-none-match") == "*" and existing is not None:
        raise PreconditionFailed("Unable to create SMS config: Service already exists")
    wanted = request.headers.get("if-match", "*").strip('"')
    if wanted != "*" and (existing is None or existing.rev != wanted):
        raise PreconditionFailed("Revision did not match")


def location(request: Request, path: str) -> str:
    """The absolute URL of a resource; `path`, not yet encoded, begins with the deployment path."""
    return deployment(request).url.removesuffix("/am") + quote(path)
