"""NumericDates are numbers, finite and bounded (RFC 7519 2, 4.1.4-4.1.6, FAPI-CIBA ID1 5.2.2)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.provider.attacks import REQUEST, case, each_refused, each_taken, refused, taken, unharmed
from tests.provider.forging import forged, raw_payload
from tests.provider.provider import Client, Provider

STRICT, BOTH = {"strict"}, {"strict", "am"}
MINUTE = 60
CLAIMS = ("exp", "nbf", "iat")
NO_NUMBERS = ['"300"', '"1e9"', '""', '"tomorrow"', "true", "false", "[]", "[1]", "{}", '{"a": 1}']
NO_JSON = ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "0x10", "01", "1.", "+1", "1_000"]
HUGE = ["1e308", "9" * 400, "1" + "0" * 4999, "9007199254740993e10"]
PAST = ["0", "-0.0", "-1", "-1e308", "-" + "9" * 400, "1", "1e-308", "0.5"]


def with_raw(till: Client, claim: str, text: str) -> str:
    """A request with this claim as it stands."""
    return forged(till, raw_payload(till, f'"{claim}": {text}', **{claim: None}))


@pytest.mark.parametrize("claim", CLAIMS)
async def test_a_time_is_a_json_number(standing: Provider, claim: str) -> None:
    till = standing.client
    now = till.claims()["iat"]
    texts = [*NO_NUMBERS, *NO_JSON, *HUGE, f'"{now}"', f"[{now}]", f'{{"$date": {now}}}']
    await each_refused(standing, till, {text: with_raw(till, claim, text) for text in texts})


async def test_a_time_to_end_lies_ahead(standing: Provider) -> None:
    till = standing.client
    now = till.claims()["iat"]
    texts = [*PAST, "null", str(now - 300), str(now - 1), str(now), f"{now - 0.5}"]
    await each_refused(standing, till, {text: with_raw(till, "exp", text) for text in texts})


TIMES: dict[str, tuple[Callable[[int], dict[str, Any]], set[str]]] = {
    "no exp": (lambda now: {"exp": None}, BOTH),
    "exp in 70 minutes": (lambda now: {"exp": now + 70 * MINUTE}, BOTH),
    "exp in 61 minutes": (lambda now: {"exp": now + 61 * MINUTE, "nbf": now + MINUTE}, BOTH),
    "exp in milliseconds": (lambda now: {"exp": (now + 300) * 1000}, BOTH),
    "exp in a century": (lambda now: {"exp": now + 100 * 365 * 24 * 3600}, BOTH),
    "exp in 31 minutes": (lambda now: {"exp": now + 31 * MINUTE}, {"am"}),
    "exp in 59 minutes": (lambda now: {"exp": now + 59 * MINUTE}, {"am"}),
    "nbf in 10 minutes": (lambda now: {"nbf": now + 10 * MINUTE, "exp": now + 1200}, BOTH),
    "nbf in 2 minutes": (lambda now: {"nbf": now + 2 * MINUTE}, BOTH),
    "nbf in a century": (lambda now: {"nbf": now + 100 * 365 * 24 * 3600}, BOTH),
    "nbf 70 minutes ago": (lambda now: {"nbf": now - 70 * MINUTE}, BOTH),
    "nbf of 1970": (lambda now: {"nbf": 0}, BOTH),
    "nbf before 1970": (lambda now: {"nbf": -1}, BOTH),
    "nbf before everything": (lambda now: {"nbf": -1e308}, BOTH),
    "nbf after exp": (lambda now: {"nbf": now + 50, "exp": now + 20}, BOTH),
    "nbf at exp": (lambda now: {"nbf": now + 30, "exp": now + 30}, BOTH),
    "iat in 10 minutes": (lambda now: {"iat": now + 10 * MINUTE}, BOTH),
    "iat in a century": (lambda now: {"iat": now + 100 * 365 * 24 * 3600}, BOTH),
    "iat in milliseconds": (lambda now: {"iat": now * 1000}, BOTH),
    "iat after exp": (lambda now: {"iat": now + 50, "exp": now + 20}, BOTH),
    "no nbf": (lambda now: {"nbf": None}, STRICT),
    "no iat": (lambda now: {"iat": None}, STRICT),
    "no jti": (lambda now: {"jti": None}, STRICT),
    "none of the three": (lambda now: {"nbf": None, "iat": None, "jti": None}, STRICT),
    "nbf 30 seconds ahead": (lambda now: {"nbf": now + 30}, set()),
    "iat 30 seconds ahead": (lambda now: {"iat": now + 30}, set()),
    "exp in 29 minutes": (lambda now: {"exp": now + 29 * MINUTE}, set()),
    "exp in 10 seconds": (lambda now: {"exp": now + 10}, set()),
    "fractions": (lambda now: {"exp": now + 300.5, "nbf": now - 0.25, "iat": now + 0.0}, set()),
    "nbf 50 minutes ago": (lambda now: {"nbf": now - 50 * MINUTE, "exp": now + 300}, set()),
}
"""How times are changed, and which profiles refuse that."""


async def test_times_are_near_and_in_order(standing: Provider) -> None:
    # CIBA 7.1.1 wants iat, nbf and jti, AM does not (am.md 12.1), and has half the lifetime
    till = standing.client
    async with unharmed(standing):
        for name, (changed, refusing) in TIMES.items():
            with case(name):
                request = till.request_object(**changed(till.claims()["iat"]))
                answer = await till.send(request)
                if standing.profile in refusing:
                    refused(answer, REQUEST)
                else:
                    await taken(standing, answer)


async def test_what_was_valid_is_not_valid_for_ever(provider: Provider) -> None:
    till = provider.client
    request = till.request_object()
    await provider.am.advance(301)
    await each_refused(provider, till, {"a stored request": request})


async def test_times_are_the_providers_not_the_clients(provider: Provider) -> None:
    till = provider.client
    request = till.request_object()
    await provider.am.advance(-3600)
    refused(await till.send(request))
    provider.am.ahead = -3600
    await each_taken(provider, till, {"by the provider's clock": till.request_object()})
