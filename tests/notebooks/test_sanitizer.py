"""The sanitiser hides what must differ from run to run, and nothing a notebook has to say."""

import re

import pytest

from ciba_helpers.show.moments import moment
from tools.notebook_runs import sanitized, sanitizer

TWENTY_BYTES = "x7Qf-0aZ_k3LmN9pR2sT4uV6wY8"
THIRTY_TWO_BYTES = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"
JWS = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJteUNJQkFDbGllbnQifQ.c2ln-bmF0_dXJl"

ELEMENT = '<time datetime="2026-11-25T12:10:00Z">25 Nov 2026, 13:10:00 CET, in 9 min 58 s</time>'

HIDDEN = [
    (f"'auth_req_id': '{TWENTY_BYTES}'", "'auth_req_id': 'OPAQUE'"),
    (f'{{"x": "{THIRTY_TWO_BYTES}"}}', '{"x": "OPAQUE"}'),
    (f"Bearer {TWENTY_BYTES}", "Bearer OPAQUE"),
    (f"request={JWS}&scope=openid", "request=OPAQUE&scope=openid"),
    ("'exp': 1795400000,", "'exp': EPOCH,"),
    ("http://127.0.0.1:38417/am", "http://127.0.0.1:PORT/am"),
    ("'127.0.0.1:80'", "'127.0.0.1:PORT'"),
    (f"<i>({ELEMENT}, 10 minutes after iat)</i>",
     "<i>(<time>MOMENT</time>, 10 minutes after iat)</i>"),
    (ELEMENT.replace("CET, in 9 min 58 s", "UTC-03:00, 7 years ago"), "<time>MOMENT</time>"),
    (ELEMENT.replace("in 9 min 58 s", "now"), "<time>MOMENT</time>"),
]  # fmt: skip

SHOWN = [
    "0d2b3a4c-1f5e-4a6b-8c7d-9e0f1a2b3c4d",
    "PushAuthenticationSenderNode",
    "PushResultVerifierNode",
    "backchannel_token_delivery_modes_supported",
    "backchannel_user_code_parameter_supported",
    "token_endpoint_auth_methods_supported",
    "urn:openid:params:grant-type:ciba",
    "myCIBAPushTree",
    "expires_in",
    "Allow Demo Store to charge your card for £50.00",
    TWENTY_BYTES[:-1],
    TWENTY_BYTES + "a",
    THIRTY_TWO_BYTES[:-1],
    THIRTY_TWO_BYTES + "a",
    "a3f5" * 16,
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJteUNJQkFDbGllbnQifQ",
    "'exp': 1559311511",
    "'exp': 17954000001",
    "'expires_in': 600",
    "1795400",
    "127.0.0.1",
    "http://localhost:8080/am",
    "10.127.0.0.1:8080",
    "https://am.example.com:8443/am",
    "25 Nov 2026, 13:10:00 CET, in 9 min 58 s",
    "2026-11-25T12:10:00Z",
    "10 minutes after iat",
    "<time>Tomorrow</time>",
    "<time>25 Nov 2026, 13:10:00 CET, in 9 min 58 s</time>",
    ELEMENT.replace("in 9 min 58 s", "expired"),
    ELEMENT.replace("in 9 min 58 s", "in 9 min 58 s, and the signature is wrong"),
    ELEMENT.replace("in 9 min", "in <b>9</b> min"),
    ELEMENT.replace("time", "span"),
    ELEMENT.removesuffix("</time>"),
]


def test_there_are_four_patterns() -> None:
    assert len(sanitizer()) == 4


@pytest.mark.parametrize("at", [-1, 0, 1562677833, 1795608600, 1795608600.5, 253402300799])
@pytest.mark.parametrize("now", [0, 1795608600, 1795608607, 1795612201])
def test_whenever_a_moment_is_it_is_hidden(at: float, now: float) -> None:
    assert sanitized(moment(at, now)) == "<time>MOMENT</time>"


@pytest.mark.parametrize(("text", "expected"), HIDDEN)
def test_hides(text: str, expected: str) -> None:
    assert sanitized(text) == expected


@pytest.mark.parametrize("text", SHOWN)
def test_shows(text: str) -> None:
    assert sanitized(text) == text


@pytest.mark.parametrize(("text", "_"), HIDDEN)
def test_each_hidden_text_is_the_work_of_one_pattern(text: str, _: str) -> None:
    assert sum(bool(re.search(pattern, text)) for pattern, _ in sanitizer()) == 1
