"""What a client asks for at the backchannel authentication endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mock_am import wording
from mock_am.backchannel.claims import space_separated
from mock_am.backchannel.profile import Profile
from mock_am.oauth_errors import InvalidScope
from mock_am.realm.backchannel_client import AS_IN_AM, BackchannelClient
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.realm.oauth2_provider import OAuth2Provider

PARAMETERS = frozenset(
    {
        "acr_values",
        "binding_message",
        "client_notification_token",
        "id_token_hint",
        "login_hint",
        "login_hint_token",
        "requested_expiry",
        "scope",
        "user_code",
    }
)
"""The parameters of an authentication request (CIBA 7.1); a signed one has them inside."""


@dataclass(frozen=True)
class Submission:
    """What a client sent to the backchannel authentication endpoint, and whose rules hold.

    `claims` are those of the verified request object, or the parameters of a client that does not
    sign; `audiences` are the values that name this provider, `at` is the time in seconds since the
    epoch.
    """

    form: Mapping[str, str]
    claims: Mapping[str, Any]
    client: OAuth2Client
    provider: OAuth2Provider
    profile: Profile
    audiences: frozenset[str]
    at: float
    registered: BackchannelClient = AS_IN_AM

    @property
    def scope(self) -> tuple[str, ...]:
        """The requested scope values, the client's default ones where it asks for none.

        Raises InvalidScope where they are not a string.
        """
        if "scope" not in self.claims:
            return self.client.default_scopes
        scope = self.claims["scope"]
        if not isinstance(scope, str):
            raise InvalidScope(wording.SCOPE_UNKNOWN)
        return space_separated(scope)

    @property
    def acr(self) -> str | None:
        """The first requested acr that is mapped to a tree, in order of preference.

        Where none is asked for, it is a default one of the provider's, or, where the profile does
        not ask for any, the first that is mapped.
        """
        mapping = self.provider.acr_mapping
        values = space_separated(str(self.claims.get("acr_values", "")))
        asked = values or self.provider.default_acr
        if not asked and not self.profile.acr_required:
            asked = tuple(mapping)
        return next((acr for acr in asked if acr in mapping), None)

    @property
    def signing_algorithms(self) -> list[str]:
        """What this client may sign its request with, by its registration and everybody's rules."""
        own, allowed = self.registered.signing_alg, self.provider.signing_algorithms
        return self.profile.allowed(alg for alg in allowed if own in (None, alg))

    @property
    def lifetime(self) -> int:
        """Seconds the auth_req_id will live: the provider's, or fewer where fewer are asked."""
        asked = self.claims.get("requested_expiry")
        limit = self.provider.auth_req_id_lifetime
        return limit if asked is None else min(int(asked), limit)
