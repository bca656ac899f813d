"""Access and refresh tokens, and how long they last."""

from dataclasses import dataclass

from mock_am.identifiers import Identifiers
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.realm.oauth2_provider import REFRESH_GRANT, OAuth2Provider

_NEVER = 2**53
"""When a refresh token expires whose lifetime is -1."""


@dataclass(frozen=True)
class Authorization:
    """What an end user has granted a client. `auth_time` is in seconds since the epoch."""

    realm: str
    client_id: str
    username: str
    scope: tuple[str, ...]
    acr: str
    auth_time: int
    grant_id: str
    audit_tracking_id: str


@dataclass(frozen=True)
class Token:
    """An opaque access or refresh token. `expires_at` is in seconds since the epoch."""

    value: str
    kind: str
    authorization: Authorization
    expires_at: int

    def remaining(self, at: float) -> int:
        """Whole seconds left at `at`: an hour's token says 3599 (am.md 13, DOC)."""
        return int(self.expires_at - at)


def access_token(
    authorization: Authorization,
    client: OAuth2Client,
    provider: OAuth2Provider,
    identifiers: Identifiers,
    *,
    at: float,
) -> Token:
    """A new access token; the client's own lifetime wins over the provider's."""
    lifetime = client.access_token_lifetime or provider.access_token_lifetime
    return Token(identifiers.opaque(), "access_token", authorization, int(at) + lifetime)


def refresh_token(
    authorization: Authorization,
    client: OAuth2Client,
    provider: OAuth2Provider,
    identifiers: Identifiers,
    *,
    at: float,
) -> Token | None:
    """A new refresh token, None where provider or client do not use them.

    A lifetime of -1 never ends (am.md 9.1, DOC: services configuration). The article's client
    has only the Back Channel Request grant, and gets none.
    """
    issued = decided(client.issue_refresh_token, provider.issue_refresh_token)
    if not issued or REFRESH_GRANT not in client.grant_types:
        return None
    lifetime = client.refresh_token_lifetime or provider.refresh_token_lifetime
    expires_at = _NEVER if lifetime < 0 else int(at) + lifetime
    return Token(identifiers.opaque(), "refresh_token", authorization, expires_at)


def decided(own: bool | None, providers: bool) -> bool:
    """A client's own setting, or the provider's where it has none (am.md 10.1)."""
    return providers if own is None else own
