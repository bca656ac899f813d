"""The server is asked for everything that was answered before."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from tests.contract.am import OAUTH2
from tests.durability.documents import DOCUMENTS
from tests.durability.ledger import Asked, Page, Refresh
from tests.durability.place import Place
from tests.durability.workers import redeem, take, use

AT_ONCE = 8
T = TypeVar("T")


async def audit(place: Place, page: Page) -> None:
    """Nothing on the page is lost, nothing that was used can be used again; doubts are settled."""
    await _each(place, page.asked, _asked)
    await _each(place, page.access_tokens, _access_token)
    await _each(place, page.request_objects, _request_object)
    await _each(place, [one for one in page.refresh_tokens if _to_try(one)], _refresh_token)
    await _each(place, sorted(set(page.documents)), _document)
    await _phone(place, page.phone_answers)
    clock = (await place.am.mock("GET", "/clock")).json()
    place.ledger.clock.seen(clock["offset"], "the clock's offset")


async def final_audit(place: Place) -> None:
    """Everything once more; what was approved or issued, and never used, is good for one use."""
    await audit(place, place.ledger.turn())
    every = place.ledger.before
    await _each(place, [one for one in every.asked if one.status.may_be == ["approved"]], _spend)
    await _each(place, [one for one in every.refresh_tokens if one.good.may_be == [True]], _use_up)
    place.ledger.turn()
    await audit(place, every)


async def _each(
    place: Place, entries: Sequence[T], check: Callable[[Place, T], Awaitable[None]]
) -> None:
    for start in range(0, len(entries), AT_ONCE):
        await asyncio.gather(*(check(place, one) for one in entries[start : start + AT_ONCE]))


async def _asked(place: Place, asked: Asked) -> None:
    doubted = asked.status.in_doubt
    answer = await place.am.mock("GET", "/request", params={"token": asked.auth_req_id})
    status = answer.json()["status"]
    asked.status.seen(status, asked.auth_req_id)
    if status == "redeemed":
        take(place, asked, await place.client.poll(asked.auth_req_id))
    elif status == "denied":
        denied = await place.client.poll(asked.auth_req_id)
        assert denied.json()["error"] == "access_denied"
    elif status == "approved" and doubted:
        await redeem(place, asked, connections=2)


async def _spend(place: Place, asked: Asked) -> None:
    await redeem(place, asked, connections=2)


async def _access_token(place: Place, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    answer = await place.am.get(f"{OAUTH2}/userinfo", headers=headers)
    assert answer.status_code == 200, answer.text


async def _request_object(place: Place, request: str) -> None:
    answer = await place.client.send(request)
    assert answer.json()["error_description"] == "JWT has already been used", answer.text


def _to_try(refresh: Refresh) -> bool:
    return refresh.good.in_doubt or refresh.good.may_be == [False]


async def _refresh_token(place: Place, refresh: Refresh) -> None:
    doubted = refresh.good.in_doubt
    answer = await use(place, refresh)
    assert answer.status_code == (200 if doubted and answer.is_success else 400), answer.text
    if answer.status_code == 400:
        assert answer.json()["error"] == "invalid_grant"
        refresh.good.answered(False)


async def _use_up(place: Place, refresh: Refresh) -> None:
    answer = await use(place, refresh)
    assert answer.status_code == 200, answer.text


async def _document(place: Place, path: str) -> None:
    answer = await place.administrator.get(path)
    version = DOCUMENTS[path].version(answer.json()) if answer.is_success else None
    assert answer.status_code == (404 if version is None else 200)
    place.ledger.documents[path].seen(version, path)
    answered = place.ledger.bodies.get(path)
    if answered is not None and version == DOCUMENTS[path].version(answered):
        assert answer.json() == answered, "its revision too"


async def _phone(place: Place, answered: Sequence[str]) -> None:
    unanswered = {message["messageId"] for message in await place.phone.mailbox()}
    assert unanswered.isdisjoint(answered)


def count(state: Path) -> None:
    """In the file itself: sound, and as many sets of tokens as redeemed requests."""

    def number(query: str) -> int:
        found: int = file.execute(query).fetchone()[0]
        return found

    with closing(sqlite3.connect(state)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
        redeemed = number("SELECT count(*) FROM backchannel_request WHERE status = 'redeemed'")
        assert number("SELECT count(DISTINCT grant_id) FROM token") == redeemed > 0
        good = "SELECT count(*) FROM token WHERE kind = 'refresh_token'"
        assert number(good) == number(good.replace("*", "DISTINCT grant_id"))
