"""What an authentication request must be: read down, it is the specification."""

import unicodedata
from collections.abc import Callable

from mock_am import wording
from mock_am.backchannel.claims import is_addressed_to, is_numeric_date
from mock_am.backchannel.submission import Submission
from mock_am.oauth_errors import (
    InvalidBindingMessage,
    InvalidRequest,
    InvalidScope,
    UnauthorizedClient,
)
from mock_am.realm.oauth2_provider import CIBA_GRANT

LEEWAY = 60
"""Seconds by which a client's clock may be ahead (RFC 7519 4.1.5: a few minutes at most)."""

NBF_TO_EXP = 60 * 60
"""Seconds from nbf to exp (FAPI-CIBA ID1 5.2.2-9)."""

BINDING_MESSAGE_LIMIT = 100
"""Characters in a binding message (am.md 12.1, DOC)."""

OUTSIDE = frozenset(
    {
        "acr_values",
        "binding_message",
        "client_notification_token",
        "id_token_hint",
        "login_hint",
        "login_hint_token",
        "request_uri",
        "requested_expiry",
        "scope",
        "user_code",
    }
)
"""Parameters that a signed request carries inside (CIBA 7.1.1)."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

HINTS = ("login_hint", "id_token_hint", "login_hint_token")


Check = Callable[[Submission], None]


def client_may_use_ciba(asked: Submission) -> None:
    """Both the provider and the client allow the grant."""
    if CIBA_GRANT not in asked.provider.grant_types or CIBA_GRANT not in asked.client.grant_types:
        raise UnauthorizedClient(wording.CLIENT_WITHOUT_CIBA)


def client_is_confidential(asked: Submission) -> None:
    """Only a client that can prove who it is asks for somebody else."""
    if not asked.client.confidential:
        raise UnauthorizedClient(wording.CLIENT_PUBLIC)


def nothing_outside_the_jwt(asked: Submission) -> None:
    """No authentication request parameter stands beside the request object."""
    if OUTSIDE & asked.form.keys():
        raise InvalidRequest(wording.PARAMETER_OUTSIDE_JWT)


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


def scope_has_openid(asked: Submission) -> None:
    """CIBA is OpenID Connect: scope must contain openid."""
    if "openid" not in asked.scope:
        raise InvalidScope(wording.SCOPE_WITHOUT_OPENID)


def scope_is_registered(asked: Submission) -> None:
    """Each scope value is one the client may ask for."""
    if set(asked.scope) - asked.client.scopes:
        raise InvalidScope(wording.SCOPE_UNKNOWN)


def exactly_one_hint(asked: Submission) -> None:
    """One hint, and one that the profile can read, says who the end user is."""
    given = [hint for hint in HINTS if hint in asked.claims]
    if len(given) != 1:
        raise InvalidRequest(wording.HINT_REQUIRED)
    if given[0] not in asked.profile.hints:
        raise InvalidRequest(wording.HINT_UNSUPPORTED)
    if not isinstance(asked.claims[given[0]], str) or not asked.claims[given[0]]:
        raise InvalidRequest(wording.CLAIM_MALFORMED.format(claim=given[0]))


def binding_message_can_be_shown(asked: Submission) -> None:
    """Short, on one line, nothing invisible; characters are counted, not bytes."""
    message = asked.claims.get("binding_message", "-")
    if not isinstance(message, str) or not 1 <= len(message) <= BINDING_MESSAGE_LIMIT:
        raise InvalidBindingMessage
    if not _INVISIBLE.isdisjoint(map(unicodedata.category, message)):
        raise InvalidBindingMessage
    # am.md 12.1, DOC: begin with a letter, number or punctuation mark.
    if unicodedata.category(message[0])[0] not in "LNP":
        raise InvalidBindingMessage


def requested_expiry_is_positive(asked: Submission) -> None:
    """A positive integer, as a JSON number or string."""
    value = asked.claims.get("requested_expiry", 1)
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise InvalidRequest(wording.REQUESTED_EXPIRY_INVALID)


def acr_values_is_a_string(asked: Submission) -> None:
    """Space-separated values in one string."""
    if not isinstance(asked.claims.get("acr_values", ""), str):
        raise InvalidRequest(wording.CLAIM_MALFORMED.format(claim="acr_values"))


def acr_is_given(asked: Submission) -> None:
    """AM chooses the tree by acr_values: by the request's, else by the provider's default ones.

    The documentation asks for them in the request, and calls the setting what is requested where
    a client requests none; that the one stands in for the other here is inferred.
    """
    given = asked.claims.get("acr_values") or asked.provider.default_acr
    if asked.profile.acr_required and not given:
        raise InvalidRequest(wording.ACR_REQUIRED)


def acr_names_a_tree(asked: Submission) -> None:
    """One of the acr values is mapped to a tree."""
    if asked.acr is None:
        raise InvalidRequest(wording.ACR_UNKNOWN)


BEFORE_THE_SIGNATURE: tuple[Check, ...] = (
    client_is_confidential,  # am.md 13, DOC
    client_may_use_ciba,  # CIBA 13 unauthorized_client
    nothing_outside_the_jwt,  # CIBA 7.1.1
)

AFTER_THE_SIGNATURE: tuple[Check, ...] = (
    required_claims_are_present,  # CIBA 7.1.1; am.md 12.1
    issuer_is_the_client,  # CIBA 7.1.1
    audience_is_this_provider,  # CIBA 7.1.1; am.md 12.1
    times_are_numbers,  # RFC 7519 2
    is_not_expired,  # RFC 7519 4.1.4
    expiry_is_reasonable,  # am.md 12.1, DOC; FAPI-CIBA ID1 5.2.2-9
    has_begun,  # RFC 7519 4.1.5
    lifetime_is_short,  # FAPI-CIBA ID1 5.2.2-9
    jti_is_a_string,  # RFC 7519 4.1.7
    names_no_other_client,  # RFC 9101 5
    exactly_one_hint,  # CIBA 7.1
    scope_has_openid,  # CIBA 7.1
    scope_is_registered,  # CIBA 13 invalid_scope
    binding_message_can_be_shown,  # CIBA 7.1, 13; am.md 12.1
    requested_expiry_is_positive,  # CIBA 7.1
    acr_values_is_a_string,  # CIBA 7.1.1
    acr_is_given,  # am.md 12.1, DOC; 9.1, INF
    acr_names_a_tree,  # am.md 12.1, 12.3
)


def run(checks: tuple[Check, ...], asked: Submission) -> None:
    """Run `checks` in order; the first that fails raises its OAuthError."""
    for check in checks:
        check(asked)
