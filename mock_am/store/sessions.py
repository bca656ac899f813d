"""Who is logged in."""

from dataclasses import dataclass

IDLE_SECONDS = 30 * 60
MAX_SECONDS = 120 * 60
"""AM's defaults (am.md 4, REC)."""


@dataclass(frozen=True)
class Session:
    """An SSO session. Times are in seconds since the epoch; `expires_at` is the latest end.

    `node_types` names the factors that were proved at its login, a bar behind each (SRC: Action).
    """

    token_id: str
    realm: str
    username: str
    context_id: str
    created_at: float
    accessed_at: float
    expires_at: float
    node_types: str = ""

    def proved(self, node_type: str) -> bool:
        """Whether its login proved this factor."""
        return node_type in self.node_types.split("|")

    def is_alive(self, at: float) -> bool:
        """Neither idle for too long nor too old."""
        return at < self.expires_at and at < self.accessed_at + IDLE_SECONDS
