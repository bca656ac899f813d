"""Configuration documents, keyed by realm, type and id."""

import json
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from mock_am.realm.document import Document

T = TypeVar("T")


@dataclass(frozen=True)
class Stored:
    """A document as it is kept; `rev` is the store's own stamp, and changes with its content."""

    id: str
    rev: str
    document: Document


class Configuration:
    """Every configured resource of every realm."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._parsed: dict[tuple[str, str, str], tuple[str, Any]] = {}

    def get(self, realm: str, kind: str, resource_id: str) -> Stored | None:
        """The document, or None where there is none."""
        row = self._connection.execute(
            "SELECT rev, body FROM configuration WHERE realm = ? AND type = ? AND id = ?",
            (realm, kind, resource_id),
        ).fetchone()
        return Stored(resource_id, row[0], json.loads(row[1])) if row else None

    def all(self, realm: str, kind: str) -> list[Stored]:
        """Every document of a type in a realm, in order of id."""
        rows = self._connection.execute(
            "SELECT id, rev, body FROM configuration WHERE realm = ? AND type = ? ORDER BY id",
            (realm, kind),
        )
        return [Stored(one, rev, json.loads(body)) for one, rev, body in rows]

    def put(self, realm: str, kind: str, resource_id: str, document: Document) -> Stored:
        """Keep `document` in place of an older one."""
        body = json.dumps(document)
        stored = Stored(resource_id, revision(resource_id, body), document)
        self._connection.execute(
            "INSERT OR REPLACE INTO configuration (realm, type, id, rev, body) "
            "VALUES (?, ?, ?, ?, ?)",
            (realm, kind, resource_id, stored.rev, body),
        )
        return stored

    def delete(self, realm: str, kind: str, resource_id: str) -> None:
        """Drop the document, if there is one."""
        self._connection.execute(
            "DELETE FROM configuration WHERE realm = ? AND type = ? AND id = ?",
            (realm, kind, resource_id),
        )

    def delete_realm(self, realm: str) -> None:
        """Drop everything that is configured in a realm."""
        self._connection.execute("DELETE FROM configuration WHERE realm = ?", (realm,))

    def parsed(
        self, realm: str, kind: str, resource_id: str, parse: Callable[[Document], T]
    ) -> T | None:
        """What `parse` makes of the document, made anew only when the document has changed."""
        row = self._connection.execute(
            "SELECT rev FROM configuration WHERE realm = ? AND type = ? AND id = ?",
            (realm, kind, resource_id),
        ).fetchone()
        if row is None:
            return None
        key = (realm, kind, resource_id)
        rev, value = self._parsed.get(key, (None, None))
        if rev != row[0]:
            stored = cast(Stored, self.get(realm, kind, resource_id))
            value = parse(stored.document)
            self._parsed[key] = (stored.rev, value)
        return cast(T, value)


def revision(resource_id: str, body: str) -> str:
    """The stamp of a document: a signed 32-bit number that depends on the content alone."""
    return str(zlib.crc32(f"{resource_id}\n{body}".encode()) - 2**31)
