"""A client assertion: the JWT by which a client authenticates itself (RFC 7523 3, am.md 12.3)."""

from collections.abc import Mapping, Set
from typing import Any

from mock_am import wording
from mock_am.backchannel.claims import is_addressed_to, is_numeric_date
from mock_am.backchannel.jwt_checks import LEEWAY
from mock_am.oauth_errors import InvalidClient

LIFETIME_LIMIT = 30 * 60
"""Seconds that `exp` may lie ahead (am.md 12.1, DOC)."""


def check_assertion(
    claims: Mapping[str, Any],
    client_id: str,
    audiences: Set[str],
    *,
    at: float,
    sole_audience: bool = False,
) -> None:
    """Raise InvalidClient where these verified claims do not authenticate the client at `at`.

    With `sole_audience` the assertion is addressed to one of `audiences` and to nobody else. The
    texts are those of AM's ancestor, which also takes an assertion without jti (FORK).
    """
    if not {"iss", "sub", "aud", "exp"} <= claims.keys():
        raise InvalidClient(description=wording.JWT_INVALID)
    if not (claims["iss"] == claims["sub"] == client_id):
        raise InvalidClient(description=wording.ASSERTION_OF_ANOTHER)
    if not all(is_numeric_date(claims.get(name, 0)) for name in ("exp", "nbf", "iat")):
        raise InvalidClient(description=wording.JWT_INVALID)
    if claims["exp"] <= at:
        raise InvalidClient(description=wording.JWT_EXPIRED)
    if claims["exp"] > at + LIFETIME_LIMIT:
        raise InvalidClient(description=wording.EXPIRATION_UNREASONABLE)
    if max(claims.get("nbf", 0), claims.get("iat", 0)) > at + LEEWAY:
        raise InvalidClient(description=wording.JWT_INVALID)
    audience = claims["aud"]
    others = sole_audience and isinstance(audience, list) and len(audience) > 1
    if others or not is_addressed_to(audience, audiences):
        raise InvalidClient(description=wording.AUDIENCE_INVALID)
