"""No extension is understood here, so none may be critical (RFC 7515 4.1.11, RFC 7797 6)."""

import json
from typing import Any

from tests.provider.attacks import each_refused, each_taken
from tests.provider.forging import compact, ecdsa, forged, segment
from tests.provider.provider import Provider

CRITICAL: list[dict[str, Any]] = [
    {"crit": []},
    {"crit": None},
    {"crit": ""},
    {"crit": "exp"},
    {"crit": {}},
    {"crit": 0},
    {"crit": False},
    {"crit": [""]},
    {"crit": [1]},
    {"crit": ["b64"]},
    {"crit": ["b64"], "b64": True},
    {"crit": ["b64"], "b64": False},
    {"crit": ["alg"]},
    {"crit": ["kid", "alg"]},
    {"crit": ["exp"]},
    {"crit": ["exp"], "exp": 1},
    {"crit": ["exp2", "exp2"], "exp2": 1},
    {"crit": ["http://openbanking.org.uk/iat"], "http://openbanking.org.uk/iat": 1},
    {"crit": ["x"] * 500, "x": 1},
]

UNENCODED: list[Any] = [False, None, 0, 1, "", "true", "false", [], {}]


async def test_nothing_may_be_critical(standing: Provider) -> None:
    till = standing.client
    requests = {repr(header): forged(till, **header) for header in CRITICAL}
    await each_refused(standing, till, requests)


async def test_a_payload_is_always_encoded(standing: Provider) -> None:
    till = standing.client
    requests = {repr(b64): forged(till, b64=b64) for b64 in UNENCODED}
    claims = json.dumps(till.claims()).replace(" ", "").replace(".", "")
    header = segment(b'{"alg":"ES256","kid":"myCIBAKey","b64":false,"crit":["b64"]}')
    for name, payload in (("plain", claims), ("empty", "")):
        signature = segment(ecdsa(till.key)(f"{header}.{payload}".encode()))
        requests[name] = f"{header}.{payload}.{signature}"
    await each_refused(standing, till, requests)


async def test_what_is_not_critical_is_ignored(standing: Provider) -> None:
    # RFC 7515 4: header parameters that are not understood are ignored
    till = standing.client
    headers: list[dict[str, Any]] = [
        {"b64": True},
        {"x": 1},
        {"Crit": ["exp"]},
        {"exp": 1},
        {"nonce": "1", "url": "https://other.example"},
    ]
    requests = {repr(header): forged(till, **header) for header in headers}
    await each_taken(standing, till, requests)


async def test_a_critical_header_is_seen_before_the_signature(standing: Provider) -> None:
    till = standing.client
    header = {"alg": "ES256", "kid": "myCIBAKey", "crit": ["x"], "x": 1}
    answer = await till.send(compact(header, till.claims(), lambda signed: b""))
    assert "extension" in answer.json()["error_description"]
