"""The one place that reads the time. Everything else is handed it."""

import time
from collections.abc import Callable


class Clock:
    """Seconds since the epoch, plus an offset that a learner or a test may move.

    `offset` is in seconds; `source` is where real time comes from.
    """

    def __init__(self, offset: float = 0.0, source: Callable[[], float] = time.time) -> None:
        self.offset = offset
        self._source = source

    def now(self) -> float:
        """The current time in seconds since the epoch."""
        return self._source() + self.offset

    def advance(self, seconds: float) -> None:
        """Move this clock by `seconds`, relative to real time."""
        self.offset += seconds
