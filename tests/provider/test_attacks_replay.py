"""A `jti` counts once for its client until `exp`, however the token is written (RFC 7519 4.1.7).

AM's documentation asks for none, so in its profile one without may be sent again (am.md 12.1).
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.provider.attacks import REQUEST, asked, case, each_refused, refused, still_works, taken
from tests.provider.forging import forged, mirrored
from tests.provider.provider import Client, Provider

Again = Callable[[Client, dict[str, Any]], str]

AGAIN: dict[str, Again] = {
    "the same text": lambda till, claims: forged(till, claims),
    "another signature": lambda till, claims: forged(till, claims, mirrored(till.key)),
    "another header": lambda till, claims: forged(till, claims, typ="JWT"),
    "another payload": lambda till, claims: forged(till, claims | {"binding_message": "other"}),
    "another user": lambda till, claims: forged(till, claims | {"login_hint": "erin"}),
    "a later exp": lambda till, claims: forged(till, claims | {"exp": claims["exp"] + 60}),
    "an earlier exp": lambda till, claims: forged(till, claims | {"exp": claims["exp"] - 60}),
    "another order": lambda till, claims: forged(till, dict(reversed(claims.items()))),
    "one more claim": lambda till, claims: forged(till, claims | {"x": 1}),
}


@pytest.mark.parametrize("name", AGAIN)
async def test_a_request_is_taken_once(standing: Provider, name: str) -> None:
    till = standing.client
    claims = till.claims()
    first = forged(till, claims)
    await taken(standing, await till.send(first))
    for again in (AGAIN[name](till, claims), first):
        refused(await till.send(again))


async def test_in_am_a_request_without_a_jti_may_be_sent_again(standing: Provider) -> None:
    request = standing.client.request_object(jti=None)
    for _ in range(2):
        answer = await standing.client.send(request)
        if standing.profile == "strict":
            refused(answer)
        else:
            await taken(standing, answer)


async def test_of_many_at_once_one_is_taken(standing: Provider) -> None:
    till = standing.client
    before, request = await asked(standing), till.request_object()
    answers = await asyncio.gather(*(till.send(request) for _ in range(12)))
    won = [answer for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert await asked(standing) == before + 1
    for answer in answers:
        if answer.status_code != 200:
            refused(answer)
    for answer in won:
        await taken(standing, answer)


async def test_each_client_counts_its_own(standing: Provider) -> None:
    for till in (standing.client, standing.other):
        await taken(standing, await till.ask(jti="a name that two clients may choose"))


async def test_a_jti_is_a_text_with_something_in_it(standing: Provider) -> None:
    till = standing.client
    values: list[Any] = ["", 0, 1, 1.5, True, False, [], ["a"], {}, {"jti": "a"}]
    requests = {repr(value): till.request_object(jti=value) for value in values}
    await each_refused(standing, till, requests, REQUEST)


JTIS = [
    "a",
    "A",
    "a ",
    "a\x00",
    "a\x00b",
    "á",
    "a\u0301",
    "0",
    "' OR '1'='1",
    "%61",
    "null",
    "j" * 8000,
    "j" * 8001,
]
"""Texts that are all different."""


async def test_any_text_is_a_jti_to_the_letter(standing: Provider) -> None:
    for jti in JTIS:
        with case(jti):
            await taken(standing, await standing.client.ask(jti=jti))
    requests = {jti: standing.client.request_object(jti=jti) for jti in JTIS}
    await each_refused(standing, standing.client, requests)


async def test_a_refused_request_uses_nothing_up(standing: Provider) -> None:
    till = standing.client
    refusals: list[dict[str, Any]] = [
        {"aud": "https://other.example"},
        {"exp": 1},
        {"scope": "profile"},
        {"login_hint": "nobody"},
        {"binding_message": "\n"},
    ]
    for number, changes in enumerate(refusals):
        claims = till.claims(jti=f"refused first {number}")
        assert (await till.send(forged(till, claims | changes))).status_code == 400
        await taken(standing, await till.send(forged(till, claims)))


async def test_forgetting_a_jti_lets_nothing_in_again(provider: Provider) -> None:
    till = provider.client
    request = till.request_object()
    await taken(provider, await till.send(request))
    await provider.am.advance(299)
    for _ in range(3):  # each request taken sweeps what is over
        await still_works(provider)
    refused(await till.send(request))
    await provider.am.advance(2)
    await still_works(provider)
    refused(await till.send(request))
