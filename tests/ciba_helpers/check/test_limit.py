"""What a learner wrote is stopped; what merely runs beside it is not."""

import asyncio
import signal
import time
from threading import Thread

import pytest

from ciba_helpers.check.limit import TooLong, at_most


def test_what_blocks_is_stopped() -> None:
    with pytest.raises(TooLong), at_most(0.02):
        time.sleep(5)


def test_afterwards_no_alarm_is_left() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with at_most(60):
        assert signal.getsignal(signal.SIGALRM) is not before
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


async def test_neither_the_loop_nor_another_task_is_stopped() -> None:
    # raised there, it would end the kernel
    async def busy() -> str:
        until = time.monotonic() + 0.05
        while time.monotonic() < until:
            pass
        return "unharmed"

    with at_most(0.02):
        assert await asyncio.create_task(busy()) == "unharmed"
    with at_most(0.02):
        await asyncio.sleep(0.05)


def test_in_a_thread_there_is_no_alarm() -> None:
    done = list[str]()

    def work() -> None:
        with at_most(0.001):
            time.sleep(0.01)
        done.append("to its end")

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert done == ["to its end"]
