"""How long what a learner wrote may run before it is stopped."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class TooLong(BaseException):
    """It was stopped. No Exception, so that what it stops does not take it for one of its own."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooLong in what runs on and on without ever awaiting.

    Where there is no alarm to set (on Windows, in a thread) it is for the learner to interrupt the
    kernel.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return
    begun_by = _task()

    def stop(*_: Any) -> None:
        # Whoever else runs in this event loop meanwhile is not to be stopped, nor is the loop.
        if _task() is begun_by:
            raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _task() -> "asyncio.Task[Any] | None":
    try:
        return asyncio.current_task()
    except RuntimeError:  # no loop runs here
        return None
