"""A member that is there twice means two things, so it means none (RFC 7515 4, RFC 7519 4)."""

import json
from typing import Any

import pytest

from tests.provider.attacks import each_refused, each_taken
from tests.provider.forging import compact, ecdsa, forged, raw_payload
from tests.provider.provider import Client, Provider

CLAIMS: dict[str, Any] = {
    "iss": "otherClient",
    "aud": "https://other.example",
    "exp": 1,
    "nbf": 9_999_999_999,
    "iat": 9_999_999_999,
    "jti": "another",
    "scope": "openid",
    "acr_values": "push",
    "login_hint": "erin",
    "binding_message": "other",
}


def twice(till: Client, name: str, value: Any, *, first: bool) -> str:
    """A request whose claim `name` is there twice, with this value first or last."""
    members = json.dumps({name: value})[1:-1].encode()
    ours = json.dumps(till.claims())[1:-1].encode()
    return forged(till, b"{" + b", ".join([members, ours] if first else [ours, members]) + b"}")


@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
async def test_a_claim_is_there_once(standing: Provider, first: bool) -> None:
    till = standing.client
    requests = {name: twice(till, name, value, first=first) for name, value in CLAIMS.items()}
    requests |= {
        f"{name} as it is": twice(till, name, till.claims()[name], first=first) for name in CLAIMS
    }
    requests["null"] = twice(till, "login_hint", None, first=first)
    await each_refused(standing, till, requests)


SPELLED = {
    "escaped": r'"\u006cogin_hint": "erin"',
    "half escaped": r'"login\u005fhint": "erin"',
    "unknown": '"x": 1, "x": 2',
    "empty": '"": 1, "": 1',
    "inside": '"x": {"a": 1, "a": 2}',
    "deep inside": '"x": [[{"y": {"a": 1, "b": 2, "a": 1}}]]',
}


async def test_a_name_is_what_it_says_however_it_is_spelled(standing: Provider) -> None:
    till = standing.client
    requests = {name: forged(till, raw_payload(till, text)) for name, text in SPELLED.items()}
    await each_refused(standing, till, requests)


HEADERS = {
    "alg none first": '{"alg":"none","alg":"ES256","kid":"myCIBAKey"}',
    "alg none last": '{"alg":"ES256","kid":"myCIBAKey","alg":"none"}',
    "alg twice the same": '{"alg":"ES256","kid":"myCIBAKey","alg":"ES256"}',
    "alg escaped": r'{"alg":"ES256","kid":"myCIBAKey","\u0061lg":"ES256"}',
    "kid twice": '{"alg":"ES256","kid":"other","kid":"myCIBAKey"}',
    "typ twice": '{"alg":"ES256","kid":"myCIBAKey","typ":"at+jwt","typ":"JWT"}',
    "b64 twice": '{"alg":"ES256","kid":"myCIBAKey","b64":false,"b64":true}',
    "inside jwk": '{"alg":"ES256","kid":"myCIBAKey","jwk":{"kty":"EC","kty":"EC"}}',
    "unknown": '{"alg":"ES256","kid":"myCIBAKey","x":1,"x":1}',
}


async def test_a_header_parameter_is_there_once(standing: Provider) -> None:
    till = standing.client
    requests = {
        name: compact(header.encode(), till.claims(), ecdsa(till.key))
        for name, header in HEADERS.items()
    }
    await each_refused(standing, till, requests)


async def test_names_that_only_look_alike_are_different(standing: Provider) -> None:
    till = standing.client
    requests = {
        text: forged(till, raw_payload(till, text))
        for text in ('"Login_hint": "erin"', '"login_hint ": "erin"', '"x": [{"a": 1}, {"a": 2}]')
    }
    await each_taken(standing, till, requests)
