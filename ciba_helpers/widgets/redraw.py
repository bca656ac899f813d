"""When a view draws itself again: on the kernel's loop, and not for every event of a burst."""

import asyncio
from collections.abc import Callable


class Redraw:
    """Call it, from any thread, when something changed; it draws once after `pause` seconds.

    Raises `RuntimeError` when made where no event loop runs.
    """

    def __init__(self, draw: Callable[[], None], *, pause: float = 0.05) -> None:
        self._draw = draw
        self._pause = pause
        self._loop = asyncio.get_running_loop()
        self._due: asyncio.TimerHandle | None = None

    def __call__(self) -> None:
        """Something changed."""
        self._loop.call_soon_threadsafe(self._plan)

    def _plan(self) -> None:
        if self._due is None:
            self._due = self._loop.call_later(self._pause, self._now)

    def _now(self) -> None:
        self._due = None
        self._draw()
