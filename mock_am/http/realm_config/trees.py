"""`authenticationtrees/trees` (am.md 7)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from mock_am.authentication.nodes import NODE_TYPES
from mock_am.errors import BadRequest, Conflict
from mock_am.http.deployment import Deployment, deployment
from mock_am.http.realm_config.nodes import kind_of
from mock_am.http.rest.answer import json_answer
from mock_am.http.rest.collection import Collection
from mock_am.http.rest.conventions import Endpoint, json_object
from mock_am.realm.document import Document
from mock_am.realm.tree import checked_tree, with_other_nodes


class Trees(Collection):
    """Authentication trees. Deleting one leaves its nodes behind."""

    def kind(self, request: Request) -> str:
        """All trees of a realm are one kind."""
        return "trees"

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """The whole tree, defaults filled in."""
        return checked_tree(body)

    def item_actions(self) -> Mapping[str, Endpoint]:
        """A tree can be cloned."""
        return {"clone": self.clone}

    async def clone(self, request: Request) -> Response:
        """Make a new tree, and new nodes configured like the old ones (AM 8 entity reference, DOC).

        The answer is the new tree (INF).
        """
        new_id = (await json_object(request)).get("newId")
        if not isinstance(new_id, str) or not new_id:
            raise BadRequest("The request body must include 'newId'.")
        am, realm = deployment(request), self.realm(request)
        with am.store.transaction():
            tree = self.found(request).document
            if self.existing(request, new_id) is not None:
                raise Conflict(self.conflict(new_id))
            names = {
                node_id: _copy(am, realm, node["nodeType"], node_id)
                for node_id, node in tree["nodes"].items()
            }
            stored = self.keep(request, new_id, with_other_nodes(tree, names))
        headers = {"Content-API-Version": f"resource={self.version}"}
        return json_answer(self.shown(request, stored), headers=headers)


def _copy(am: Deployment, realm: str, type_id: str, node_id: str, *, held: bool = False) -> str:
    """Copy a node under a new id; one that is not stored yet has nothing but the id."""

    def copy_held(type_id: str, node_id: str) -> str:
        # A page holds no page, so that one level is enough.
        return node_id if held else _copy(am, realm, type_id, node_id, held=True)

    configuration, new_id = am.store.configuration, am.identifiers.uuid()
    stored = configuration.get(realm, kind_of(type_id), node_id)
    if stored is not None:
        config = NODE_TYPES[type_id].copied(stored.document, copy_held)
        configuration.put(realm, kind_of(type_id), new_id, config)
    return new_id
