import json
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from mock_am.clock import Clock
from mock_am.http.key_sets import KEPT_LIMIT, KeySets, KeySetUnavailable, fetch_over_http
from mock_am.realm.verification_keys import KeySetAddress
from tests.contract import key_server

KEY = JWK.generate(kty="EC", crv="P-256", kid="known")
BODY = json.dumps({"keys": [KEY.export_public(as_dict=True)]}).encode()
KNOWN, UNKNOWN = {"alg": "ES256", "kid": "known"}, {"alg": "ES256", "kid": "unknown"}


class Source:
    """Answers with BODY, or not at all, and counts."""

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.broken = False

    async def __call__(self, uri: str) -> bytes:
        self.fetched.append(uri)
        if self.broken:
            raise KeySetUnavailable
        return BODY


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def clock() -> Clock:
    return Clock(source=lambda: 1_000_000.0)


def address(uri: str = "https://client.example/jwks", **times: float) -> KeySetAddress:
    return KeySetAddress(uri, **{"cache_time": 3600.0, "miss_time": 60.0} | times)


async def found(sets: KeySets, header: dict[str, Any], where: KeySetAddress) -> int:
    return len((await sets.keys(where, header)).matching(header))


@pytest.mark.parametrize(
    ("seconds", "header", "fetches"),
    [
        (0, KNOWN, 1),
        (3599, KNOWN, 1),
        (3600, KNOWN, 2),
        (-1, KNOWN, 2),
        (59, UNKNOWN, 1),
        (60, UNKNOWN, 2),
    ],
)
async def test_when_a_set_is_fetched_again(
    source: Source, clock: Clock, seconds: float, header: dict[str, Any], fetches: int
) -> None:
    sets = KeySets(source, clock)
    assert await found(sets, KNOWN, address()) == 1
    clock.advance(seconds)
    await sets.keys(address(), header)
    assert len(source.fetched) == fetches


async def test_a_cache_time_shorter_than_the_miss_time_counts(source: Source, clock: Clock) -> None:
    sets, where = KeySets(source, clock), address(cache_time=10.0)
    await sets.keys(where, KNOWN)
    clock.advance(10)
    await sets.keys(where, KNOWN)
    assert len(source.fetched) == 2


async def test_a_failure_is_not_repeated_at_once(source: Source, clock: Clock) -> None:
    sets = KeySets(source, clock)
    source.broken = True
    for seconds, fetches in ((0, 1), (59, 1), (1, 2)):
        clock.advance(seconds)
        assert await found(sets, KNOWN, address()) == 0
        assert len(source.fetched) == fetches


async def test_forgotten_sets_are_fetched_again(source: Source, clock: Clock) -> None:
    sets = KeySets(source, clock)
    await sets.keys(address(), KNOWN)
    sets.clear()
    await sets.keys(address(), KNOWN)
    assert len(source.fetched) == 2


async def test_only_so_many_sets_are_kept(source: Source, clock: Clock) -> None:
    sets = KeySets(source, clock)
    for number in range(KEPT_LIMIT + 1):
        await sets.keys(address(str(number)), KNOWN)
    await sets.keys(address("1"), KNOWN)
    assert len(source.fetched) == KEPT_LIMIT + 1
    await sets.keys(address("0"), KNOWN)
    assert len(source.fetched) == KEPT_LIMIT + 2


@pytest.mark.parametrize("uri", ["", "file:///etc/passwd", "http://[", "data:,{}"])
async def test_only_http_is_spoken(uri: str) -> None:
    with pytest.raises(KeySetUnavailable):
        await fetch_over_http(uri)


async def test_a_slow_server_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mock_am.http.key_sets.TIME_LIMIT", 0.1)
    with key_server.running() as slow:
        slow.publish(KEY)
        slow.delay = 0.5
        with pytest.raises(KeySetUnavailable):
            await fetch_over_http(slow.uri)
