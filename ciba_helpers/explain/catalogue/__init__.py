"""Every error that AM, or the mock in its place, can give."""

from ciba_helpers.explain.catalogue import (
    authentication_request,
    client,
    configuration,
    conventions,
    decisions,
    login,
    mock,
    request_object,
    server,
    tokens,
)
from ciba_helpers.explain.entry import Entry

__all__ = ["ENTRIES", "entry_of"]

_MODULES = (
    request_object,
    authentication_request,
    decisions,
    client,
    tokens,
    login,
    configuration,
    conventions,
    mock,
    server,
)
ENTRIES: tuple[Entry, ...] = tuple(entry for module in _MODULES for entry in module.ENTRIES)
"""All of them; where two fit, the first counts, and a general one counts least."""


def entry_of(code: str, words: str) -> Entry | None:
    """The entry of an error; one that knows the code alone where nothing knows the words."""
    fitting = (entry for entry in ENTRIES if not entry.general and entry.fits(code, words))
    coarse = (entry for entry in ENTRIES if entry.general and entry.is_of(code))
    return next(fitting, None) or next(coarse, None)
