"""The state file as it is: what a request has changed in it, and how to undo that."""

import sqlite3
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Change:
    """One row's change; `before` or `after` is None where it was not there, or is gone."""

    table: str
    key: Key
    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        """The row, as it is or as it was."""
        return self.after or self.before or {}

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns that differ; none where the row is new or gone."""
        if self.before is None or self.after is None:
            return frozenset()
        return frozenset(name for name in self.after if self.after[name] != self.before[name])

    @property
    def made(self) -> bool:
        """Whether the row is new."""
        return self.before is None

    @property
    def gone(self) -> bool:
        """Whether the row is no longer there."""
        return self.after is None


class State:
    """A second process's view of the state file, which two processes may share."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, timeout=5, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        tables = self._rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        self._keys = {one["name"]: self._key(one["name"]) for one in tables}
        self._version = self._data_version()
        self.rows = self._read()
        """Every row there is, by table and key, as it was when it was last looked at."""

    def _rows(self, query: str) -> list[Row]:
        return [dict(row) for row in self._connection.execute(query)]

    def _key(self, table: str) -> list[str]:
        columns = self._rows(f"PRAGMA table_info({table})")
        return [one["name"] for one in columns if one["pk"]]

    def _data_version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _read(self) -> dict[tuple[str, Key], Row]:
        return {
            (table, tuple(row[column] for column in key)): row
            for table, key in self._keys.items()
            for row in self._rows(f"SELECT * FROM {table}")
        }

    def changes(self) -> list[Change]:
        """What others have written since the last look."""
        version = self._data_version()
        if version == self._version:
            return []
        self._version, before, after = version, self.rows, self._read()
        self.rows = after
        differing = [one for one in {**before, **after} if before.get(one) != after.get(one)]
        return [Change(*one, before.get(one), after.get(one)) for one in differing]

    def undo(self, changes: list[Change]) -> None:
        """Put back what was there before `changes`."""
        self._connection.execute("BEGIN IMMEDIATE")
        for change in changes:
            self._put(change)
        self._connection.execute("COMMIT")

    def _put(self, change: Change) -> None:
        if change.before is None:
            condition = " AND ".join(f"{column} = ?" for column in self._keys[change.table])
            self._connection.execute(f"DELETE FROM {change.table} WHERE {condition}", change.key)
            del self.rows[change.table, change.key]
        else:
            marks = ", ".join("?" for _ in change.before)
            self._connection.execute(
                f"INSERT OR REPLACE INTO {change.table} VALUES ({marks})", [*change.before.values()]
            )
            self.rows[change.table, change.key] = change.before

    def where(self, table: str, **values: Any) -> list[Row]:
        """The rows of a table that have these values."""
        return [
            row
            for (name, _), row in self.rows.items()
            if name == table and values.items() <= row.items()
        ]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
