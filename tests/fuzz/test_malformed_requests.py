"""Thousands of malformed requests to every endpoint; none breaks anything.

Each answer comes within a second and is no server error, a refused request has changed nothing,
and an accepted one only what it addressed.
"""

import pytest
from hypothesis import given
from starlette.routing import Route

from tests.fuzz.check import Tally, check
from tests.fuzz.conftest import PROFILES, bounded
from tests.fuzz.lab import Lab
from tests.fuzz.malformed import malformed
from tests.fuzz.oracle import ROUTES
from tests.fuzz.seeds import seeds_of
from tests.fuzz.wire import Sent

SHARE, LARGE_SHARE = 50, 200
"""Requests to a route in each profile."""

LARGE = ("/bc-authorize", "/access_token", "/authenticate", "/push/sns/message")
"""What the paths of routes end with where more can go wrong."""


def share(route: Route) -> int:
    """How many requests that route gets in each profile."""
    return LARGE_SHARE if route.path.endswith(LARGE) else SHARE


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_no_malformed_request_breaks_an_endpoint(lab: Lab, route: Route) -> None:
    tally, number = Tally(), share(route)

    @bounded(number)
    @given(malformed(seeds_of(route, lab)))
    def breaks_nothing(sent: Sent) -> None:
        check(lab, sent, tally)

    breaks_nothing()
    assert tally.statuses.total() >= number
    assert tally.refused >= number / 10, "else they are hardly malformed"
    assert tally.routes[route.path] >= number / 2
    assert lab.line.exchange(Sent("GET", "/_mock/")).status == 200
    assert lab.exceptions() == []


def test_at_least_five_thousand_are_sent() -> None:
    assert len(PROFILES) * sum(share(route) for route in ROUTES) >= 5000
