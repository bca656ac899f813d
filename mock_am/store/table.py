"""A table of dataclass rows."""

import dataclasses
import json
import sqlite3
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, ClassVar, Generic, Protocol, TypeVar

SWEEP_LIMIT = 20
"""Expired rows removed at a time, so that no request pays for many."""


class Row(Protocol):
    """A dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


T = TypeVar("T", bound=Row)

_JSON = json.JSONEncoder(default=vars)


class Table(Generic[T]):
    """Rows of `row_type`, one column a field, found by their first field.

    Fields that SQLite cannot hold are kept as JSON; `readers` turn such columns back.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        name: str,
        row_type: Callable[..., T],
        readers: Mapping[str, Callable[[Any], Any]] | None = None,
    ) -> None:
        self._connection = connection
        self._row_type = row_type
        self.name = name
        fields = [field.name for field in dataclasses.fields(row_type)]  # type: ignore[arg-type]
        self._fields, self._key = fields, fields[0]
        self._values = attrgetter(*fields)
        self._readers = [(fields.index(field), of) for field, of in (readers or {}).items()]
        columns, marks = ", ".join(fields), ", ".join("?" for _ in fields)
        changes = ", ".join(f"{field} = excluded.{field}" for field in fields[1:])
        self._put = (
            f"INSERT INTO {name} ({columns}) VALUES ({marks}) "
            f"ON CONFLICT ({self._key}) DO UPDATE SET {changes}"
        )
        self._select = f"SELECT {columns} FROM {name} WHERE "

    def put(self, row: T) -> None:
        """Keep `row`; it takes the place, also in the order, of an older one with the same key."""
        values = list(self._values(row))
        for position, _ in self._readers:
            values[position] = _plain(values[position])
        self._connection.execute(self._put, values)

    def change(self, old: T, new: T) -> None:
        """Keep `new` in place of `old`, which has the same key; only what differs is written.

        Less is written than by `put`, above all no index of a column that stays as it is; and a
        row that is gone meanwhile does not come back.
        """
        before, after = self._values(old), self._values(new)
        changed = [n for n, value in enumerate(after) if value != before[n]]
        if changed:
            fields = ", ".join(f"{self._fields[n]} = ?" for n in changed)
            values = [_plain(after[n]) for n in changed]
            query = f"UPDATE {self.name} SET {fields} WHERE {self._key} = ?"
            self._connection.execute(query, (*values, before[0]))

    def get(self, key: str) -> T | None:
        """The row with this key."""
        return self.first(f"{self._key} = ?", key)

    def delete(self, key: str) -> None:
        """Drop the row with this key, if there is one."""
        self.delete_where(f"{self._key} = ?", key)

    def first(self, condition: str, *values: Any) -> T | None:
        """The first row that meets an SQL condition."""
        row = self._connection.execute(self._select + condition, values).fetchone()
        return None if row is None else self._read(row)

    def where(self, condition: str, *values: Any) -> list[T]:
        """The rows that meet an SQL condition."""
        rows = self._connection.execute(self._select + condition, values)
        return [self._read(row) for row in rows]

    def set_where(self, field: str, value: Any, condition: str, *values: Any) -> None:
        """Change one field of the rows that meet an SQL condition."""
        query = f"UPDATE {self.name} SET {field} = ? WHERE {condition}"
        self._connection.execute(query, (value, *values))

    def delete_where(self, condition: str, *values: Any) -> None:
        """Drop the rows that meet an SQL condition."""
        self._connection.execute(f"DELETE FROM {self.name} WHERE {condition}", values)

    def sweep(self, column: str, before: float) -> int:
        """Drop a few rows whose `column` lies before `before`; how many."""
        keys = f"SELECT {self._key} FROM {self.name} WHERE {column} < ? LIMIT {SWEEP_LIMIT}"
        swept = self._connection.execute(
            f"DELETE FROM {self.name} WHERE {self._key} IN ({keys})",
            (before,),
        )
        return swept.rowcount

    def _read(self, row: tuple[Any, ...]) -> T:
        values = list(row)
        for position, reader in self._readers:
            values[position] = reader(values[position])
        return self._row_type(*values)


def _plain(value: Any) -> Any:
    return _JSON.encode(value) if isinstance(value, (tuple, list, dict)) else value


def json_tuple(text: str) -> tuple[Any, ...]:
    """The reader of a field that holds a tuple."""
    return tuple(json.loads(text))
