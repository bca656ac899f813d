"""What a provider can answer instead of tokens (CIBA Core 1.0 sections 11 and 13)."""

from typing import Any

import httpx


class UnexpectedAnswer(Exception):
    """The provider's answer is not one that CIBA allows; `response` is whole."""

    def __init__(self, message: str, response: httpx.Response) -> None:
        super().__init__(f"{message} (HTTP {response.status_code})")
        self.response = response


class CIBAError(Exception):
    """An error answer: `error` and `error_description` as on the wire; `response` is whole."""

    def __init__(self, error: str, error_description: str, response: httpx.Response) -> None:
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

    Raises UnexpectedAnswer for anything else, such as a proxy's HTML page.
    """
    body = _json_object(response)
    if response.status_code == httpx.codes.OK:
        return body
    error = body.get("error")
    if not isinstance(error, str):
        raise UnexpectedAnswer("The provider's answer is neither a result nor an error", response)
    kind = _KINDS.get(error, CIBAError)
    raise kind(error, str(body.get("error_description") or ""), response)


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        raise UnexpectedAnswer("The provider's answer is not JSON", response) from None
    if not isinstance(body, dict):
        raise UnexpectedAnswer("The provider's answer is not a JSON object", response)
    return body
