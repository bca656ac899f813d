"""Create, read, query, replace and delete: the same for every configured resource (am.md 2.4)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
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
from mock_am.http.rest.answer import not_modified, query_answer, resource_answer
from mock_am.http.rest.conventions import VERSIONS, Endpoint, json_content
from mock_am.http.rest.fields import selected
from mock_am.http.rest.parameters import action_of
from mock_am.http.rest.preconditions import check_absent, check_revision, creates_only, etag
from mock_am.http.rest.query import fields, is_query, query_of
from mock_am.http.rest.revision import revision
from mock_am.realm.document import Document
from mock_am.store.configuration import Stored

_REFUSED = {"GET": "read", "PUT": "updated", "DELETE": "deleted", "PATCH": "patched"}
UNKNOWN_ACTION = "{action}not supported"
"""CREST's own words, its missing blank too (AnnotatedActionMethods, FORK)."""


class Collection(ABC):
    """A kind of resource; subclasses say how it is checked and how it is shown."""

    versions: tuple[str, ...] = VERSIONS
    """The resource versions that are served."""

    counted = False
    """Whether a query says unasked how many results there are (am.md 2.3)."""

    unknown_action = UNKNOWN_ACTION

    def kind(self, request: Request) -> str:
        """The configuration type the resources are kept under."""
        raise NotImplementedError

    @abstractmethod
    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """`body` as it will be kept; raises BadRequest where AM would refuse it."""

    def shown(self, request: Request, stored: Stored) -> Document:
        """The resource's JSON; its `_rev` is made anew from what is shown."""
        return {"_id": stored.id, "_rev": stored.rev, **stored.document}

    def listed(self, request: Request, stored: Stored) -> Document:
        """The resource's JSON in a query's results."""
        return self.shown(request, stored)

    def revised(self, shown: Document) -> Document:
        """The JSON with its revision, which a list may show another of (am.md 2.5, REC)."""
        return {**shown, "_rev": revision(shown)}

    def deleted(self, request: Request, stored: Stored) -> Document:
        """The JSON that a DELETE is answered with: what was there (am.md 2.4, REC)."""
        return self.shown(request, stored)

    def realm(self, request: Request) -> str:
        """The realm the resources belong to."""
        return realm_of(request)

    async def query(self, request: Request) -> Response:
        """GET on the collection, or POST of an action on it."""
        if request.method == "POST":
            return await run_action(request, self.actions(), self.unknown_action)
        if request.method == "GET" and is_query(request):
            every = (self.revised(self.listed(request, one)) for one in self.every(request))
            return query_answer(request, query_of(request, counted=self.counted).page(every))
        if request.method not in _REFUSED:
            raise NotImplementedByAM(f"Method {request.method} not supported")
        # Two blanks: the path within the collection, which stands between them, is empty (FORK).
        raise BadRequest(f"The resource collection  cannot be {_REFUSED[request.method]}")

    def every(self, request: Request) -> Sequence[Stored]:
        """All resources, in the order of a query without sort keys."""
        store = deployment(request).store
        return store.configuration.all(self.realm(request), self.kind(request))

    def actions(self) -> Mapping[str, Endpoint]:
        """What POST may ask of the whole collection, by the name in `_action`."""
        return {"create": self.create}

    def item_actions(self) -> Mapping[str, Endpoint]:
        """What POST may ask of one resource, by the name in `_action`."""
        return {}

    async def create(self, request: Request) -> Response:
        """Create a resource whose id the body names or the server makes (am.md 2.4, REC)."""
        body = await json_content(request)
        resource_id = self.new_id(request, body)
        with deployment(request).store.transaction():
            if self.existing(request, resource_id) is not None:
                raise Conflict(self.conflict(resource_id))
            document = self.checked(request, resource_id, body, None)
            stored = self.keep(request, resource_id, document)
        created_at = f"{request.scope['path']}/{resource_id}"
        return self.answer(request, self.resource(request, stored), created_at)

    def new_id(self, request: Request, body: Document) -> str:
        """The id of a resource that `create` makes; raises BadRequest where it cannot be one."""
        given = body.get("_id") or deployment(request).identifiers.uuid()
        if not isinstance(given, str) or "/" in given:
            raise BadRequest("Invalid name")
        return given

    def conflict(self, resource_id: str) -> str:
        """What AM says where `create` meets a resource of that id."""
        return "Unable to save config: Service already exists"

    def exists(self, resource_id: str) -> str:
        """What AM says to a PUT that must not replace (am.md 2.4, FORK)."""
        return "Unable to create SMS config: Service already exists"

    def missing(self, resource_id: str) -> str | None:
        """What AM says of an id that is not there, None for the bare status."""
        return None

    def check_id(self, resource_id: str, body: Document) -> None:
        """Raise BadRequest where the body names another resource than the URL (FORK)."""
        if body.get("_id") and body["_id"] != resource_id:
            raise BadRequest("name and URI's resource ID do not match")

    async def item(self, request: Request) -> Response:
        """GET, PUT or DELETE of one resource, or POST of an action on it."""
        if request.method == "PUT":
            return await self.put(request)
        if request.method == "POST":
            actions = self.item_actions()
            if action_of(request) == "create" and "create" not in actions:
                raise BadRequest("The resource instance  cannot be created")
            return await run_action(request, actions, self.unknown_action)
        if request.method == "GET":
            return self.read(request)
        if request.method == "DELETE":
            return self.remove(request)
        patched = request.method == "PATCH"
        raise NotImplementedByAM(
            "Patch not supported" if patched else f"Method {request.method} not supported"
        )

    def read(self, request: Request) -> Response:
        """GET of one resource; headers alone where the client has this revision."""
        if is_query(request):
            raise BadRequest("The resource instance  cannot be queried")
        resource = self.resource(request, self.found(request))
        if etag(request, "If-None-Match") == resource["_rev"]:
            return not_modified()
        return self.answer(request, resource)

    def remove(self, request: Request) -> Response:
        """DELETE of one resource, answered with what was there."""
        with deployment(request).store.transaction():
            stored = self.found(request)
            self._check_revision(request, stored)
            last = self.revised(self.deleted(request, stored))
            self.delete(request, stored)
        return self.answer(request, last)

    async def put(self, request: Request) -> Response:
        """Create or replace; 201 with a Location where it is new."""
        body = await json_content(request)
        resource_id = self.resource_id(request)
        self.check_id(resource_id, body)
        with deployment(request).store.transaction():
            existing = self.existing(request, resource_id)
            self._check_preconditions(request, existing)
            document = self.checked(
                request, resource_id, body, existing.document if existing else None
            )
            stored = self.keep(request, resource_id, document)
        created_at = None if existing else request.scope["path"]
        return self.answer(request, self.resource(request, stored), created_at)

    def _check_preconditions(self, request: Request, existing: Stored | None) -> None:
        if existing is None:
            check_absent(request)
        elif creates_only(request):
            raise PreconditionFailed(self.exists(existing.id))
        else:
            self._check_revision(request, existing)

    def _check_revision(self, request: Request, stored: Stored) -> None:
        if etag(request, "If-Match") is not None:  # a large document's revision takes its time
            check_revision(request, self.resource(request, stored)["_rev"])

    def resource(self, request: Request, stored: Stored) -> Document:
        """The resource's JSON with its revision."""
        return self.revised(self.shown(request, stored))

    def answer(
        self, request: Request, resource: Document, created_at: str | None = None
    ) -> Response:
        """The resource, or its fields that are asked for; `created_at` is a new one's path."""
        where = None if created_at is None else location(request, created_at)
        return resource_answer(selected(resource, fields(request)), created_at=where)

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
        resource_id = self.resource_id(request)
        stored = self.existing(request, resource_id)
        if stored is None:
            raise NotFound(self.missing(resource_id))
        return stored

    def keep(self, request: Request, resource_id: str, document: Document) -> Stored:
        """Keep the resource; runs within a transaction."""
        configuration = deployment(request).store.configuration
        return configuration.put(self.realm(request), self.kind(request), resource_id, document)

    def delete(self, request: Request, stored: Stored) -> None:
        """Drop the resource; runs within a transaction."""
        configuration = deployment(request).store.configuration
        configuration.delete(self.realm(request), self.kind(request), stored.id)


async def run_action(
    request: Request, actions: Mapping[str, Endpoint], unknown: str = UNKNOWN_ACTION
) -> Response:
    """The action that the request names; raises NotImplementedByAM for one that is not there."""
    name = action_of(request)
    if name not in actions:
        raise NotImplementedByAM(unknown.format(action=name))
    return await actions[name](request)


def location(request: Request, path: str) -> str:
    """The absolute URL of a resource; `path`, not yet encoded, begins with the deployment path."""
    return deployment(request).url.removesuffix("/am") + quote(path)
