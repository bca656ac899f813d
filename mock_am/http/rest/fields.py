"""JSON pointers into a resource: `_fields`, `_sortKeys` and the fields of a filter."""

from collections.abc import Iterable
from typing import Any

from mock_am.realm.document import Document

_DIGITS = 9
"""No list has more elements than so many digits can count."""

MISSING = object()
"""What stands where a pointer leads to nothing."""


def steps(pointer: str) -> list[str]:
    """The names that `pointer`, with or without its first slash, goes through."""
    names = pointer.strip().removeprefix("/").split("/")
    return [name.replace("~1", "/").replace("~0", "~") for name in names if name]


def value_at(document: Any, pointer: str) -> Any:
    """What `pointer` leads to, MISSING where that is nothing."""
    for name in steps(pointer):
        if isinstance(document, dict) and name in document:
            document = document[name]
        elif isinstance(document, list) and _is_place(name, document):
            document = document[int(name)]
        else:
            return MISSING
    return document


def _is_place(name: str, elements: list[Any]) -> bool:
    return name.isdecimal() and len(name) <= _DIGITS and int(name) < len(elements)


def selected(document: Document, pointers: Iterable[str]) -> Document:
    """`document` with the fields asked for, or whole where none is.

    `_id` and `_rev` are always there, and a nested field stands under its last name (CREST's
    RequestRunner and Resources, FORK).
    """
    wanted = [pointer for pointer in pointers if steps(pointer)]
    if not wanted:
        return document
    found: Document = {key: document[key] for key in ("_id", "_rev") if key in document}
    for pointer in wanted:
        value = value_at(document, pointer)
        if value is not MISSING:
            found[steps(pointer)[-1]] = value
    return found
