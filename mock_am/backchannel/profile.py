"""Whose rules hold: AM's, or the specifications' to the letter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """What differs between the two sets of rules. Times are in seconds."""

    name: str
    required_claims: tuple[str, ...]
    lifetime_limit: float
    """How far ahead `exp` may be."""
    slow_down_step: int
    """How much each slow_down adds to the interval."""
    advertises_ciba: bool
    """Whether discovery names the backchannel endpoint and delivery modes."""
    opaque_bytes: int
    """Randomness in an auth_req_id."""
    invalid_client_status: int
    """The status of invalid_client where no Authorization header was sent; else it is 401."""
    acr_required: bool
    discreet: bool
    """Whether no error tells a stranger which clients there are, or repeats what was sent."""
    refuses_inactive_users: bool
    """Whether a user who is not active is refused at once, before the tree is walked."""
    hints: frozenset[str]

    @property
    def refuses_replay(self) -> bool:
        """Whether a JWT's jti counts once."""
        return "jti" in self.required_claims


AM = Profile(
    name="am",
    required_claims=("iss", "aud", "exp"),  # am.md 12.1, DOC: iat, nbf and jti are not mentioned
    lifetime_limit=30 * 60,  # am.md 12.1, DOC
    slow_down_step=0,  # am.md 13, FORK: the interval stays as it is
    advertises_ciba=False,  # am.md 14.4, DOC
    opaque_bytes=20,  # am.md 12.2, DOC: 27 characters
    invalid_client_status=400,  # am.md 12.3, FORK
    acr_required=True,  # am.md 12.1, DOC
    discreet=False,  # am.md 12.3, FORK: the wrong method is told; 14.3, FORK: a token is repeated
    refuses_inactive_users=False,  # am.md 8: the tree decides
    hints=frozenset({"login_hint", "id_token_hint"}),  # am.md 12.1, DOC
)

STRICT = Profile(
    name="strict",
    required_claims=("iss", "aud", "exp", "iat", "nbf", "jti"),  # CIBA 7.1.1
    lifetime_limit=60 * 60,  # FAPI-CIBA ID1 5.2.2-9
    slow_down_step=5,  # CIBA 11
    advertises_ciba=True,  # CIBA 4
    opaque_bytes=32,
    invalid_client_status=401,  # CIBA 13
    acr_required=False,  # CIBA 7.1
    discreet=True,  # RFC 6749 5.2
    refuses_inactive_users=True,  # CIBA 13 access_denied
    hints=frozenset({"login_hint"}),
)

PROFILES = {profile.name: profile for profile in (AM, STRICT)}
