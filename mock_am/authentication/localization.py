"""Texts in the language of the request (SRC: AM's LocaleSelector)."""

import re

from mock_am.realm.document import Document

_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")
_SERVERS_OWN = ["en"]
"""What a request without Accept-Language is answered in: the mock's server speaks English."""


def localized(texts: Document, default: str, headers: Document) -> str:
    """The text that Accept-Language prefers, with its country or without; else `default`."""
    if not texts:  # as in most configurations: nothing to choose from
        return default
    by_tag = {_tag(key): text for key, text in texts.items()}
    for tag in _preferred(headers.get("accept-language", "")):
        for candidate in (tag, tag.partition("-")[0]):
            if candidate in by_tag:
                text: str = by_tag[candidate]
                return text
    return default


def _preferred(header: str) -> list[str]:
    ranges = [one.partition(";") for one in header.split(",")]
    weighed = [(_tag(tag), _weight(parameters)) for tag, _, parameters in ranges]
    wanted = sorted((one for one in weighed if one[0] and one[1] > 0), key=lambda one: -one[1])
    return [tag for tag, _ in wanted] or _SERVERS_OWN


def _tag(locale: str) -> str:
    return locale.strip().replace("_", "-").lower()


def _weight(parameters: str) -> float:
    found = _WEIGHT.fullmatch(parameters.replace(" ", ""))
    return float(found[1]) if found else 1.0
