"""What the claims of any JWT have in common (RFC 7519 2, 4.1; RFC 6749 3.3)."""

import math
from collections.abc import Set
from typing import Any


def is_numeric_date(value: Any) -> bool:
    """Whether `value` is a finite number: no string, no boolean."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False  # an integer too large for a float is no time anybody means


def is_addressed_to(audience: Any, names: Set[str]) -> bool:
    """Whether `audience`, a text or a list of texts, has one of `names`, to the letter."""
    named = audience if isinstance(audience, list) else [audience]
    return all(isinstance(one, str) for one in named) and not names.isdisjoint(named)


def space_separated(text: str) -> tuple[str, ...]:
    """The values in `text`, each once; a space and nothing else parts them (RFC 6749 3.3)."""
    return tuple(dict.fromkeys(value for value in text.split(" ") if value))
