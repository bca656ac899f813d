"""What AM's OAuth2 endpoints say when they refuse, in its own words (am.md 12.3, 13, 14)."""

ENDPOINTS = ("bc-authorize", "access_token", "introspect", "token/revoke")
"""Where a client authenticates itself."""


def refusal(description: str, code: str) -> dict[str, str]:
    """The body of an OAuth error."""
    return {"error_description": description, "error": code}


FAILED = refusal("Client authentication failed", "invalid_client")
TWO_METHODS = FAILED | {"error": "invalid_request"}
OTHER_METHOD = refusal(
    "Invalid authentication method for accessing this endpoint.", "invalid_client"
)
WRONG_CONTENT_TYPE = refusal("Invalid Content Type", "invalid_request")
NOT_POST = refusal("Required Method: POST found: GET", "method_not_allowed")
NO_REQUEST = refusal(
    "Request must have a 'request' parameter the value of which must be a signed jwt",
    "invalid_request",
)
PENDING = refusal("End user has not yet been authenticated", "authorization_pending")
SLOW_DOWN = refusal("The polling interval has not elapsed since the last request", "slow_down")
INVALID_GRANT = refusal(
    "The provided access grant is invalid, expired, or revoked.", "invalid_grant"
)
UNSUPPORTED = refusal("Grant type is not supported", "unsupported_grant_type")
INVALID_TOKEN = refusal(
    "The access token provided is expired, revoked, malformed, or invalid for other reasons.",
    "invalid_token",
)
