"""What an approved request is worth, polled for or pushed (CIBA Core 1.0 10.1.1 and 10.3.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from ciba_helpers.ciba.errors import UnexpectedAnswer

_VISIBLE = re.compile(r"[\x20-\x7e]+")
"""What a token may be made of (RFC 6749 appendix A.12, A.17)."""


@dataclass(frozen=True)
class TokenSet:
    """What an approved request is worth.

    `expires_in` is in seconds. A `scope` of None means the scope that was asked for
    (RFC 6749 5.1).
    """

    access_token: str
    token_type: str
    id_token: str
    expires_in: int | None
    scope: str | None
    refresh_token: str | None

    def __repr__(self) -> str:
        """Which tokens there are, never their values."""
        kinds = [k for k in ("access_token", "id_token", "refresh_token") if getattr(self, k)]
        return f"<TokenSet: {', '.join(kinds)}; scope {self.scope!r}>"


def token_set(body: Mapping[str, Any], response: httpx.Response | None = None) -> TokenSet:
    """The tokens in `body`, which came in `response` or was pushed.

    Members nobody knows are ignored. Raises UnexpectedAnswer where one is missing or wrong.
    """
    for name in ("access_token", "token_type", "id_token"):
        if not _is_token(body.get(name)):
            raise UnexpectedAnswer(f"The token answer has no {name}", response)
    if body["token_type"].lower() != "bearer":  # no other kind can be used here (RFC 6749 7.1)
        raise UnexpectedAnswer("The token answer's token_type is not Bearer", response)
    expires_in, scope = body.get("expires_in"), body.get("scope")
    if expires_in is not None and not is_positive(expires_in):
        raise UnexpectedAnswer("The token answer's expires_in is not a positive integer", response)
    if scope is not None and not isinstance(scope, str):
        raise UnexpectedAnswer("The token answer's scope is not a string", response)
    refresh_token = body.get("refresh_token")
    if refresh_token is not None and not _is_token(refresh_token):
        raise UnexpectedAnswer("The token answer's refresh_token is not a token", response)
    return TokenSet(
        access_token=body["access_token"],
        token_type=body["token_type"],
        id_token=body["id_token"],
        expires_in=expires_in,
        scope=scope,
        refresh_token=refresh_token,
    )


def is_positive(value: Any) -> bool:
    """Whether a JSON value is a positive integer; true and 1.0 are not."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_token(value: Any) -> bool:
    return isinstance(value, str) and _VISIBLE.fullmatch(value) is not None
