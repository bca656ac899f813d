import asyncio
from collections.abc import Callable

_really_sleep = asyncio.sleep


class FakeTime:
    """Time that passes only when somebody sleeps; in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await _really_sleep(0)


async def until(holds: Callable[[], bool]) -> None:
    """Lets everybody else go on until `holds`."""
    for _ in range(2000):
        if holds():
            return
        await _really_sleep(0)
    raise AssertionError("it never came to that")
