"""The JWTs that an exchange carries, and what of them may be shown."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ciba_helpers.exchanges import Exchange
from ciba_helpers.show.jwt_view import JwtView, opened
from ciba_helpers.show.secrets import is_opaque, masked_json
from ciba_helpers.show.signature import Key, judged_by_fitting

INNER = ("id_token_hint", "login_hint_token")
CARRIERS = ("request", "client_assertion", "id_token", "jwt", "message", *INNER)
"""Parameters and members whose JWT is no secret in itself, unlike an access token."""

PASSING = frozenset(
    {
        *("at_hash", "c_hash", "s_hash", "jti", "nonce", "sid", "auditTrackingId"),
        "urn:openid:params:jwt:claim:rt_hash",
    }
)
"""Claims that are another random value in each token."""


def carried(exchange: Exchange) -> list[tuple[str, str]]:
    """Each JWT that travels in the exchange, with its name: that of what carries it."""
    found = [*_in_request(exchange), *_in_json(exchange.response_body)]
    inner = [(f"{name} in {outer}", token) for outer, jwt in found for name, token in _inside(jwt)]
    return _numbered([*found, *inner])


def shown(token: str, keys: tuple[Key, ...], *, now: float) -> JwtView:
    """The JWT opened: secrets masked, random values left out, judged by the key that fits."""
    header, payload = opened(token)
    verified, verdict = judged_by_fitting(token, header, keys)
    return JwtView(_steady(header), _steady(payload), verified, verdict, now)


def _in_request(exchange: Exchange) -> Iterator[tuple[str, str]]:
    query = urlsplit(exchange.url).query
    yield from _jwts(parse_qsl(query))
    yield from _jwts(parse_qsl(exchange.request_body))
    yield from _in_json(exchange.request_body)


def _in_json(body: str) -> Iterator[tuple[str, str]]:
    try:
        members = list(_members(json.loads(body)))
    except (ValueError, RecursionError):
        return
    yield from _jwts(members)


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Every member of every object in the JSON, however deep."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield from value.items()
    for one in inner:
        yield from _members(one)


def _inside(jwt: str) -> Iterator[tuple[str, str]]:
    """A hint that the end user's name is taken from travels in the request object."""
    return _jwts([(name, value) for name, value in opened(jwt)[1].items() if name in INNER])


def _jwts(pairs: Any) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in pairs if name in CARRIERS and _opens(value))


def _opens(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(opened(value))
    except ValueError:
        return False


def _numbered(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A name of its own for each, where several are called the same."""
    names = [name for name, _ in found]
    return [
        (f"{name} {names[: at + 1].count(name)}" if names.count(name) > 1 else name, token)
        for at, (name, token) in enumerate(found)
    ]


def _steady(claims: Mapping[str, Any]) -> dict[str, Any]:
    masked = masked_json(dict(claims))
    assert isinstance(masked, dict)
    return {name: "…" if _is_passing(name, value) else value for name, value in masked.items()}


def _is_passing(name: str, value: Any) -> bool:
    return name in PASSING or (name == "kid" and is_opaque(value))
