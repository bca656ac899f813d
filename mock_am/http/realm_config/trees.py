"""`authenticationtrees/trees` (am.md 7)."""

from starlette.requests import Request

from mock_am.http.rest.collection import Collection
from mock_am.realm.document import Document
from mock_am.realm.tree import checked_tree


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
