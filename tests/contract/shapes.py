"""Shapes: what a JSON value must look like, itself written as JSON (recorded/README.md)."""

import json
import re
from collections.abc import Mapping
from string import Template
from typing import Any

_TYPES = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}
OTHERS = "..."
"""Last in a list: there may be elements that no shape describes."""


def named(shape: Any, names: Mapping[str, Any]) -> Any:
    """`shape` with each `@name` replaced by the shape of that name; raises KeyError for none."""
    if isinstance(shape, str) and shape.startswith("@"):
        return named(names[shape[1:]], names)
    if isinstance(shape, list):
        return [named(one, names) for one in shape]
    if not isinstance(shape, dict):
        return shape
    base = named(f"@{shape['@']}", names) if "@" in shape else {}
    return {**base, **{key: named(one, names) for key, one in shape.items() if key != "@"}}


def filled(document: Any, values: Mapping[str, str]) -> Any:
    """`document` with each `$name` in its texts and keys replaced by the value of that name."""
    if isinstance(document, str):
        return Template(document).safe_substitute(values)
    if isinstance(document, list):
        return [filled(one, values) for one in document]
    if isinstance(document, dict):
        return {filled(key, values): filled(one, values) for key, one in document.items()}
    return document


def differences(shape: Any, value: Any, path: str = "answer") -> list[str]:
    """Where `value` is not of `shape`: a line for each place, with its path; none where it is."""
    if isinstance(shape, dict):
        return _in_object(shape, value, path)
    if isinstance(shape, list):
        return _in_list(shape, value, path)
    return [] if _is(shape, value) else [_line(path, shape, value)]


def _is(shape: Any, value: Any) -> bool:
    if not isinstance(shape, str):
        return type(value) is type(shape) and value == shape
    if shape in _TYPES:
        return type(value) in _TYPES[shape]
    kind, text = shape[:1], shape[1:]
    if kind == "=":
        return value == text
    if kind == "~":
        return isinstance(value, str) and re.fullmatch(text, value) is not None
    raise ValueError(f"not a shape: {shape!r}")


def _in_object(shape: Mapping[str, Any], value: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [_line(path, shape, value)]
    if shape.keys() == {"*"}:
        shape = dict.fromkeys(value or ["*"], shape["*"])
    missing = [f"{path}.{key}: missing" for key in shape if key not in value]
    extra = [f"{path}.{key}: not expected, is {_text(value[key])}" for key in value.keys() - shape]
    both = [key for key in shape if key in value]
    inside = [one for key in both for one in differences(shape[key], value[key], f"{path}.{key}")]
    return [*missing, *sorted(extra), *inside]


def _in_list(shape: list[Any], value: Any, path: str) -> list[str]:
    if not isinstance(value, list):
        return [_line(path, shape, value)]
    shapes = [one for one in shape if one != OTHERS]
    unlike = [] if OTHERS in shape else _unlike(shapes, value, path)
    return unlike or [
        f"{path}: no element is {_text(one)}"
        for one in shapes
        if all(differences(one, element) for element in value)
    ]


def _unlike(shapes: list[Any], value: list[Any], path: str) -> list[str]:
    # Of several shapes that an element is not of, the nearest one tells what is wrong with it.
    found = []
    for position, element in enumerate(value):
        where = f"{path}[{position}]"
        tried = [differences(one, element, where) for one in shapes]
        found += min(tried, key=len, default=[f"{where}: not expected, is {_text(element)}"])
    return found


def _line(path: str, shape: Any, value: Any) -> str:
    return f"{path}: expected {_text(shape)}, is {_text(value)}"


def _text(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 100 else f"{text[:99]}…"
