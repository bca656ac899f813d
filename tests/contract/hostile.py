"""Values that nobody should send, and that no answer may be a 5xx to."""

from typing import Any

CLAIMS: tuple[Any, ...] = (True, -1, 10**400, -(10**400), 1e308, [], [None], {}, {"a": 1}, "")
"""Values of a JWT's claims."""


def other_types(value: Any) -> list[Any]:
    """Values of other types than `value`'s."""
    texts, numbers = ["x"], [2**31, 1.5]
    if isinstance(value, bool):
        return [*texts, *numbers, 1, [True], {"a": "x"}]
    if isinstance(value, int):
        return [*texts, *numbers, True, [1], {"a": "x"}]
    if isinstance(value, list):
        return [*texts, *numbers, True, [1], [["x"]], {"a": "x"}]
    if isinstance(value, dict):
        return [*texts, *numbers, True, ["x"], {"a": 1}, {"a": {"b": "x"}}]
    return [*numbers, True, ["x"], {"a": "x"}]


def other_values(value: Any) -> list[Any]:
    """Other values of `value`'s type."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [0, 2**31 - 1]
    if isinstance(value, list):
        return [[], ["x", ""]]
    return [{}, {"push": "x"}] if isinstance(value, dict) else ["", "x"]


def attributes(service: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Section, name and value of every attribute."""
    return [
        (section, name, value)
        for section, values in service.items()
        if not section.startswith("_")
        for name, value in values.items()
    ]
