"""A realm, its path and its identifier."""

import re
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass

from mock_am.errors import BadRequest, DataValidationFailed
from mock_am.identifiers import base64url
from mock_am.realm.document import Document

ROOT = "/"
_NAME = re.compile(r"[^/\s?#%]+")


def realm_id(path: str) -> str:
    """The realm's id: unpadded base64url of its path (am.md 1, REC)."""
    return base64url(path.encode())


def realm_path(identifier: str) -> str | None:
    """The path that `realm_id` made `identifier` from, or None where it did not."""
    try:
        path = urlsafe_b64decode(identifier + "=" * (-len(identifier) % 4)).decode()
    except (NotBase64, UnicodeDecodeError, ValueError):
        return None
    return path if realm_id(path) == identifier else None


def url_path(path: str) -> str:
    """A realm's place in AM's URLs: `/realms/root/realms/alpha` for `/alpha` (am.md 1, DOC)."""
    names = ["root", *filter(None, path.split("/"))]
    return "".join(f"/realms/{name}" for name in names)


@dataclass(frozen=True)
class Realm:
    """A realm as the console knows it; `path` is `/` for the root realm."""

    path: str
    active: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """The parent's path, None for the root realm."""
        if self.path == ROOT:
            return None
        return self.path.rsplit("/", 1)[0] or ROOT

    def document(self) -> Document:
        """The realm's JSON (am.md 5, REC)."""
        name = ROOT if self.path == ROOT else self.path.rsplit("/", 1)[1]
        return {
            "parentPath": self.parent,
            "active": self.active,
            "name": name,
            "aliases": list(self.aliases),
        }

    @classmethod
    def of_document(cls, body: Document) -> "Realm":
        """The realm that `body` describes; raises BadRequest where it describes none."""
        path = _path_of(body)
        active, aliases = body.get("active", True), body.get("aliases", [])
        if not isinstance(active, bool):
            raise DataValidationFailed("Active")
        if not isinstance(aliases, list) or not all(isinstance(one, str) for one in aliases):
            raise DataValidationFailed("Realm Aliases")
        return cls(path, active, tuple(aliases))


def _path_of(body: Document) -> str:
    name, parent = body.get("name"), body.get("parentPath")
    if name == ROOT and not parent:
        return ROOT
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadRequest("Realm name is missing or invalid")
    if parent is not None and not isinstance(parent, str):
        raise DataValidationFailed("Parent Path")
    return f"{(parent or ROOT).rstrip('/')}/{name}"
