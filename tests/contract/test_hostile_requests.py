"""Hostile request objects: never a 500, always a refusal (am.md 12.1, 12.3)."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from tests.contract import hostile
from tests.contract.till import Till, signed


def _jws(payload: bytes, key: JWK, header: dict[str, Any] | None = None) -> str:
    token = JWS(payload)
    token.add_signature(key, protected=json.dumps(header or {"alg": "ES256", "kid": "myCIBAKey"}))
    text: str = token.serialize(compact=True)
    return text


PAYLOADS = [
    b"",
    b"[]",
    b"5",
    b"null",
    b"\xff\xfe",
    b"{" * 4000,
    b"[" * 4000 + b"]" * 4000,
    b'{"exp": NaN}',
    b'{"exp": 1e999}',
    b'{"iss": "a", "iss": "b"}',
    b'{"login_hint": "\\ud800"}',
    b'{"exp": ' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
async def test_a_payload_that_is_no_json_object_is_refused(till: Till, payload: bytes) -> None:
    answer = await till.send(_jws(payload, till.key))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "ES256", "crit": []},
        {"alg": "ES256", "crit": ["exp"]},
        {"alg": "ES256", "crit": ["b64"], "b64": False},
        {"alg": ["ES256"]},
        {"alg": None},
        {},
        [],
        "x",
    ],
)
async def test_a_hostile_header_is_refused(till: Till, header: Any) -> None:
    # RFC 7515 4.1.11
    _, payload, signature = signed(till.claims(), till.key).split(".")
    protected = urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    answer = await till.send(f"{protected}.{payload}.{signature}")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "request_object", ["x", "a.b", "a.b.c", "a.b.c.d", "....", "é.é.é", "a" * 20_000, ".."]
)
async def test_what_is_no_jwt_is_refused(till: Till, request_object: str) -> None:
    answer = await till.send(request_object)
    assert answer.json() == {
        "error_description": "JWT is not valid",
        "error": "invalid_request",
    }


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "nbf", "iat", "jti", "scope", "client_id"])
async def test_a_hostile_claim_never_breaks_the_server(till: Till, claim: str) -> None:
    for value in hostile.CLAIMS:
        request = _jws(json.dumps(till.claims() | {claim: value}).encode(), till.key)
        answer = await till.send(request)
        allowed = {"invalid_request", "invalid_scope"}
        assert answer.status_code == 200 or answer.json()["error"] in allowed, value


async def test_a_time_too_large_for_a_float_is_malformed(till: Till) -> None:
    exp = till.claims()["exp"] + 0.5
    answer = await till.ask(exp=exp, nbf=-(10**400))
    assert answer.json()["error_description"] == "JWT claim nbf is malformed"


async def test_descriptions_never_echo_what_was_sent(till: Till) -> None:
    # CIBA 13, RFC 6749 5.2
    for claim in ("login_hint", "acr_values", "scope", "binding_message", "iss", "aud"):
        answer = await till.ask(**{claim: 'openid x"\r\né<b>\\'})
        description = answer.json()["error_description"]
        assert "<b>" not in description
        assert description.isascii()
        assert '"' not in description
        assert "\\" not in description
