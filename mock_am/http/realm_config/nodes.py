"""`authenticationtrees/nodes` and `authenticationtrees/nodes/<NodeType>` (am.md 8)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from mock_am.authentication.node import NodeType
from mock_am.authentication.nodes import NODE_TYPES, ConfigOf, outcomes_of
from mock_am.errors import NotFound
from mock_am.http.deployment import deployment, realm_of
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.collection import Collection, run_action
from mock_am.http.rest.conventions import Endpoint, allow, json_object
from mock_am.realm.attribute import json_schema
from mock_am.realm.document import Document
from mock_am.store.configuration import Configuration, Stored


def kind_of(type_id: str) -> str:
    """The configuration type that nodes of one type are kept under."""
    return f"nodes/{type_id}"


class Nodes(Collection):
    """The configuration of nodes, one kind for each node type."""

    def node_type(self, request: Request) -> NodeType:
        """The node type in the URL; raises NotFound for one this server does not run."""
        name = request.path_params["node_type"]
        if name not in NODE_TYPES:
            path = request.scope["path"].partition("/authenticationtrees/nodes/")[2]
            raise NotFound(f"Resource '{path}' not found")
        return NODE_TYPES[name]

    def kind(self, request: Request) -> str:
        """The nodes of one type."""
        return kind_of(self.node_type(request).id)

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """The node's configuration; `_type` and `_outcomes` are the server's own business."""
        return self.node_type(request).checked(body)

    def shown(self, request: Request, stored: Stored) -> Document:
        """The configuration with the node's type and its computed outcomes."""
        config_of = _config_of(deployment(request).store.configuration, self.realm(request))
        about = _about(self.node_type(request), stored.document, config_of)
        return {**super().shown(request, stored), **about}

    def actions(self) -> Mapping[str, Endpoint]:
        """What an editor asks before it draws a node (am.md 8)."""
        return {
            **super().actions(),
            "getType": self.get_type,
            "schema": self.schema,
            "template": self.template,
            "listOutcomes": self.list_outcomes,
        }

    async def get_type(self, request: Request) -> Response:
        """The node type's name, tags and help."""
        return json_answer(_described(self.node_type(request)))

    async def schema(self, request: Request) -> Response:
        """The JSON schema of the configuration (am.md 8, REC)."""
        return json_answer(json_schema(self.node_type(request).attributes))

    async def template(self, request: Request) -> Response:
        """The configuration of a node that nobody has configured yet (am.md 8, INF)."""
        return json_answer(self.node_type(request).checked({}))

    async def list_outcomes(self, request: Request) -> Response:
        """The outcomes that a node with the configuration in the body would have (am.md 8, INF)."""
        node_type = self.node_type(request)
        config = node_type.checked(await json_object(request))
        config_of = _config_of(deployment(request).store.configuration, self.realm(request))
        return json_answer(_outcomes(node_type, config, config_of))


class VersionedNodes(Nodes):
    """The same under a path with a version in it, as newer builds have it (am.md 8)."""

    versions = (*Nodes.versions, "3.0")
    """3.0 is what clients of those builds ask for (am.md 2.1, REC)."""


async def all_nodes(request: Request) -> Response:
    """POST `getAllTypes` or `nextdescendents` to what is above every node type (am.md 8, REC)."""
    allow(request, "POST")
    actions = {"getAllTypes": _get_all_types, "nextdescendents": _nextdescendents}
    return await run_action(request, actions)


async def _get_all_types(request: Request) -> Response:
    return json_answer({"result": [_described(one) for one in NODE_TYPES.values()]})


async def _nextdescendents(request: Request) -> Response:
    realm, configuration = realm_of(request), deployment(request).store.configuration
    config_of = _config_of(configuration, realm)
    every = [
        {"_id": stored.id, **stored.document, **_about(node_type, stored.document, config_of)}
        for node_type in NODE_TYPES.values()
        for stored in configuration.all(realm, kind_of(node_type.id))
    ]
    return json_answer({"result": every})


def _config_of(configuration: Configuration, realm: str) -> ConfigOf:
    def config_of(type_id: str, node_id: str) -> Document | None:
        stored = configuration.get(realm, kind_of(type_id), node_id)
        return stored.document if stored else None

    return config_of


def _about(node_type: NodeType, config: Document, config_of: ConfigOf) -> Document:
    outcomes = _outcomes(node_type, config, config_of)
    return {"_type": node_type.document_type(), "_outcomes": outcomes}


def _outcomes(node_type: NodeType, config: Document, config_of: ConfigOf) -> list[Document]:
    outcomes = outcomes_of(node_type, config, config_of)
    return [{"id": one.id, "displayName": one.display_name} for one in outcomes]


def _described(node_type: NodeType) -> Document:
    # am.md 8, REC: the tags twice; a cloud build's hint on Page Nodes is left out.
    tags = list(node_type.tags)
    about = {"tags": tags, "metadata": {"tags": tags}, "help": node_type.help}
    return {**node_type.document_type(), **about}
