"""Whose rules hold: AM's, or the specifications' to the letter."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """What differs between the two sets of rules. Times are in seconds."""

    name: str
    required_claims: tuple[str, ...]
    lifetime_limit: float
    """How far ahead `exp` may be."""
    signing_algorithms: frozenset[str] | None
    """What a client may sign with at most, whatever the provider's settings say; None for any."""
    only_issuer_is_audience: bool
    """Whether a client's JWT is addressed to the issuer, and not to an endpoint of its."""
    slow_down_step: int
    """How much each slow_down adds to the interval."""
    has_client_metadata: bool
    """Whether clients register for ping, push and user codes, which discovery tells then."""
    opaque_bytes: int
    """Randomness in an auth_req_id."""
    invalid_client_status: int
    """The status of invalid_client where no Authorization header was sent; else it is 401."""
    acr_required: bool
    discreet: bool
    """Whether no error tells a stranger which clients there are, or repeats what was sent."""
    hints: frozenset[str]
    refuses_inactive_users: bool
    """Whether a user who may not log in is refused before anybody is asked."""
    pending_limit: int | None
    """How many requests may wait for one user at a time; None for any number."""

    def allowed(self, algorithms: Iterable[str]) -> list[str]:
        """Those of `algorithms` that a client may sign with."""
        most = self.signing_algorithms
        return [alg for alg in algorithms if most is None or alg in most]

    @property
    def takes_assertions_once(self) -> bool:
        """Whether a client assertion has a jti, which counts once; a request's always does."""
        return "jti" in self.required_claims


AM = Profile(
    name="am",
    required_claims=("iss", "aud", "exp"),  # am.md 12.1, DOC: iat, nbf and jti are not mentioned
    lifetime_limit=30 * 60,  # am.md 12.1, DOC
    signing_algorithms=None,
    only_issuer_is_audience=False,  # am.md 12.1, DOC
    slow_down_step=0,  # am.md 13, FORK: the interval stays as it is
    has_client_metadata=False,  # am.md 14.4, DOC
    opaque_bytes=20,  # am.md 12.2, DOC: 27 characters
    invalid_client_status=400,  # am.md 12.3, FORK
    acr_required=True,  # am.md 12.1, DOC
    discreet=False,  # am.md 12.3, FORK: the wrong method is told; 14.3, FORK: a token is repeated
    hints=frozenset({"login_hint", "id_token_hint"}),  # am.md 12.1, DOC
    refuses_inactive_users=False,  # the tree decides
    pending_limit=None,
)

STRICT = Profile(
    name="strict",
    required_claims=("iss", "aud", "exp", "iat", "nbf", "jti"),  # CIBA 7.1.1
    lifetime_limit=60 * 60,  # FAPI-CIBA ID1 5.2.2-9
    signing_algorithms=frozenset({"ES256", "PS256"}),  # FAPI-CIBA ID1, on JWS algorithms
    only_issuer_is_audience=True,  # CIBA 7.1.1; CVE-2025-27370 for assertions
    slow_down_step=5,  # CIBA 11
    has_client_metadata=True,  # CIBA 4
    opaque_bytes=32,
    invalid_client_status=401,  # CIBA 13
    acr_required=False,  # CIBA 7.1
    discreet=True,  # RFC 6749 5.2
    hints=frozenset({"login_hint", "id_token_hint", "login_hint_token"}),  # CIBA 7.1
    refuses_inactive_users=True,  # CIBA 13 access_denied
    pending_limit=1000,  # CIBA 14, unsolicited requests; generous, for a room may share a user
)

PROFILES = {profile.name: profile for profile in (AM, STRICT)}
