"""A request object is one compact JWS of one JSON object in UTF-8 (RFC 8725 3.7, RFC 7515 7.1)."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

from tests.provider.attacks import REQUEST, each_refused, each_taken, refused, unharmed
from tests.provider.forging import LETTERS, compact, ecdsa, forged, raw_payload, segment
from tests.provider.provider import Client, Provider


def other_forms(till: Client) -> dict[str, str]:
    """What carries a good signature, but is no compact JWS."""
    token = forged(till)
    header, payload, signature = token.split(".")
    flattened = {"protected": header, "payload": payload, "signature": signature}
    signatures = [{"protected": header, "signature": signature}]
    return {
        "flattened JSON": json.dumps(flattened),
        "general JSON": json.dumps({"payload": payload, "signatures": signatures}),
        "detached": f"{header}..{signature}",
        "no header": f".{payload}.{signature}",
        "no signature": f"{header}.{payload}.",
        "two parts": f"{header}.{payload}",
        "one part": payload,
        "four parts": f"{token}.",
        "four parts in front": f".{token}",
        "five parts": f"{token}..",
        "two tokens": f"{token}.{token}",
        "two tokens with a comma": f"{token},{token}",
        "two tokens with a space": f"{token} {token}",
        "dots alone": "..",
        "a JSON text": json.dumps(token),
        "a claims object": json.dumps(till.claims()),
        "base64 of the token": b64encode(token.encode()).decode(),
        "percent-encoded": token.replace(".", "%2E"),
        "a bearer": f"Bearer {token}",
        "a URL": f"data:application/jwt,{token}",
        "an SD-JWT": f"{token}~",
        "full stops of another script": token.replace(".", "。"),
    }


async def test_only_a_compact_jws_is_a_request_object(standing: Provider) -> None:
    await each_refused(standing, standing.client, other_forms(standing.client))


def with_spare_bits(part: str) -> str:
    """The same octets, spelled with bits that mean nothing; a whole part has none."""
    letter = LETTERS[LETTERS.index(part[-1]) | 1]
    return part[:-1] + letter if len(part) % 4 else part + "A"


SPELLED: dict[str, Callable[[str], str]] = {
    "padding": lambda part: part + "=" * (-len(part) % 4 or 4),
    "escaped padding": lambda part: part + "%3D",
    "the other alphabet": lambda part: part[:-4] + "+/" + part[-2:],
    "spare bits": with_spare_bits,
    "a space in front": lambda part: " " + part,
    "a space behind": lambda part: part + " ",
    "a line break": lambda part: part[:20] + "\n" + part[20:],
    "a line break of MIME": lambda part: part[:20] + "\r\n" + part[20:],
    "a line break behind": lambda part: part + "\n",
    "a tab": lambda part: part[:20] + "\t" + part[20:],
    "a NUL": lambda part: part + "\x00",
    "a stray character": lambda part: part[:8] + "*" + part[8:],
    "a soft hyphen": lambda part: part[:8] + "\u00ad" + part[8:],
    "a full-width letter": lambda part: "ｅ" + part[1:],  # noqa: RUF001  the look-alike is meant
    "one letter more": lambda part: part + "A" * (1 + -len(part) % 4),
}


async def test_each_part_has_one_spelling(standing: Provider) -> None:
    till = standing.client
    requests = {}
    for name, spelled in SPELLED.items():
        for position in range(3):
            parts = forged(till).split(".")
            parts[position] = spelled(parts[position])
            requests[name, position] = ".".join(parts)
    await each_refused(standing, till, requests)


async def test_spare_bits_do_not_count_even_where_they_are_signed(standing: Provider) -> None:
    till = standing.client
    header = segment(b'{"alg":"ES256","kid":"myCIBAKey"} ')
    requests = {}
    for filler in ("", " ", "  "):
        payload = with_spare_bits(segment(json.dumps(till.claims()).encode() + filler.encode()))
        signature = segment(ecdsa(till.key)(f"{header}.{payload}".encode()))
        requests[filler] = f"{header}.{payload}.{signature}"
    await each_refused(standing, till, requests)


def texts(till: Client) -> dict[str, bytes]:
    """Payloads that are no JSON object in UTF-8, each signed as it should be."""
    claims = json.dumps(till.claims())
    return {
        "nothing": b"",
        "blank": b"  ",
        "an array": b"[]",
        "an array of one": f"[{claims}]".encode(),
        "a text": json.dumps(claims).encode(),
        "a number": b"5",
        "true": b"true",
        "null": b"null",
        "a byte order mark": b"\xef\xbb\xbf" + claims.encode(),
        "UTF-16": claims.encode("utf-16"),
        "UTF-16 without a mark": claims.encode("utf-16-le"),
        "UTF-32": claims.encode("utf-32-be"),
        "no UTF-8": claims.encode().replace(b"1234", b"\xff\xfe"),
        "an overlong slash": claims.encode().replace(b"1234", b"\xc0\xaf"),
        "a surrogate in UTF-8": claims.encode().replace(b"1234", b"\xed\xa0\x80"),
        "half a character": claims.encode().replace(b"1234", b"\xc3"),
        "a lone surrogate": claims.replace("1234", "\\ud800").encode(),
        "something behind": f"{claims}x".encode(),
        "two objects": (claims + claims).encode(),
        "a NUL behind": f"{claims}\x00".encode(),
        "a NUL inside": claims.replace("1234", "\x00").encode(),
        "a line break in a text": claims.replace("1234", "12\n34").encode(),
        "a comment": f"{claims} // comment".encode(),
        "a comment inside": claims.replace("{", "{/**/").encode(),
        "a comma too many": claims.replace("}", ",}").encode(),
        "no end": claims[:-1].encode(),
        "single quotes": claims.replace('"', "'").encode(),
        "no quotes": claims.replace('"iss"', "iss").encode(),
        "a form": b"login_hint=demo&scope=openid",
        "XML": b"<iss>myCIBAClient</iss>",
        "a token": forged(till).encode(),
        "a token in quotes": json.dumps(forged(till)).encode(),
    }


async def test_a_payload_is_one_json_object_in_utf_8(standing: Provider) -> None:
    till = standing.client
    await each_refused(standing, till, {n: forged(till, text) for n, text in texts(till).items()})


async def test_a_header_is_one_json_object_in_utf_8(standing: Provider) -> None:
    till = standing.client
    good = b'{"alg":"ES256","kid":"myCIBAKey"}'
    headers: dict[str, Any] = {
        "nothing": b"",
        "an array": [{"alg": "ES256", "kid": "myCIBAKey"}],
        "a text": good.decode(),
        "null": b"null",
        "empty": {},
        "a byte order mark": b"\xef\xbb\xbf" + good,
        "UTF-16": good.decode().encode("utf-16"),
        "no UTF-8": good.replace(b"myCIBAKey", b"\xff"),
        "something behind": good + b"x",
        "a lone surrogate": b'{"alg":"ES256","x":"\\ud800"}',
        "not finite": b'{"alg":"ES256","kid":"myCIBAKey","x":NaN}',
        "deep": b'{"alg":"ES256","kid":"myCIBAKey","x":' + b"[" * 50 + b"]" * 50 + b"}",
        "very deep": b"[" * 5000,
    }
    sign = ecdsa(till.key)
    requests = {name: compact(header, till.claims(), sign) for name, header in headers.items()}
    await each_refused(standing, till, requests)


def nested(levels: int, opening: str, closing: str) -> str:
    return f'"x": {opening * levels}1{closing * levels}'


async def test_what_is_deep_or_long_is_refused(standing: Provider) -> None:
    till = standing.client
    members = {
        "arrays": nested(30, "[", "]"),
        "objects": nested(30, '{"a":', "}"),
        "many arrays": nested(1500, "[", "]"),
        "many objects": nested(1000, '{"a":', "}"),
        "a long text": f'"x": "{"a" * 20_000}"',
        "a long number": f'"x": {"9" * 5000}',
        "many members": ", ".join(f'"x{n}": 1' for n in range(2000)),
        "a long array": f'"x": [{"1," * 9000}1]',
    }
    requests = {name: forged(till, raw_payload(till, text)) for name, text in members.items()}
    requests["a long kid"] = forged(till, kid="k" * 100_000)
    requests["a long signature"] = forged(till, sign=lambda signed: b"a" * 20_000)
    requests["many dots"] = "." * 100_000
    requests["a long nothing"] = "a" * 200_000
    await each_refused(standing, till, requests)


async def test_a_request_object_that_is_larger_than_a_body_may_be_is_413(
    standing: Provider,
) -> None:
    till = standing.client
    async with unharmed(standing):
        request = till.request_object(binding_message="a" * 220_000)
        refused(await till.send(request), (413, "invalid_request"))


async def test_an_encrypted_request_is_not_supported(standing: Provider) -> None:
    # CIBA 7.1.1
    till = standing.client
    symmetric = JWK.generate(kty="oct", size=256)
    agreed = JWK.generate(kty="EC", crv="P-256")
    theirs = {"ECDH-ES": agreed, "A256KW": symmetric, "dir": symmetric}
    requests = {}
    for alg, key in theirs.items():
        header = json.dumps({"alg": alg, "enc": "A256GCM", "cty": "JWT"})
        token = JWE(forged(till).encode(), protected=header)
        token.add_recipient(key)
        requests[alg] = token.serialize(compact=True)
    await each_refused(standing, till, requests)


async def test_a_jwt_within_a_jwt_is_not_looked_into(standing: Provider) -> None:
    # RFC 7519 5.2
    till = standing.client
    inner = forged(till)
    requests = {
        "bare": forged(till, inner.encode(), cty="JWT"),
        "in quotes": forged(till, json.dumps(inner).encode(), cty="JWT"),
        "as a claim": forged(till, {"request": inner}),
    }
    await each_refused(standing, till, requests, REQUEST)


async def test_what_json_leaves_open_is_taken(standing: Provider) -> None:
    till = standing.client
    claims = till.claims()
    requests = {
        "spread out": forged(till, json.dumps(till.claims(), indent=4).encode()),
        "escaped": forged(till, json.dumps(till.claims(binding_message="5 £ für Ä")).encode()),
        "not escaped": forged(
            till, json.dumps(till.claims(binding_message="5 £ für Ä"), ensure_ascii=False).encode()
        ),
        "blank around": forged(till, b" \r\n\t" + json.dumps(claims).encode() + b"\n"),
        "null members": forged(till, raw_payload(till, '"user_code": null, "x": null')),
        "twelve levels": forged(till, raw_payload(till, nested(12, "[", "]"))),
        "a large number": forged(till, raw_payload(till, '"x": 1e300')),
    }
    await each_taken(standing, till, requests)
