"""The OAuth error codes, one class each (RFC 6749 section 5.2, CIBA sections 11 and 13)."""

from collections.abc import Sequence
from typing import ClassVar

from mock_am import wording


class OAuthError(Exception):
    """An OAuth error answer (RFC 6749 section 5.2, CIBA sections 11 and 13)."""

    status: ClassVar[int] = 400
    error: ClassVar[str]

    def __init__(self, description: str) -> None:
        super().__init__(description)

    def document(self) -> dict[str, str]:
        """The JSON body; AM writes `error_description` first (am.md 12.3, REC)."""
        return {"error_description": str(self), "error": self.error}


class InvalidRequest(OAuthError):
    """The request is malformed, or its request object is not acceptable."""

    error = "invalid_request"


class InvalidContentLength(InvalidRequest):
    """The body is larger than this server reads."""

    status = 413


class InvalidClient(OAuthError):
    """Client authentication failed; `header_used` is whether by an Authorization header."""

    error = "invalid_client"

    def __init__(
        self,
        *,
        header_used: bool = False,
        description: str = wording.CLIENT_AUTHENTICATION_FAILED,
    ) -> None:
        super().__init__(description)
        self.header_used = header_used


class TooManyAttempts(OAuthError):
    """429: so many attempts in this client's name wait already that this one was not looked at."""

    status = 429
    error = "invalid_client"

    def __init__(self) -> None:
        super().__init__(wording.TOO_MANY_ATTEMPTS)


class UnauthorizedClient(OAuthError):
    """The client may not use this grant."""

    error = "unauthorized_client"


class InvalidScope(OAuthError):
    """The scope is missing, unknown or wider than allowed."""

    error = "invalid_scope"


class InvalidGrant(OAuthError):
    """The `auth_req_id` or refresh token is unknown, used, or another client's."""

    error = "invalid_grant"

    def __init__(self, description: str = wording.GRANT_INVALID) -> None:
        super().__init__(description)


class UnsupportedGrantType(OAuthError):
    """The grant type is not one this provider serves."""

    error = "unsupported_grant_type"

    def __init__(self) -> None:
        super().__init__(wording.GRANT_TYPE_UNSUPPORTED)


class UnsupportedResponseType(OAuthError):
    """The provider issues nothing by this way (RFC 6749 section 4.1.2.1)."""

    error = "unsupported_response_type"

    def __init__(self) -> None:
        super().__init__(wording.RESPONSE_TYPE_UNSUPPORTED)


class UnknownUserId(OAuthError):
    """The hint identifies nobody (CIBA section 13)."""

    error = "unknown_user_id"

    def __init__(self) -> None:
        super().__init__(wording.USER_UNKNOWN)


class InvalidBindingMessage(OAuthError):
    """The binding message cannot be shown (CIBA section 13)."""

    error = "invalid_binding_message"

    def __init__(self) -> None:
        super().__init__(wording.BINDING_MESSAGE_INVALID)


class AuthorizationPending(OAuthError):
    """The end user has not answered yet (CIBA section 11)."""

    error = "authorization_pending"

    def __init__(self) -> None:
        super().__init__(wording.AUTHORIZATION_PENDING)


class SlowDown(OAuthError):
    """The client polled before the interval had passed (CIBA section 11)."""

    error = "slow_down"

    def __init__(self) -> None:
        super().__init__(wording.SLOW_DOWN)


class ExpiredToken(OAuthError):
    """The `auth_req_id` has expired (CIBA section 11)."""

    error = "expired_token"

    def __init__(self) -> None:
        super().__init__(wording.EXPIRED_TOKEN)


class AccessDenied(OAuthError):
    """The end user, or the tree, said no (CIBA section 11)."""

    error = "access_denied"

    def __init__(self) -> None:
        super().__init__(wording.ACCESS_DENIED)


class AuthenticationRefused(OAuthError):
    """403 at once: it is refused before the end user was asked (CIBA section 13)."""

    status = 403
    error = "access_denied"

    def __init__(self, description: str = wording.TREE_REFUSED) -> None:
        super().__init__(description)


class ClientIsPushed(UnauthorizedClient):
    """403: a client in push mode asks for tokens that are brought to it (CIBA section 11)."""

    status = 403

    def __init__(self) -> None:
        super().__init__(wording.CLIENT_IS_PUSHED)


class ExpiredLoginHintToken(OAuthError):
    """The token in `login_hint_token` has expired (CIBA section 13)."""

    error = "expired_login_hint_token"

    def __init__(self) -> None:
        super().__init__(wording.LOGIN_HINT_TOKEN_EXPIRED)


class MissingUserCode(OAuthError):
    """The end user has a user code, and the request brings none (CIBA section 13)."""

    error = "missing_user_code"

    def __init__(self) -> None:
        super().__init__(wording.USER_CODE_MISSING)


class InvalidUserCode(OAuthError):
    """The user code is not the end user's (CIBA section 13)."""

    error = "invalid_user_code"

    def __init__(self) -> None:
        super().__init__(wording.USER_CODE_INVALID)


class TransactionFailed(OAuthError):
    """A client in push mode gets no tokens for a reason that is not the user's (CIBA 12)."""

    error = "transaction_failed"


class InvalidToken(OAuthError):
    """The access token is not one that is valid now; `given` is whether there is any at all.

    RFC 6750 section 3.1.
    """

    status = 401
    error = "invalid_token"

    def __init__(self, *, given: bool = True) -> None:
        super().__init__(wording.TOKEN_INVALID)
        self.given = given


class OAuthMethodNotAllowed(OAuthError):
    """405, with AM's own error code (am.md 2.6, FORK); `allowed` are the methods there are."""

    status = 405
    error = "method_not_allowed"

    def __init__(self, allowed: Sequence[str], found: str) -> None:
        super().__init__(f"Required Method: {allowed[0]} found: {found}")
        self.allowed = allowed


class ServerError(OAuthError):
    """The provider itself has failed (RFC 6749 section 4.1.2.1: its code)."""

    status = 500
    error = "server_error"


class TemporarilyUnavailable(OAuthError):
    """The provider cannot answer now, but will soon (as for ServerError; CIBA section 10.1)."""

    status = 503
    error = "temporarily_unavailable"
