"""A table of dataclass rows."""

import dataclasses
import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, Protocol, TypeVar

_PLAIN = (str, int, float, type(None))

SWEEP_LIMIT = 20
"""Expired rows removed at a time, so that no request pays for many."""


class Row(Protocol):
    """A dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


T = TypeVar("T", bound=Row)


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
        self._readers = dict(readers or {})
        self.name = name
        fields = [field.name for field in dataclasses.fields(row_type)]  # type: ignore[arg-type]
        self.columns = ", ".join(fields)
        self._fields, self._key = fields, fields[0]
        marks = ", ".join("?" for _ in fields)
        changes = ", ".join(f"{field} = excluded.{field}" for field in fields[1:])
        self._put = (
            f"INSERT INTO {name} ({self.columns}) VALUES ({marks}) "
            f"ON CONFLICT ({self._key}) DO UPDATE SET {changes}"
        )

    def put(self, row: T) -> None:
        """Keep `row`; it takes the place, also in the order, of an older one with the same key."""
        self._connection.execute(self._put, [_plain(getattr(row, f)) for f in self._fields])

    def get(self, key: str) -> T | None:
        """The row with this key."""
        rows = self.where(f"{self._key} = ?", key)
        return rows[0] if rows else None

    def delete(self, key: str) -> None:
        """Drop the row with this key, if there is one."""
        self._connection.execute(f"DELETE FROM {self.name} WHERE {self._key} = ?", (key,))

    def where(self, condition: str, *values: Any) -> list[T]:
        """The rows that meet an SQL condition."""
        query = f"SELECT {self.columns} FROM {self.name} WHERE {condition}"
        return [self._read(row) for row in self._connection.execute(query, values)]

    def sweep(self, column: str, before: float) -> None:
        """Drop a few rows whose `column` lies before `before`."""
        keys = f"SELECT {self._key} FROM {self.name} WHERE {column} < ? LIMIT {SWEEP_LIMIT}"
        self._connection.execute(
            f"DELETE FROM {self.name} WHERE {self._key} IN ({keys})",
            (before,),
        )

    def _read(self, row: tuple[Any, ...]) -> T:
        values = dict(zip(self._fields, row, strict=True))
        for name, reader in self._readers.items():
            values[name] = reader(values[name])
        return self._row_type(**values)


def _plain(value: Any) -> Any:
    return value if isinstance(value, _PLAIN) else json.dumps(value, default=dataclasses.asdict)


def json_tuple(text: str) -> tuple[Any, ...]:
    """The reader of a field that holds a tuple."""
    return tuple(json.loads(text))
