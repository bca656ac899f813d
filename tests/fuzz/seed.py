"""A well-formed request in parts, before something about it is changed."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.contract.am import SESSION, VERSION
from tests.fuzz.lab import Lab, Live
from tests.fuzz.tokens import Sign, jws

Fields = tuple[tuple[str, Any], ...]
"""Names and values, of a query or a form; a form's value may be a token."""


@dataclass(frozen=True)
class Token:
    """A JWT that is signed anew for each request; `times` are seconds from now, by claim."""

    header: dict[str, Any]
    claims: dict[str, Any]
    sign: Sign
    times: Mapping[str, int] = field(default_factory=dict)

    def fresh_claims(self) -> dict[str, Any]:
        """What it says if it is made now."""
        now = int(time.time())
        times = {name: now + seconds for name, seconds in self.times.items()}
        return {**self.claims, **times, "jti": uuid.uuid4().hex}

    def valid(self) -> str:
        """One that the server takes."""
        return jws(self.header, self.fresh_claims(), self.sign)


@dataclass(frozen=True)
class Seed:
    """A request in parts; a body is JSON, a form or nothing."""

    method: str
    path: str
    query: Fields = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Fields | None = None


Seeds = Callable[[Lab], list[Seed]]


def administrator(live: Live) -> dict[str, str]:
    """The headers of an administrator."""
    return {SESSION: live.admin, **VERSION}
