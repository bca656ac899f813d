"""What a client signs, a request object above all: a compact JWS, verified with its keys only."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from mock_am import wording
from mock_am.oauth_errors import InvalidRequest
from mock_am.realm.document import parsed_json
from mock_am.realm.verification_keys import VerificationKeys

_MAX_LENGTH = 16_384


def verified_claims(
    token: str, keys: VerificationKeys, algorithms: Sequence[str]
) -> dict[str, Any]:
    """The claims of a JWT that one of `keys` signed (CIBA 7.1.1).

    The algorithm must be among `algorithms`; keys and key URLs in the header are ignored
    (am.md 12.1, DOC). A claim whose value is null counts as absent. Raises InvalidRequest.
    """
    parsed = _parsed(token)
    header = parsed.headers()
    if "crit" in header:  # no extension is understood here (RFC 7515 4.1.11)
        raise InvalidRequest(wording.JWT_INVALID)
    if header.get("alg") not in algorithms:
        raise InvalidRequest(wording.ALGORITHM_UNSUPPORTED)
    _check_signature(parsed, keys, algorithms)
    return _json_object(parsed.payload)


def unverified_header(token: str) -> dict[str, Any]:
    """The header that `token` brings; raises InvalidRequest where it is no compact JWS."""
    return dict(_parsed(token).headers())


def unverified_claims(token: str) -> dict[str, Any]:
    """What `token` claims, whoever made it; raises InvalidRequest where it is no signed JWT."""
    return _json_object(_parsed(token).payload)


def _parsed(token: str) -> jws.CompactSignature:
    if len(token) > _MAX_LENGTH or token.count(".") != 2:
        raise InvalidRequest(wording.JWT_INVALID)
    try:
        return jws.extract_compact(token.encode("ascii"))
    except (JoseError, ValueError, RecursionError):
        raise InvalidRequest(wording.JWT_INVALID) from None


def _check_signature(
    parsed: jws.CompactSignature, keys: VerificationKeys, algorithms: Sequence[str]
) -> None:
    registry = jws.JWSRegistry(algorithms=algorithms, strict_check_header=False)
    for key in keys.matching(parsed.headers()):
        with suppress(JoseError, ValueError):
            if jws.validate_compact(parsed, key, registry=registry):
                return
    raise InvalidRequest(wording.SIGNATURE_INVALID)


def _json_object(payload: bytes) -> dict[str, Any]:
    try:
        claims = parsed_json(payload)
    except (ValueError, RecursionError):
        raise InvalidRequest(wording.JWT_INVALID) from None
    if not isinstance(claims, dict):
        raise InvalidRequest(wording.JWT_INVALID)
    # requests_oauth2client's own signing helper writes null for what it leaves out.
    return {name: value for name, value in claims.items() if value is not None}
