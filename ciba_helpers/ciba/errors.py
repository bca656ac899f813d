"""What a provider can answer instead of tokens (CIBA Core 1.0 sections 11, 12 and 13)."""

from collections.abc import Mapping
from typing import Any

import httpx


class UnexpectedAnswer(Exception):
    """What the provider says is not what CIBA allows.

    `response` is whole; None where the provider pushed it (CIBA 10.3).
    """

    def __init__(self, message: str, response: httpx.Response | None = None) -> None:
        status = "" if response is None else f" (HTTP {response.status_code})"
        super().__init__(f"{message}{status}")
        self.response = response


class CIBAError(Exception):
    """An error answer: `error` and `error_description` as on the wire.

    `response` is whole; None where the provider pushed the error (CIBA 12).
    """

    def __init__(
        self, error: str, error_description: str, response: httpx.Response | None = None
    ) -> None:
        super().__init__(f"{error}: {error_description}" if error_description else error)
        self.error = error
        self.error_description = error_description
        self.response = response


class AuthorizationPending(CIBAError):
    """The end user has not answered yet: ask again after the interval."""


class SlowDown(AuthorizationPending):
    """Asked too soon: from now on the interval is five seconds longer."""


class AccessDenied(CIBAError):
    """The end user, or the provider, said no. Final."""


class ExpiredToken(CIBAError):
    """The auth_req_id has expired. Final; a new request is needed."""


_KINDS = {
    "authorization_pending": AuthorizationPending,
    "slow_down": SlowDown,
    "access_denied": AccessDenied,
    "expired_token": ExpiredToken,
}


def raise_for_error(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of a success; raises CIBAError for an OAuth error.

    Raises UnexpectedAnswer for anything else, such as a proxy's HTML page or a redirect.
    """
    body = _json_object(response)
    if response.status_code == httpx.codes.OK:
        return body
    error = error_in(body, response) if response.is_error else None
    if error is None:
        raise UnexpectedAnswer("The provider's answer is neither a result nor an error", response)
    raise error


def error_in(body: Mapping[str, Any], response: httpx.Response | None = None) -> CIBAError | None:
    """The error that `body` tells of (RFC 6749 5.2); None where it tells of none."""
    error, description = body.get("error"), body.get("error_description")
    if not isinstance(error, str):
        return None
    kind = _KINDS.get(error, CIBAError)
    return kind(error, description if isinstance(description, str) else "", response)


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        raise UnexpectedAnswer("The provider's answer is not JSON", response) from None
    if not isinstance(body, dict):
        raise UnexpectedAnswer("The provider's answer is not a JSON object", response)
    return body
