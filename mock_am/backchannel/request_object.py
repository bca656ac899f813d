"""What a client signs, a request object above all: a JWT, verified with its own keys only."""

from collections.abc import Collection
from typing import Any

from mock_am import wording
from mock_am.backchannel.compact_jws import CompactJWS, json_object
from mock_am.oauth_errors import InvalidRequest
from mock_am.realm.verification_keys import VerificationKeys

_ANY_JWT = frozenset({"jwt", "jose"})
"""Types that say nothing of what a JWT is for (RFC 7519 5.1, RFC 7515 4.1.9)."""

REQUEST_OBJECT = _ANY_JWT | {"oauth-authz-req+jwt"}
"""Types of a request object (RFC 9101 4)."""

CLIENT_ASSERTION = _ANY_JWT | {"client-authentication+jwt"}
"""Types of a client assertion (draft-ietf-oauth-rfc7523bis)."""


def verified_claims(
    token: str,
    keys: VerificationKeys,
    algorithms: Collection[str],
    types: Collection[str] = REQUEST_OBJECT,
) -> dict[str, Any]:
    """The claims of a JWT that one of `keys` signed (CIBA 7.1.1).

    The algorithm must be among `algorithms`, the type, where it is given, among `types`; keys and
    key URLs in the header are ignored (am.md 12.1, DOC). A claim whose value is null counts as
    absent. Raises InvalidRequest.
    """
    parsed = CompactJWS.of_text(token)
    _check_extensions(parsed.header)
    _check_type(parsed.header, types)
    algorithm = _algorithm(parsed.header, algorithms)
    matching = keys.matching(parsed.header)
    if not any(parsed.is_signed_by(key, algorithm) for key in matching):
        raise InvalidRequest(wording.SIGNATURE_INVALID)
    return _claims(parsed)


def unverified_header(token: str) -> dict[str, Any]:
    """The header that `token` brings; raises InvalidRequest where it is no compact JWS."""
    return CompactJWS.of_text(token).header


def unverified_claims(token: str) -> dict[str, Any]:
    """What `token` claims, whoever made it; raises InvalidRequest where it is no signed JWT."""
    return _claims(CompactJWS.of_text(token))


def _check_extensions(header: dict[str, Any]) -> None:
    # None is understood here (RFC 7515 4.1.11), an unencoded payload least of all (RFC 7797 6).
    if "crit" in header or header.get("b64", True) is not True:
        raise InvalidRequest(wording.JWT_EXTENDED)


def _check_type(header: dict[str, Any], types: Collection[str]) -> None:
    # A token made for one use must not serve another (RFC 8725 3.11, 3.12).
    given = header.get("typ", "JWT")
    if not isinstance(given, str) or given.lower().removeprefix("application/") not in types:
        raise InvalidRequest(wording.JWT_TYPE_INVALID)


def _algorithm(header: dict[str, Any], algorithms: Collection[str]) -> str:
    algorithm = header.get("alg")
    # "none" is nobody's signature, whoever allowed it (RFC 8725 3.2).
    if not isinstance(algorithm, str) or algorithm == "none" or algorithm not in algorithms:
        raise InvalidRequest(wording.ALGORITHM_UNSUPPORTED)
    return algorithm


def _claims(parsed: CompactJWS) -> dict[str, Any]:
    # requests_oauth2client's own signing helper writes null for what it leaves out.
    claims = json_object(parsed.payload)
    return {name: value for name, value in claims.items() if value is not None}
