"""`_rev`: Java's hash code of the resource's JSON (am.md 2.5, REC for trees and realms)."""

from functools import lru_cache
from struct import pack
from typing import Any

from mock_am.realm.document import Document

_NOT_HASHED = frozenset({"_rev", "_type", "_outcomes"})


def revision(document: Document) -> str:
    """The revision of `document`, as signed 32-bit decimal digits."""
    hashed = _hash({key: value for key, value in document.items() if key not in _NOT_HASHED})
    return str((hashed + 2**31) % 2**32 - 2**31)


def _hash(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_of_text(key) ^ _hash(member) for key, member in value.items()) % 2**32
    if isinstance(value, list):
        hashed = 1
        for element in value:
            hashed = (31 * hashed + _hash(element)) % 2**32
        return hashed
    if isinstance(value, str):
        return _of_text(value)
    return _of_plain(value)


def _of_plain(value: bool | float | None) -> int:
    if value is None or isinstance(value, bool):
        return {None: 0, True: 1231, False: 1237}[value]
    if isinstance(value, int) and -(2**31) <= value < 2**31:
        return value % 2**32
    bits = value % 2**64 if isinstance(value, int) else int.from_bytes(pack(">d", value), "big")
    return (bits ^ bits >> 32) % 2**32


@lru_cache(4096)
def _of_text(text: str) -> int:
    units, hashed = text.encode("utf-16-be"), 0
    for high, low in zip(units[::2], units[1::2], strict=True):
        hashed = (31 * hashed + 256 * high + low) % 2**32
    return hashed
