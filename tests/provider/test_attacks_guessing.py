"""Guessing credentials is slow, and never locks the client out (RFC 6749 2.3.1)."""

import asyncio
import time
from base64 import b64encode

import httpx
import pytest

from tests.contract.till import new_key
from tests.provider.assertions import TYPE, assertion, by_assertion, post
from tests.provider.attacks import in_due_form, refused, still_works, unharmed
from tests.provider.forging import compact, ecdsa
from tests.provider.provider import Provider
from tests.provider.raw_http import Exchange, at_once, form_request

AT_ONCE = 90
"""Requests that come in far less time than as many turns would take."""


async def guess(provider: Provider, client_id: str, secret: str) -> httpx.Response:
    """Ask for a token's worth with this secret."""
    url = f"{provider.issuer}/introspect"
    return await provider.am.post(url, data={"token": "x"}, auth=(client_id, secret))


async def guesses(provider: Provider, client_id: str, number: int = AT_ONCE) -> list[Exchange]:
    """As many wrong guesses at once."""
    url = f"{provider.issuer}/introspect"
    pairs = (b64encode(f"{client_id}:wrong {n}".encode()).decode() for n in range(number))
    headers = [f"Authorization: Basic {pair}" for pair in pairs]
    return await at_once(url, [form_request(url, {"token": "x"}, header) for header in headers])


def statuses(exchanges: list[Exchange]) -> set[int]:
    return {one.answer.status_code for one in exchanges}


async def test_the_right_secret_passes_after_any_number_of_wrong_ones(provider: Provider) -> None:
    for number in range(40):
        refused(await guess(provider, "myCIBAClient", f"wrong {number}"), (401, "invalid_client"))
    begun = time.monotonic()
    await still_works(provider)
    assert time.monotonic() - begun < 1


async def test_guesses_are_checked_at_a_pace(provider: Provider) -> None:
    assert statuses(await guesses(provider, "myCIBAClient", 20)) == {401}, "so many may fail"
    exchanges = await guesses(provider, "myCIBAClient", 30)
    # One each 20 ms from now on; within that second one more may have been forgiven.
    assert max(one.seconds for one in exchanges) > 25 * 0.02


async def test_who_guesses_in_parallel_is_turned_away_unheard(provider: Provider) -> None:
    async with unharmed(provider):
        exchanges = await guesses(provider, "myCIBAClient")
    assert statuses(exchanges) == {401, 429}
    for one in exchanges:
        in_due_form(one.answer)
        assert one.answer.json()["error"] == "invalid_client"
        away = one.answer.status_code == 429
        assert one.answer.headers.get("retry-after") == ("1" if away else None)
        assert one.seconds < 2, "0.6 by design, on a machine that does nothing else"


async def test_the_client_gets_through_while_somebody_guesses(provider: Provider) -> None:
    enough = asyncio.Event()

    async def keep_guessing() -> None:
        while not enough.is_set():
            await guesses(provider, "myCIBAClient", 10)

    attackers = [asyncio.create_task(keep_guessing()) for _ in range(2)]
    try:
        await guesses(provider, "myCIBAClient", 20)
        for _ in range(3):
            await still_works(provider)
    finally:
        enough.set()
        await asyncio.gather(*attackers)


async def test_another_client_notices_nothing(provider: Provider) -> None:
    flood = asyncio.create_task(guesses(provider, "myCIBAClient"))
    for _ in range(5):
        assert (await guess(provider, *provider.other.auth)).json() == {"active": False}
    await flood


async def test_an_unknown_client_is_braked_like_any_other(provider: Provider) -> None:
    known = await guesses(provider, "myCIBAClient")
    unknown = await guesses(provider, "nobody")
    assert statuses(known) == statuses(unknown) == {401, 429}
    bodies = [{one.answer.text for one in exchanges} for exchanges in (known, unknown)]
    assert bodies[0] == bodies[1]


async def test_time_heals(provider: Provider) -> None:
    assert 429 in statuses(await guesses(provider, "myCIBAClient"))
    await provider.am.advance(60)
    assert statuses(await guesses(provider, "myCIBAClient", 20)) == {401}


@pytest.mark.parametrize("method", ["client_secret_post", "private_key_jwt"])
async def test_every_way_to_guess_is_braked(provider: Provider, method: str) -> None:
    till = await by_assertion(provider, "signingClient", new_key("signer"))
    token = compact({"alg": "ES256"}, assertion(provider, till), ecdsa(new_key("signer")))
    form = {"client_id": "signingClient", "client_secret": "wrong"}
    if method == "private_key_jwt":
        form = {"client_assertion": token, "client_assertion_type": TYPE}
    url = f"{provider.issuer}/introspect"
    requests = [form_request(url, {"token": "x", **form})] * AT_ONCE
    assert 429 in statuses(await at_once(url, requests))
    await provider.am.advance(1)  # as Retry-After says
    right = compact({"alg": "ES256"}, assertion(provider, till), ecdsa(till.key))
    assert (await post(till, right)).json() == {"active": False}


async def test_who_names_no_client_or_shows_nothing_has_not_guessed(provider: Provider) -> None:
    url = f"{provider.issuer}/introspect"
    for form in ({"token": "x"}, {"token": "x", "client_id": "myCIBAClient"}):
        assert 429 not in statuses(await at_once(url, [form_request(url, form)] * AT_ONCE))
