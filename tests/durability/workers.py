"""Those who are busy all the time, and note what they send and what they are answered."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence

import httpx

from tests.durability.documents import DOCUMENTS
from tests.durability.ledger import Asked, Fact, Refresh
from tests.durability.place import USERS, Place

STEP = 0.125
"""Seconds that the clock is moved by: binary, so that sums are exact."""

Work = Callable[[Place, random.Random], Awaitable[None]]


async def keep_at(work: Work, place: Place, chance: random.Random) -> None:
    """Do `work` over and over; where the server dies on it, begin anew once it is back."""
    while not place.over:
        await place.serving.wait()
        with place.somebody_busy():
            await work(place, chance)


async def flow(place: Place, chance: random.Random) -> None:
    """Ask, poll, decide on the phone that the mock holds, redeem, refresh."""
    asked = await ask(place, chance.choice(USERS), "Pay 1 pound")
    if chance.random() < 0.3:
        polled = await place.client.poll(asked.auth_req_id)
        assert polled.json()["error"] == "authorization_pending"
    allow = chance.random() < 0.8
    asked.status.sent("approved" if allow else "denied")
    action = {"token": asked.auth_req_id, "type": "allow" if allow else "deny"}
    answered(await place.am.mock("POST", "/action", params=action))
    asked.status.answered("approved" if allow else "denied")
    await collect(place, asked, chance)


async def phone_flow(place: Place, chance: random.Random) -> None:
    """The same, decided on a genuine phone through the push protocol."""
    text = f"Pay {chance.randrange(10**9)} pounds"
    asked = await ask(place, "demo", text)
    mailbox = await place.phone.mailbox()
    (message,) = [one for one in mailbox if place.phone.read(one)["m"] == text]
    denial = {"deny": True} if chance.random() < 0.3 else {}
    asked.status.sent("denied" if denial else "approved")
    answered(await place.phone.answer(message, **denial))
    place.ledger.recent.phone_answers.append(message["messageId"])
    asked.status.answered("denied" if denial else "approved")
    await collect(place, asked, chance)


async def ask(place: Place, username: str, text: str) -> Asked:
    """An authentication request that was acknowledged."""
    request = place.client.request_object(login_hint=username, binding_message=text)
    asked = Asked(answered(await place.client.send(request)).json()["auth_req_id"])
    place.ledger.recent.request_objects.append(request)
    place.ledger.recent.asked.append(asked)
    return asked


async def collect(place: Place, asked: Asked, chance: random.Random) -> None:
    """Redeem what was approved, now and then from two connections at once; then refresh."""
    if asked.status.may_be == ["denied"]:
        refused = await place.client.poll(asked.auth_req_id)
        assert refused.json()["error"] == "access_denied"
    elif chance.random() < 0.8:
        refresh = await redeem(place, asked, connections=chance.choice([1, 1, 2, 3]))
        if chance.random() < 0.5:
            assert (await use(place, refresh)).status_code == 200


async def redeem(place: Place, asked: Asked, connections: int) -> Refresh:
    """Poll from so many connections at once: one gets the tokens, and no other."""
    asked.status.sent("redeemed")
    place.redeeming.set()
    polls = [place.client.poll(asked.auth_req_id) for _ in range(connections)]
    answers = await asyncio.gather(*polls, return_exceptions=True)
    taken = [take(place, asked, one) for one in answers if isinstance(one, httpx.Response)]
    if lost := [one for one in answers if isinstance(one, BaseException)]:
        raise lost[0]
    (refresh,) = [one for one in taken if one is not None]
    return refresh


def take(place: Place, asked: Asked, answer: httpx.Response) -> Refresh | None:
    """The tokens, or that there are none left: whoever is refused hears that they are gone."""
    asked.status.answered("redeemed")
    if answer.status_code != 200:
        assert answer.json()["error"] == "invalid_grant", answer.text
        return None
    asked.token_answers += 1
    assert asked.token_answers == 1, "redeemed twice"
    return place.ledger.tokens(answer)


async def use(place: Place, refresh: Refresh) -> httpx.Response:
    """Use a refresh token."""
    refresh.good.sent(False)
    form = {"grant_type": "refresh_token", "refresh_token": refresh.token}
    answer = await place.client.grant(**form)
    if answer.status_code == 200:
        refresh.good.answered(False)
        place.ledger.tokens(answer)
    return answer


async def configure(place: Place, chance: random.Random) -> None:
    """PUT or DELETE one of a few users, clients, nodes and trees."""
    path = chance.choice(sorted(DOCUMENTS))
    kept = place.ledger.documents.setdefault(path, Fact(None))
    place.ledger.recent.documents.append(path)
    if kept.may_be != [None] and chance.random() < 0.3:
        kept.sent(None)
        answered(await place.administrator.delete(path))
        kept.answered(None)
    else:
        version = chance.randrange(1, 10**6)
        kept.sent(version)
        answer = await place.administrator.put(path, DOCUMENTS[path].body(version))
        place.ledger.bodies[path] = answered(answer).json()
        kept.answered(version)


async def move_clock(place: Place, chance: random.Random) -> None:
    """Advance the clock a little."""
    await asyncio.sleep(0.03 * chance.random())
    (offset,) = place.ledger.clock.may_be
    place.ledger.clock.sent(offset + STEP)
    answered(await place.am.mock("POST", "/clock", json={"advance": STEP}))
    place.ledger.clock.answered(offset + STEP)


def answered(answer: httpx.Response) -> httpx.Response:
    """An answer that says it is done."""
    assert answer.status_code in (200, 201), answer.text
    return answer


CREW: Sequence[Work] = (flow, flow, flow, flow, phone_flow, phone_flow, configure, move_clock)
"""Who is at work at the same time."""
