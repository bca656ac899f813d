"""Whatever was answered survives SIGKILL at any instant (CIBA 10.1: one redemption for one id)."""

import asyncio
import random
from pathlib import Path

from tests.durability.audit import audit, count, final_audit
from tests.durability.place import Place, opened
from tests.durability.workers import CREW, keep_at

KILLS = 100
LONGEST = 0.15
"""Seconds that a server lives after it is ready, at most."""
AIMED = 0.5
"""How many of the kills wait for somebody to redeem, and strike while the server is at it."""
A_REDEMPTION = 0.006
"""Seconds from sending a redemption to the end of its answer, or somewhat more."""


async def test_nothing_that_was_answered_is_lost_or_used_twice(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # pytest shows it where the test fails
    state = tmp_path / "am.sqlite3"
    async with opened(state) as place:
        await a_hundred_lives(place, random.Random(seed))
        await final_audit(place)
    count(state)


async def a_hundred_lives(place: Place, chance: random.Random) -> None:
    async with asyncio.TaskGroup() as crew:
        for work in CREW:
            crew.create_task(keep_at(work, place, random.Random(chance.random())))
        for _ in range(KILLS):
            await live_and_die(place, chance)
            await audit(place, place.ledger.turn())
        place.over = True
        place.serving.set()


async def live_and_die(place: Place, chance: random.Random) -> None:
    """A while of work, a kill, and a restart that may be killed as well."""
    place.serving.set()
    await asyncio.sleep(LONGEST * chance.random())
    if chance.random() < AIMED:
        place.redeeming.clear()
        await place.redeeming.wait()
        await asyncio.sleep(A_REDEMPTION * chance.random())
    place.kill()
    if chance.random() < 0.1:
        await place.kill_while_starting(0.5 * chance.random())
    await place.restart()
