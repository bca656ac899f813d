import asyncio
import threading
import time

import pytest

from ciba_helpers.widgets.redraw import Redraw


async def test_a_burst_is_drawn_once_and_the_next_change_again() -> None:
    drawn: list[int] = []
    redraw = Redraw(lambda: drawn.append(1), pause=0.01)
    for _ in range(100):
        redraw()
    await asyncio.sleep(0.05)
    assert len(drawn) == 1
    redraw()
    await asyncio.sleep(0.05)
    assert len(drawn) == 2


async def test_a_change_in_another_thread_wakes_the_loop_and_is_drawn_there() -> None:
    begin = time.monotonic()
    drawn: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    redraw = Redraw(lambda: drawn.set_result(threading.get_ident()), pause=0)
    threading.Timer(0.02, redraw).start()
    async with asyncio.timeout(5):
        assert await drawn == threading.get_ident()
    assert time.monotonic() - begin < 2, "an idle loop slept on"


def test_without_a_running_loop_nothing_could_be_drawn() -> None:
    with pytest.raises(RuntimeError):
        Redraw(lambda: None)
