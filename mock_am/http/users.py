"""`/json/…/users` (am.md 6)."""

import re

from starlette.requests import Request

from mock_am.errors import BadRequest
from mock_am.http.deployment import USER_METADATA, deployment
from mock_am.http.rest.collection import Collection
from mock_am.realm.document import Document
from mock_am.realm.identity import changed_identity, checked_identity, readable
from mock_am.store.configuration import Stored

_USERNAME = re.compile(r"[^/\x00-\x1f*]{1,100}")
_USERNAME_MISSING = "The request body must include 'username'."


class Users(Collection):
    """The identities of a realm."""

    versions = ("1.2", "2.1", "3.0", "4.0")
    unknown_action = "Actions are not supported for resource instances"
    """IdentityResourceV2's words, about the collection too (am.md 2.6, FORK)."""

    def kind(self, request: Request) -> str:
        """All users of a realm are one kind."""
        return "users"

    def check_id(self, resource_id: str, body: Document) -> None:
        """The body's `username`, where it has one, is the id (IdentityResourceV2, FORK)."""
        if str(body.get("username", resource_id)).lower() != resource_id.lower():
            raise BadRequest("id in path does not match id in request body")

    def checked(
        self, request: Request, resource_id: str, body: Document, existing: Document | None
    ) -> Document:
        """The identity; a change keeps what the body leaves out."""
        if existing is not None:
            return changed_identity(existing, body)
        _check_username(resource_id)
        at = deployment(request).clock.now()
        return checked_identity(resource_id, self.realm(request), body, at=at)

    def shown(self, request: Request, stored: Stored) -> Document:
        """The identity without its password."""
        return {"_id": stored.id, "_rev": stored.rev, **readable(stored.document)}

    def revised(self, shown: Document) -> Document:
        """`_rev` is -1 in current AM (am.md 6, REC)."""
        return {**shown, "_rev": "-1"}

    def deleted(self, request: Request, stored: Stored) -> Document:
        """No identity, only that it is gone (IdentityResourceV1, FORK)."""
        return {"_id": stored.id, "_rev": stored.rev, "success": "true"}

    def delete(self, request: Request, stored: Stored) -> None:
        """Drop the identity, its phones and its sessions."""
        super().delete(request, stored)
        store, realm = deployment(request).store, self.realm(request)
        store.delete_belongings(realm, stored.id)
        store.configuration.delete(realm, USER_METADATA, stored.id)

    def new_id(self, request: Request, body: Document) -> str:
        """The body's `username`."""
        username = body.get("username")
        if not isinstance(username, str):
            raise BadRequest(_USERNAME_MISSING)
        return username

    def conflict(self, resource_id: str) -> str:
        """AM names the identity (am.md 6, FORK)."""
        return f"Identity {resource_id} of type user already exists."

    def exists(self, resource_id: str) -> str:
        """The same to a PUT that must not replace (INF)."""
        return self.conflict(resource_id)

    def missing(self, resource_id: str) -> str:
        """What AM says of a user that is not there (am.md 6, FORK)."""
        return "Resource cannot be found."


def _check_username(username: str) -> None:
    if not _USERNAME.fullmatch(username):
        raise BadRequest(_USERNAME_MISSING)
