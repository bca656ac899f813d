"""`authenticationtrees/nodes/<NodeType>` (am.md 8)."""

from starlette.requests import Request

from mock_am.authentication.node import NodeType
from mock_am.authentication.nodes import NODE_TYPES
from mock_am.errors import NotFound
from mock_am.http.rest.collection import Collection
from mock_am.realm.document import Document
from mock_am.store.configuration import Stored


class Nodes(Collection):
    """The configuration of nodes, one kind for each node type."""

    def node_type(self, request: Request) -> NodeType:
        """The node type in the URL; raises NotFound for one this server does not run."""
        name, node_id = request.path_params["node_type"], request.path_params.get("id")
        if name not in NODE_TYPES:
            path = name if node_id is None else f"{name}/{node_id}"
            raise NotFound(f"Resource '{path}' not found")
        return NODE_TYPES[name]

    def kind(self, request: Request) -> str:
        """The nodes of one type."""
        return f"nodes/{self.node_type(request).id}"

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """The node's configuration; `_type` and `_outcomes` are the server's own business."""
        return self.node_type(request).checked(body)

    def shown(self, request: Request, stored: Stored) -> Document:
        """The configuration with the node's type and its computed outcomes."""
        node_type = self.node_type(request)
        outcomes = node_type.outcomes(stored.document)
        return {
            **super().shown(request, stored),
            "_type": node_type.document_type(),
            "_outcomes": [{"id": one.id, "displayName": one.display_name} for one in outcomes],
        }
