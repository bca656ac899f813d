"""Configuration documents, keyed by realm, type and id."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from mock_am.realm.document import Document
from mock_am.store.database import Database

KEPT_LIMIT = 10_000
"""Documents that are remembered, those that turned out not to be there too."""

T = TypeVar("T")


@dataclass(frozen=True)
class Stored:
    """A document as it is kept; `rev` is the store's own stamp, and changes with its content."""

    id: str
    rev: str
    document: Document


@dataclass(frozen=True)
class _Parsed:
    """What was made of a document; neither `rev` nor `value` where there was none.

    It is true for as long as the file has this stamp, and after that if the revision is the same.
    """

    stamp: tuple[int, int]
    rev: str | None = None
    value: Any = None


class Configuration:
    """Every configured resource of every realm."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.connection
        self._parsed: dict[tuple[str, str, str], _Parsed] = {}

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
        self._parsed.pop((realm, kind, resource_id), None)
        self._connection.execute(
            "INSERT OR REPLACE INTO configuration (realm, type, id, rev, body) "
            "VALUES (?, ?, ?, ?, ?)",
            (realm, kind, resource_id, stored.rev, body),
        )
        return stored

    def delete(self, realm: str, kind: str, resource_id: str) -> None:
        """Drop the document, if there is one."""
        self._parsed.pop((realm, kind, resource_id), None)
        self._connection.execute(
            "DELETE FROM configuration WHERE realm = ? AND type = ? AND id = ?",
            (realm, kind, resource_id),
        )

    def delete_realm(self, realm: str) -> None:
        """Drop everything that is configured in a realm."""
        self.forget()
        self._connection.execute("DELETE FROM configuration WHERE realm = ?", (realm,))

    def parsed(
        self, realm: str, kind: str, resource_id: str, parse: Callable[[Document], T]
    ) -> T | None:
        """What `parse` makes of the document, made anew only when the document has changed.

        All who ask get the same, and must leave it as it is.
        """
        key, stamp = (realm, kind, resource_id), self._database.stamp()
        known = self._parsed.get(key)
        if known is None or known.stamp != stamp:
            known = self._renewed(key, known, stamp, parse)
            self._remember(key, known)
        return cast("T | None", known.value)

    def document(self, realm: str, kind: str, resource_id: str) -> Document | None:
        """The document to look at; `get` gives one that may be changed."""
        return self.parsed(realm, kind, resource_id, _itself)

    def _renewed(
        self,
        key: tuple[str, str, str],
        known: _Parsed | None,
        stamp: tuple[int, int],
        parse: Callable[[Document], Any],
    ) -> _Parsed:
        row = self._connection.execute(
            "SELECT rev, body FROM configuration WHERE realm = ? AND type = ? AND id = ?", key
        ).fetchone()
        if row is None:
            return _Parsed(stamp)
        if known is not None and known.rev == row[0]:
            return replace(known, stamp=stamp)
        return _Parsed(stamp, row[0], parse(json.loads(row[1])))

    def _remember(self, key: tuple[str, str, str], parsed: _Parsed) -> None:
        if len(self._parsed) >= KEPT_LIMIT:
            self._parsed.clear()
        self._parsed[key] = parsed

    def forget(self) -> None:
        """Remember nothing of what was made of the documents."""
        self._parsed.clear()


def _itself(document: Document) -> Document:
    return document


def revision(resource_id: str, body: str) -> str:
    """The stamp of a document: a signed 32-bit number that depends on the content alone."""
    return str(zlib.crc32(f"{resource_id}\n{body}".encode()) - 2**31)
