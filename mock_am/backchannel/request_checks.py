"""What an authentication request must ask, however it is sent (CIBA 7.1)."""

import re
import unicodedata

from mock_am import wording
from mock_am.backchannel.submission import PARAMETERS, Submission
from mock_am.oauth_errors import (
    InvalidBindingMessage,
    InvalidRequest,
    InvalidScope,
    UnauthorizedClient,
)
from mock_am.realm.backchannel_client import DeliveryMode
from mock_am.realm.oauth2_provider import CIBA_GRANT

BINDING_MESSAGE_LIMIT = 100
"""Characters in a binding message (am.md 12.1, DOC)."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a symbol to Unicode that show nothing: Hangul fillers, the empty Braille pattern."""

HINTS = ("login_hint", "id_token_hint", "login_hint_token")

NOTIFICATION_TOKEN_LIMIT = 1024
"""Characters in a client_notification_token (CIBA 7.1)."""

_BEARER_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""RFC 6750 2.1."""


def client_is_confidential(asked: Submission) -> None:
    """Only a client that can prove who it is asks for somebody else."""
    if not asked.client.confidential:
        raise UnauthorizedClient(wording.CLIENT_PUBLIC)


def client_may_use_ciba(asked: Submission) -> None:
    """Both the provider and the client allow the grant."""
    if CIBA_GRANT not in asked.provider.grant_types or CIBA_GRANT not in asked.client.grant_types:
        raise UnauthorizedClient(wording.CLIENT_WITHOUT_CIBA)


def nothing_outside_the_jwt(asked: Submission) -> None:
    """No authentication request parameter stands beside the request object."""
    if (PARAMETERS | {"request_uri"}) & asked.form.keys():  # RFC 9101 5: not both of them
        raise InvalidRequest(wording.PARAMETER_OUTSIDE_JWT)


def exactly_one_hint(asked: Submission) -> None:
    """One hint, and one that the profile can read, says who the end user is."""
    given = [hint for hint in HINTS if hint in asked.claims]
    if len(given) != 1:
        raise InvalidRequest(wording.HINT_REQUIRED)
    if given[0] not in asked.profile.hints:
        raise InvalidRequest(wording.HINT_UNSUPPORTED)
    if not isinstance(asked.claims[given[0]], str) or not asked.claims[given[0]]:
        raise InvalidRequest(wording.CLAIM_MALFORMED.format(claim=given[0]))


def scope_has_openid(asked: Submission) -> None:
    """CIBA is OpenID Connect: scope must contain openid."""
    if "openid" not in asked.scope:
        raise InvalidScope(wording.SCOPE_WITHOUT_OPENID)


def scope_is_registered(asked: Submission) -> None:
    """Each scope value is one the client may ask for."""
    if set(asked.scope) - asked.client.scopes:
        raise InvalidScope(wording.SCOPE_UNKNOWN)


def binding_message_can_be_shown(asked: Submission) -> None:
    """Short, on one line, nothing invisible; characters are counted, not bytes."""
    message = asked.claims.get("binding_message", "-")
    if not isinstance(message, str) or not 1 <= len(message) <= BINDING_MESSAGE_LIMIT:
        raise InvalidBindingMessage
    hidden = not _INVISIBLE.isdisjoint(map(unicodedata.category, message))
    if hidden or not _BLANK.isdisjoint(message):
        raise InvalidBindingMessage
    # am.md 12.1, DOC: begin with a letter, number or punctuation mark.
    if unicodedata.category(message[0])[0] not in "LNP":
        raise InvalidBindingMessage


def notification_token_is_a_bearer_token(asked: Submission) -> None:
    """A client that is told brings the token which the provider will show it (CIBA 7.1)."""
    if asked.registered.delivery_mode is DeliveryMode.POLL:
        return
    token = asked.claims.get("client_notification_token")
    if token is None:
        raise InvalidRequest(wording.NOTIFICATION_TOKEN_MISSING)
    fits = isinstance(token, str) and len(token) <= NOTIFICATION_TOKEN_LIMIT
    if not fits or not _BEARER_TOKEN.fullmatch(token):
        raise InvalidRequest(wording.CLAIM_MALFORMED.format(claim="client_notification_token"))


def user_code_is_a_string(asked: Submission) -> None:
    """A user code, where it is given, is a text; whether it is the user's comes later."""
    if not isinstance(asked.claims.get("user_code", ""), str):
        raise InvalidRequest(wording.CLAIM_MALFORMED.format(claim="user_code"))


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
