"""What the signed request must be as a JWT (CIBA 7.1.1, RFC 7519)."""

from mock_am import wording
from mock_am.backchannel.claims import is_addressed_to, is_numeric_date
from mock_am.backchannel.submission import Submission
from mock_am.oauth_errors import InvalidRequest

LEEWAY = 60
"""Seconds by which a client's clock may be ahead (RFC 7519 4.1.5: a few minutes at most)."""

NBF_TO_EXP = 60 * 60
"""Seconds from nbf to exp (FAPI-CIBA ID1 5.2.2-9)."""


def required_claims_are_present(asked: Submission) -> None:
    """Every claim the profile asks for is there."""
    for claim in asked.profile.required_claims:
        if claim not in asked.claims:
            raise InvalidRequest(wording.CLAIM_MISSING.format(claim=claim))


def issuer_is_the_client(asked: Submission) -> None:
    """`iss` is the authenticated client, to the letter."""
    if asked.claims["iss"] != asked.client.client_id:
        raise InvalidRequest(wording.ISSUER_INVALID)


def audience_is_this_provider(asked: Submission) -> None:
    """`aud` names this provider, alone or in a list."""
    if not is_addressed_to(asked.claims["aud"], asked.audiences):
        raise InvalidRequest(wording.AUDIENCE_INVALID)


def times_are_numbers(asked: Submission) -> None:
    """NumericDates are finite numbers, not strings and not booleans."""
    for claim in ("exp", "nbf", "iat"):
        if not is_numeric_date(asked.claims.get(claim, 0)):
            raise InvalidRequest(wording.CLAIM_MALFORMED.format(claim=claim))


def is_not_expired(asked: Submission) -> None:
    """`exp` lies ahead."""
    if asked.claims["exp"] <= asked.at:
        raise InvalidRequest(wording.JWT_EXPIRED)


def expiry_is_reasonable(asked: Submission) -> None:
    """`exp` lies no further ahead than the profile allows."""
    if asked.claims["exp"] > asked.at + asked.profile.lifetime_limit:
        raise InvalidRequest(wording.EXPIRATION_UNREASONABLE)


def has_begun(asked: Submission) -> None:
    """`nbf` and `iat` lie before `exp`, and not ahead, small differences of clocks aside."""
    latest = max(asked.claims.get("nbf", 0), asked.claims.get("iat", 0))
    if latest > asked.at + LEEWAY or latest >= asked.claims["exp"]:
        raise InvalidRequest(wording.JWT_NOT_YET_VALID)


def lifetime_is_short(asked: Submission) -> None:
    """From `nbf`, where it is given, to `exp` is an hour at most."""
    if asked.claims["exp"] - asked.claims.get("nbf", asked.claims["exp"]) > NBF_TO_EXP:
        raise InvalidRequest(wording.LIFETIME_TOO_LONG)


def jti_is_a_string(asked: Submission) -> None:
    """`jti`, where it is given, is a string with something in it."""
    jti = asked.claims.get("jti", "absent")
    if not isinstance(jti, str) or not jti:
        raise InvalidRequest(wording.CLAIM_MALFORMED.format(claim="jti"))


def names_no_other_client(asked: Submission) -> None:
    """A `client_id` claim, where it is given, is the authenticated client."""
    if asked.claims.get("client_id", asked.client.client_id) != asked.client.client_id:
        raise InvalidRequest(wording.ISSUER_INVALID)
