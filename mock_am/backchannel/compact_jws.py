"""A compact JWS, read strictly: one text is one token, and says one thing (RFC 7515 7.1)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from mock_am import wording
from mock_am.oauth_errors import InvalidRequest
from mock_am.realm.document import Document, parsed_json
from mock_am.realm.verification_keys import Key

LENGTH_LIMIT = 16_384
"""Characters of a token that is read."""

DEPTH_LIMIT = 20
"""Levels of arrays and objects in its JSON, whose own limits differ from one Python to the next."""

_SEGMENTS = ("header", "payload", "signature")


@dataclass(frozen=True)
class CompactJWS:
    """What a token brings, whoever made it; `segments` are its three parts as they came."""

    header: Document
    payload: bytes
    segments: dict[str, bytes]

    @classmethod
    def of_text(cls, text: str) -> "CompactJWS":
        """The token that `text` is; raises InvalidRequest where it is none."""
        parts = text.split(".", len(_SEGMENTS))
        if len(parts) != len(_SEGMENTS):  # JWE has five parts, JSON serialisation none
            raise InvalidRequest(wording.JWT_INVALID)
        if len(text) > LENGTH_LIMIT:
            raise InvalidRequest(wording.JWT_TOO_LONG)
        header, payload, _ = (_decoded(part) for part in parts)
        segments = zip(_SEGMENTS, (part.encode() for part in parts), strict=True)
        return cls(json_object(header), payload, dict(segments))

    def is_signed_by(self, key: Key, algorithm: str) -> bool:
        """Whether `key` made the signature with `algorithm`; no other header member counts."""
        token = jws.CompactSignature({"alg": algorithm}, self.payload)
        token.segments.update(self.segments)  # type: ignore[typeddict-item]
        registry = jws.JWSRegistry(algorithms=[algorithm])
        try:
            return jws.validate_compact(token, key, registry=registry)
        except (JoseError, ValueError):  # another kind of key, or no such algorithm
            return False


def json_object(octets: bytes) -> Document:
    """The JSON object that `octets` are, in UTF-8; raises InvalidRequest where they are none."""
    try:
        value = parsed_json(octets.decode())
    except (ValueError, RecursionError):
        raise InvalidRequest(wording.JWT_INVALID) from None
    if not isinstance(value, dict):
        raise InvalidRequest(wording.JWT_INVALID)
    if not _is_shallow(value, DEPTH_LIMIT):
        raise InvalidRequest(wording.JWT_TOO_DEEP)
    return value


def _is_shallow(value: Any, levels: int) -> bool:
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return levels > 0 and all(_is_shallow(one, levels - 1) for one in inside)
    return True


def _decoded(segment: str) -> bytes:
    try:
        octets = urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except ValueError:
        raise InvalidRequest(wording.JWT_INVALID) from None
    # There is one way to write them: no padding, no other alphabet, no spare bits (RFC 7515 2).
    if urlsafe_b64encode(octets).rstrip(b"=") != segment.encode():
        raise InvalidRequest(wording.JWT_INVALID)
    return octets
