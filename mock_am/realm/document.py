"""Configuration documents: AM's defaults and labels, and what a document may hold."""

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

Document = dict[str, Any]

METADATA = frozenset({"_id", "_rev", "_type", "_outcomes"})
"""Members that clients send back with a resource and that AM passes over (am.md 2.4, REC)."""

_LARGEST = 2**31 - 1
"""AM keeps whole numbers as Java's int."""

_DEPTH = 100
"""Levels of objects and arrays that are read; what is deeper could not always be shown again."""

_WRITABLE = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


@cache
def _template(name: str) -> Document:
    text = files("mock_am.realm").joinpath("templates", f"{name}.json").read_text("utf-8")
    loaded: Document = json.loads(text)
    return loaded


def template(name: str) -> Document:
    """AM's schema and defaults of the resource `name`, as a fresh document."""
    return deepcopy(_template(name))


def parsed_json(text: str | bytes) -> Any:
    """The JSON value that `text` is.

    Raises ValueError where it is none that can be written again (a lone surrogate, a number that
    is not finite), where a member appears twice, or where it is too deep; RecursionError where it
    is so deep that nobody could tell.
    """
    value = json.loads(text, object_pairs_hook=_without_duplicates)
    if _is_deeper(value, _DEPTH):
        raise ValueError("too deep")
    _WRITABLE.encode(value).encode()
    return value


def _is_deeper(value: Any, levels: int) -> bool:
    level = _nested([value])
    for _ in range(levels):
        level = [inner for one in level for inner in _nested(one)]
    return bool(level)


def _nested(value: Document | list[Any]) -> list[Document | list[Any]]:
    inside = value.values() if isinstance(value, dict) else value
    return [one for one in inside if isinstance(one, (dict, list))]


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Document:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def without_metadata(body: Document) -> Document:
    """`body` with only the attributes that are configuration."""
    return {key: value for key, value in body.items() if key not in METADATA}


def same_type(default: Any, value: Any) -> bool:
    """Whether `value` is of the same JSON type as `default`, as AM counts types."""
    if default is None:  # an attribute without a default is a text
        return isinstance(value, str)
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, int):
        return isinstance(value, int) and abs(value) <= _LARGEST
    return isinstance(value, type(default)) and _holds_texts(value)


def _holds_texts(value: Any) -> bool:
    values = value.values() if isinstance(value, dict) else value
    return all(isinstance(one, str) for one in values)


class _Labels(dict[str, str]):
    """Labels by attribute; one that is not known is made of the attribute's own name."""

    def __missing__(self, key: str) -> str:
        spaced = "".join(f" {char}" if char.isupper() else char for char in key)
        return spaced[:1].upper() + spaced[1:]


@cache
def labels(name: str) -> Mapping[str, str]:
    """The console's labels of the resource `name`, by attribute; AM's errors name them.

    They are those of AM 8.1 (DOC: services configuration, Amster entity reference).
    """
    return _Labels(_template(f"labels/{name}"))
