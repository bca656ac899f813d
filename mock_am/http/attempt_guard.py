"""A brake on guessing a client's credentials (RFC 6749 2.3.1): slower, never locked out.

A lock-out would hand every stranger a switch: some wrong secrets, and the client itself is shut
out. So failures only empty a bucket. Once a client's bucket is empty, attempts in its name, right
ones too, are checked one after the other at a bounded pace; more than a short queue of them is
turned away unchecked, to come again in a second. A right secret thus waits a moment at worst, and
whoever guesses has so many tries a second, no matter how many connections it opens.

An unknown client has a bucket like any other, or the brake would tell which clients there are. What
is remembered is bounded, belongs to this process, and is forgotten when it ends: each process that
serves the same state file has a brake of its own.
"""

import asyncio
from dataclasses import dataclass

from mock_am.clock import Clock
from mock_am.oauth_errors import TooManyAttempts

BURST = 20
"""Failures that a full bucket lets pass before it is empty."""

REFILL = 1.0
"""Failures forgiven for each second of the mock's clock."""

PACE = 0.02
"""Seconds between two checks while the bucket is empty: 50 guesses a second."""

QUEUE = 30
"""Attempts that may wait: the last of them for 0.6 seconds."""

KEPT_LIMIT = 10_000
"""Buckets remembered; the one whose latest failure is oldest goes first."""


@dataclass
class _Bucket:
    """What one client has failed: `failures` as they were `at` that time of the mock's clock.

    `free_at` is when the event loop's clock lets the next attempt be checked.
    """

    failures: float
    at: float
    free_at: float = 0.0


class AttemptGuard:
    """The buckets of all clients of all realms, whether they are known or not."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[int, _Bucket] = {}

    def is_alert(self, realm: str, client_id: str) -> bool:
        """Whether an attempt in this client's name has to wait for its `turn`."""
        bucket = self._buckets.get(hash((realm, client_id)))
        return bucket is not None and self._failures(bucket) > BURST - 1

    async def turn(self, realm: str, client_id: str) -> None:
        """Wait until this client's attempt may be checked; raises TooManyAttempts."""
        bucket = self._buckets[hash((realm, client_id))]
        now = asyncio.get_running_loop().time()  # people wait in real time, whatever the mock's is
        begins = max(now, bucket.free_at)
        if begins - now > QUEUE * PACE:
            raise TooManyAttempts
        bucket.free_at = begins + PACE
        await asyncio.sleep(begins - now)

    def failed(self, realm: str, client_id: str) -> None:
        """Note that an attempt in this client's name has failed."""
        # A name may be long, its hash is not; two that share one slow each other down at worst.
        key = hash((realm, client_id))
        bucket = self._buckets.pop(key, None) or _Bucket(0, 0)
        bucket.failures = min(self._failures(bucket) + 1, BURST)
        bucket.at = self._clock.now()
        self._buckets[key] = bucket
        if len(self._buckets) > KEPT_LIMIT:
            del self._buckets[next(iter(self._buckets))]

    def clear(self) -> None:
        """Forget every failure."""
        self._buckets.clear()

    def _failures(self, bucket: _Bucket) -> float:
        passed = max(0.0, self._clock.now() - bucket.at)  # the clock may have been set back
        return max(0.0, bucket.failures - passed * REFILL)
