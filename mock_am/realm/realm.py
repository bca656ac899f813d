"""A realm, its path and its identifier."""

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mock_am.errors import BadRequest
from mock_am.identifiers import base64url
from mock_am.realm.document import Document

ROOT = "/"
_FORBIDDEN = ' "#$%&+,/:;<=>?@\\'
"""What no name may contain (SmsRealmProvider, FORK)."""


@lru_cache(1024)
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


@lru_cache(1024)
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
        """The realm that `body` describes.

        Raises BadRequest, in the words of SmsRealmProvider (FORK), where it describes none.
        """
        path = _path_of(body)
        active, aliases = _given(body, "active", bool), _given(body, "aliases", list)
        for alias in aliases:
            _check_text("aliases", alias, "Realm alias")
        return cls(path, active, tuple(aliases))


def is_below(path: str, other: str) -> bool:
    """Whether the realm `path` stands somewhere below the realm `other`."""
    return path != other and path.startswith(other.rstrip("/") + "/")


def _given(body: Document, name: str, kind: type) -> Any:
    value = body.get(name)
    if value is None:
        raise BadRequest(f"No {name} parameter provided")
    if not isinstance(value, kind):
        java = {bool: "boolean", list: "list", str: "string"}[kind]
        raise BadRequest(f"Wrong parameter type provided in {name}. Expected {java}")
    return value


def _check_text(name: str, value: Any, what: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise BadRequest(f"No {name} parameter provided")
    if set(value) & set(_FORBIDDEN) or not value.isprintable():
        raise BadRequest(f"{what} cannot contain: [{', '.join(_FORBIDDEN)}]")


def _path_of(body: Document) -> str:
    if body.get("name") == ROOT and not body.get("parentPath"):
        return ROOT
    name, parent = _given(body, "name", str), _given(body, "parentPath", str)
    _check_text("name", name, "Realm names")
    if not parent.strip():
        raise BadRequest("No parentPath parameter provided")
    return "/".join(["", *filter(None, parent.split("/")), name])
