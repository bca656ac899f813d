"""Keys by `jwks_uri`: fetched, kept for a while, and within limits (am.md 10.1)."""

import asyncio
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract import key_server
from tests.contract.am import OAUTH2, Administrator
from tests.contract.configuration import CLIENTS, client, done
from tests.contract.key_server import KeyServer
from tests.contract.till import Till, new_key, signed

UNVERIFIABLE = {
    "error_description": "JWT signature could not be verified with the client's registered keys",
    "error": "invalid_request",
}


async def registered(administrator: Administrator, key: JWK, uri: str, **signing: Any) -> None:
    """The client's keys are at `uri`."""
    by_uri = {"publicKeyLocation": "jwks_uri", "jwkSet": None, "jwksUri": uri, **signing}
    await done(administrator, f"{CLIENTS}/myCIBAClient", client(key, **by_uri))


@pytest.fixture
async def remote(till: Till, administrator: Administrator, key_source: KeyServer) -> Till:
    """The article's client, its keys at its own server."""
    await registered(administrator, till.key, key_source.uri)
    return till


async def test_a_key_set_is_fetched_once_and_kept(remote: Till, key_source: KeyServer) -> None:
    for _ in range(3):
        assert (await remote.ask()).status_code == 200
    assert key_source.requests == ["/jwks"]


async def test_after_the_cache_time_it_is_fetched_anew(remote: Till, key_source: KeyServer) -> None:
    await remote.acknowledged()
    await remote.am.advance(3599)
    await remote.acknowledged()
    assert len(key_source.requests) == 1
    await remote.am.advance(2)
    await remote.acknowledged()
    assert len(key_source.requests) == 2


async def test_the_client_sets_its_cache_time(
    remote: Till, administrator: Administrator, key_source: KeyServer
) -> None:
    await registered(administrator, remote.key, key_source.uri, jwksCacheTimeout=5000)
    await remote.acknowledged()
    await remote.am.advance(6)
    await remote.acknowledged()
    assert len(key_source.requests) == 2


async def test_a_key_that_is_taken_back_no_longer_counts(
    remote: Till, key_source: KeyServer
) -> None:
    await remote.acknowledged()
    key_source.publish(new_key())
    await remote.am.advance(3601)
    assert (await remote.ask()).json() == UNVERIFIABLE


async def test_a_new_key_is_found_after_the_miss_time(remote: Till, key_source: KeyServer) -> None:
    await remote.acknowledged()
    fresh = new_key("second")
    key_source.publish(remote.key, fresh)
    request = signed(remote.claims(), fresh)
    for _ in range(5):
        assert (await remote.send(request)).json() == UNVERIFIABLE, "too soon to look again"
    assert len(key_source.requests) == 1
    await remote.am.advance(61)
    assert (await remote.send(request)).status_code == 200
    assert len(key_source.requests) == 2


async def test_unknown_kids_cost_one_fetch_a_miss_time(remote: Till, key_source: KeyServer) -> None:
    await remote.acknowledged()
    for _ in range(3):
        await remote.am.advance(61)
        for kid in ("a", "b", "c"):
            assert (await remote.send(signed(remote.claims(), new_key(kid)))).status_code == 400
    assert len(key_source.requests) == 4


async def test_a_broken_server_leaves_the_keys_in_use_until_the_cache_time(
    remote: Till, key_source: KeyServer
) -> None:
    await remote.acknowledged()
    key_source.status = 500
    await remote.am.advance(61)
    assert (await remote.send(signed(remote.claims(), new_key("x")))).json() == UNVERIFIABLE
    assert len(key_source.requests) == 2
    assert (await remote.ask()).status_code == 200
    await remote.am.advance(3600)
    assert (await remote.ask()).json() == UNVERIFIABLE
    key_source.status = 200
    assert (await remote.ask()).json() == UNVERIFIABLE, "too soon to look again"
    await remote.am.advance(61)
    assert (await remote.ask()).status_code == 200


async def test_requests_at_the_same_time_share_one_fetch(
    remote: Till, key_source: KeyServer
) -> None:
    key_source.delay = 0.2
    answers = await asyncio.gather(*(remote.ask() for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(key_source.requests) == 1


async def test_nobody_else_waits_for_a_slow_key_server(
    remote: Till, administrator: Administrator, key_source: KeyServer
) -> None:
    await done(administrator, f"{CLIENTS}/otherClient", client(remote.key))
    other = Till(remote.am, remote.key, "otherClient")
    key_source.delay = 1.0
    slow = asyncio.ensure_future(remote.ask())
    await asyncio.sleep(0.2)
    assert (await other.ask()).status_code == 200
    assert not slow.done()
    assert (await slow).status_code == 200


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, None),
        (204, b""),
        (200, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"keys": {}}'),
        (200, b'{"keys": ["x"]}'),
        (200, b'{"keys": [{"kty": "oct", "k": "AAAA"}]}'),
        (200, b'{"keys": [' + b"{}," * 200 + b"{}]}"),
        (200, b" " * 70_000 + b'{"keys": []}'),
    ],
)
async def test_what_is_no_key_set_verifies_nothing(
    remote: Till, key_source: KeyServer, status: int, body: bytes | None
) -> None:
    key_source.status = status
    key_source.body = key_source.body if body is None else body
    assert (await remote.ask()).json() == UNVERIFIABLE


async def test_a_large_key_set_is_not_read_to_its_end(remote: Till, key_source: KeyServer) -> None:
    key_source.body = b'{"padding": "' + b"x" * 70_000 + b'", ' + key_source.body[1:]
    assert (await remote.ask()).json() == UNVERIFIABLE


async def test_a_redirect_is_not_followed(
    remote: Till, administrator: Administrator, key_source: KeyServer
) -> None:
    with key_server.running() as elsewhere:
        elsewhere.publish(remote.key)
        key_source.status, key_source.headers = 302, {"Location": elsewhere.uri}
        assert (await remote.ask()).json() == UNVERIFIABLE
        assert elsewhere.requests == []


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "x",
        "/jwks",
        "file:///etc/passwd",
        "ftp://127.0.0.1/jwks",
        "http://127.0.0.1:1/jwks",
        "http://[",
        "http://",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
        "https://xn--a/",
    ],
)
async def test_an_address_that_is_none_verifies_nothing(
    till: Till, administrator: Administrator, uri: str
) -> None:
    await registered(administrator, till.key, uri)
    assert (await till.ask()).json() == UNVERIFIABLE


async def test_without_a_key_server_no_other_check_changes(
    till: Till, administrator: Administrator
) -> None:
    await registered(administrator, till.key, "http://127.0.0.1:1/jwks")
    answer = await till.send("x")
    assert answer.json()["error_description"] == "JWT is not valid"
    answer = await till.am.post(f"{OAUTH2}/bc-authorize", data={}, auth=till.auth)
    assert answer.json()["error_description"].startswith("Request must have a 'request'")
