"""`Accept-API-Version`: the version of the protocol and of the resource that a client wants."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from starlette.requests import Request

from mock_am.errors import BadRequest

Version = tuple[int, int]

NEWEST_PROTOCOL: Version = (2, 1)
"""What a request speaks that does not say (am.md 2.1; CREST's HttpUtils, FORK)."""

_MEMBER = re.compile(r"(protocol|resource)=(\d{1,9})(?:\.(\d{1,9}))?")


@dataclass(frozen=True)
class ApiVersion:
    """The protocol that is spoken, and the version of the resource that is served."""

    protocol: Version
    resource: Version


def version(text: str) -> Version:
    """The version that `text`, such as `2.1`, names."""
    major, _, minor = text.partition(".")
    return int(major), int(minor or 0)


def version_text(asked: Version) -> str:
    """The version as a header names it."""
    return f"{asked[0]}.{asked[1]}"


def asked_versions(header: str) -> dict[str, Version]:
    """What the header asks for, by `protocol` and `resource`.

    Raises BadRequest where it is malformed or asks for a newer protocol (AcceptApiVersionHeader
    and HttpUtils of CREST, FORK).
    """
    if not header:
        return {}
    members = [_MEMBER.fullmatch(part.strip()) for part in header.split(",")]
    asked = {one[1]: (int(one[2]), int(one[3] or 0)) for one in members if one}
    if len(asked) != len(members):
        raise BadRequest("Version string is in an invalid format.")
    protocol = asked.get("protocol", NEWEST_PROTOCOL)
    if protocol[0] > NEWEST_PROTOCOL[0]:
        raise BadRequest(f"Unsupported major version: {version_text(protocol)}")
    if protocol[1] > NEWEST_PROTOCOL[1]:
        raise BadRequest(f"Unsupported minor version: {version_text(protocol)}")
    return asked


@lru_cache(1024)
def served(routes: tuple[str, ...], asked: Version | None) -> Version | None:
    """The version that answers: the newest of the same major version, and not an older one.

    2.0 is served by 2.1 (am.md 2.2, REC), nothing asked by the latest; None where nothing fits.
    """
    known = (version(route) for route in routes)
    fitting = [one for one in known if asked is None or (one[0] == asked[0] and one[1] >= asked[1])]
    return max(fitting, default=None)


def api_version(request: Request) -> ApiVersion:
    """What the conventions have found out about `request`."""
    return cast(ApiVersion, request.state.api_version)
