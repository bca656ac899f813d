"""Whether the end user may be asked at all (CIBA 7.2, 13)."""

import hmac

from mock_am import wording
from mock_am.backchannel.submission import Submission
from mock_am.http.deployment import Deployment
from mock_am.oauth_errors import (
    AuthenticationRefused,
    InvalidUserCode,
    MissingUserCode,
    UnknownUserId,
)


def check_end_user(am: Deployment, realm: str, username: str, asked: Submission) -> None:
    """Raise an OAuthError where nobody of this name is to be asked, or not for this client."""
    services = am.stored_realm(realm, asked.at)
    if not services.username_exists(username):
        raise UnknownUserId
    if am.profile.refuses_inactive_users and services.is_inactive(username):
        raise AuthenticationRefused(wording.USER_INACTIVE)
    _check_user_code(am.user_code(realm, username), asked)
    _check_pending(am, realm, username, asked.at)


def _check_user_code(code: str | None, asked: Submission) -> None:
    """A user who has a code is asked only by those who know it (CIBA 7.1).

    A code for a user who has none is passed over, unless the client has registered that it
    collects them: then it is wrong.
    """
    given = asked.claims.get("user_code")
    if code is not None and given is None:
        raise MissingUserCode
    expected = code or ""
    counts = code is not None or (asked.registered.has_user_codes and given is not None)
    if counts and not hmac.compare_digest(str(given).encode(), expected.encode()):
        raise InvalidUserCode


def _check_pending(am: Deployment, realm: str, username: str, at: float) -> None:
    limit = am.pending_limit
    if limit is not None and am.store.pending(realm, username, at, limit) >= limit:
        raise AuthenticationRefused(wording.TOO_MANY_PENDING)
