"""Malformed requests: a well-formed one with one to three of its parts changed."""

import gzip
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.fuzz.headers import changed_headers
from tests.fuzz.paths import METHODS, changed_path
from tests.fuzz.queries import changed_fields, encoded
from tests.fuzz.seed import Fields, Seed, Token
from tests.fuzz.tokens import malformed_jws
from tests.fuzz.trees import RETRY
from tests.fuzz.values import changed, corrupted, json_values, written
from tests.fuzz.wire import Sent

_FORM = "application/x-www-form-urlencoded"
_NAMES = (
    *("username", "waitUntil", "spamCount", "pageInputs", "pushMessageId", "bindingMessage", "t"),
    *("pushNumberChallengeKey", "pushMechanismUid", f"{RETRY}.retryCount", "uid", "userpassword"),
    *("inetUserStatus", "push2faEnabled", "retryLimitNodeCount", "recoveryCodes", "displayName"),
)
"""Names that mean something to the server somewhere."""

_REFUSED = (("Content-Type", "text/plain"), ("If-Match", "x"), ("Accept-API-Version", "resource=9"))
"""Headers with which nothing under /_mock/ is done."""


def malformed(seeds: Sequence[Seed]) -> SearchStrategy[Sent]:
    """Requests that are made from one of these."""

    @st.composite
    def one(draw: DrawFn) -> Sent:
        seed = draw(st.sampled_from(seeds))
        wrong = set(draw(st.lists(st.sampled_from(_parts(seed)), min_size=1, max_size=3)))
        return _built(draw, seed, wrong)

    return one()


def _parts(seed: Seed) -> list[str]:
    parts = ["method", "path", "query", "query", "headers", "headers", "chunked"]
    if seed.json is not None:
        parts += ["json"] * 8 + ["octets"] * 2
    if seed.form is not None:
        parts += ["form"] * 4 + ["encoding", "octets"]
    if seed.query:
        parts += ["query"] * 3
    if _tokens(seed):
        parts += ["token"] * 8
    return parts


def _tokens(seed: Seed) -> list[str]:
    fields = seed.form or tuple((seed.json or {}).items())
    return [name for name, value in fields if isinstance(value, Token)]


def _built(draw: DrawFn, seed: Seed, wrong: set[str]) -> Sent:
    method = draw(st.sampled_from(METHODS)) if "method" in wrong else seed.method
    path = changed_path(draw, seed.path) if "path" in wrong else seed.path
    query = changed_fields(draw, seed.query, query=True) if "query" in wrong else seed.query
    headers, body = list(seed.headers.items()), _body(draw, seed, wrong)
    if body is not None:
        headers.append(("Content-Type", _FORM if seed.form is not None else "application/json"))
    if "headers" in wrong:
        headers = changed_headers(draw, headers)
    if unquote(path) == "/_mock/reset" and method == "POST":
        headers = [draw(st.sampled_from(_REFUSED)), *headers]  # else it would be well-formed
    text = encoded(draw, query, badly="query" in wrong and draw(st.integers(0, 5)) == 5)
    target = path + (f"?{text}" if text else "")
    assume(len(target) < 12_000 and not _moves_the_clock(path, body or b""))
    return Sent(method, target, tuple(headers), body or b"", "chunked" in wrong)


def _moves_the_clock(path: str, body: bytes) -> bool:
    if unquote(path) != "/_mock/clock":
        return False
    try:
        seconds = json.loads(body)["advance"]
        return abs(seconds) > 5 and not isinstance(seconds, bool)
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


def _body(draw: DrawFn, seed: Seed, wrong: set[str]) -> bytes | None:
    body = None
    if seed.form is not None:
        form = _signed(draw, seed.form, "token" in wrong)
        if "form" in wrong:
            form = changed_fields(draw, form, query=False)
        body = encoded(draw, form, badly="encoding" in wrong).encode()
    elif seed.json is not None:
        body = written(_document(draw, seed.json, wrong)).encode()
    return changed_octets(draw, body) if body is not None and "octets" in wrong else body


def _document(draw: DrawFn, document: Any, wrong: set[str]) -> Any:
    if isinstance(document, dict):
        document = dict(_signed(draw, tuple(document.items()), "token" in wrong))
    return changed(draw, document, json_values, _NAMES) if "json" in wrong else document


def _signed(draw: DrawFn, fields: Fields, wrong: bool) -> Fields:
    """The fields with their tokens signed, one of them malformed where something must be wrong."""
    places = [place for place, (_, value) in enumerate(fields) if isinstance(value, Token)]
    worst = draw(st.sampled_from(places)) if wrong and places else None
    return tuple(
        (name, _token(draw, value, place == worst) if isinstance(value, Token) else value)
        for place, (name, value) in enumerate(fields)
    )


def _token(draw: DrawFn, token: Token, wrong: bool) -> str:
    if not wrong:
        return token.valid()
    claims = token.fresh_claims()
    hint = claims.get("id_token_hint")
    if hint and draw(st.booleans()):
        claims["id_token_hint"] = corrupted(draw, hint)
        return Token(token.header, claims, token.sign).valid()
    return malformed_jws(draw, token.header, claims, token.sign)


def changed_octets(draw: DrawFn, body: bytes) -> bytes:
    """The body cut, spoiled, packed or in another encoding."""
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, len(body)))
    noise = draw(st.one_of(st.binary(min_size=1, max_size=8), st.sampled_from(_NOISE)))
    return draw(
        st.sampled_from(
            [
                body[:start],
                body[:start] + body[end:],
                body[:start] + noise + body[end:],
                body + noise,
                noise + body,
                body + body,
                body.decode("utf-8").encode("utf-16"),
                b"\xef\xbb\xbf" + body,
                gzip.compress(body, mtime=0),
                b"",
                noise,
            ]
        )
    )


_NOISE = (
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"}", b"]", b'"', b",", b" " * 3000, b"\n"),
)
