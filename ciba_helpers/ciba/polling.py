"""When to poll: pure arithmetic, no clock and no network (CIBA Core 1.0 sections 7.3, 10.1, 11)."""

from dataclasses import dataclass, replace

DEFAULT_INTERVAL = 5
SLOW_DOWN_STEP = 5
"""Seconds."""


@dataclass(frozen=True)
class Polling:
    """Where a wait for tokens stands; all times in seconds.

    `next_at` is the earliest moment for the next poll, `ends_at` the moment the auth_req_id
    expires.
    """

    interval: float
    next_at: float
    ends_at: float

    @classmethod
    def begun(cls, *, at: float, expires_in: float, interval: float | None) -> "Polling":
        """After an acknowledgement: the first poll comes one interval later."""
        chosen = DEFAULT_INTERVAL if interval is None else interval
        return cls(chosen, at + chosen, at + expires_in)

    def sent(self, *, at: float) -> "Polling":
        """After sending a poll: an interval is measured from sending, not from the answer."""
        return replace(self, next_at=at + self.interval)

    def slowed_down(self) -> "Polling":
        """After slow_down: five seconds more for this and all later polls."""
        return replace(
            self, interval=self.interval + SLOW_DOWN_STEP, next_at=self.next_at + SLOW_DOWN_STEP
        )

    def retried_after(self, seconds: float, *, at: float) -> "Polling":
        """After Retry-After with 429 or 503: not before that, but while the auth_req_id lives."""
        return replace(self, next_at=max(self.next_at, min(at + seconds, self.ends_at)))
