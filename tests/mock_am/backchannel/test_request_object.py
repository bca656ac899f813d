import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from mock_am import wording
from mock_am.backchannel.request_object import (
    CLIENT_ASSERTION,
    unverified_claims,
    verified_claims,
)
from mock_am.oauth_errors import InvalidRequest
from mock_am.realm.verification_keys import VerificationKeys

KEY = JWK.generate(kty="EC", crv="P-256", kid="myCIBAKey", use="sig", alg="ES256")
FOREIGN = JWK.generate(kty="EC", crv="P-256", kid="myCIBAKey", use="sig", alg="ES256")
CLAIMS = {"iss": "myCIBAClient"}
SIGNED = {"alg": "ES256", "kid": "myCIBAKey"}
ALGORITHMS = ("ES256", "PS256")


def compact(payload: bytes | str, header: dict[str, Any], key: JWK = KEY) -> str:
    token = JWS(payload)
    token.allowed_algs = ["ES256", "RS256", "PS256", "HS256", "ES384"]
    token.add_signature(key, protected=json.dumps(header))
    text: str = token.serialize(compact=True)
    return text


def encoded(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def keys(*jwks: JWK | dict[str, Any]) -> VerificationKeys:
    return VerificationKeys(
        [one.export_public(as_dict=True) if isinstance(one, JWK) else one for one in jwks]
    )


def refusal(token: str, *jwks: JWK | dict[str, Any]) -> str:
    with pytest.raises(InvalidRequest) as caught:
        verified_claims(token, keys(*(jwks or (KEY,))), ALGORITHMS)
    return str(caught.value)


def test_what_a_registered_key_signed_is_believed() -> None:
    assert verified_claims(compact(json.dumps(CLAIMS), SIGNED), keys(KEY), ALGORITHMS) == CLAIMS


def test_a_kid_need_not_be_given() -> None:
    token = compact(json.dumps(CLAIMS), {"alg": "ES256"})
    assert verified_claims(token, keys(FOREIGN, KEY), ALGORITHMS) == CLAIMS


def test_a_null_claim_counts_as_absent() -> None:
    token = compact(json.dumps(CLAIMS | {"user_code": None}), SIGNED)
    assert verified_claims(token, keys(KEY), ALGORITHMS) == CLAIMS


def test_a_wrong_key_does_not_verify() -> None:
    token = compact(json.dumps(CLAIMS), SIGNED, FOREIGN)
    assert refusal(token) == wording.SIGNATURE_INVALID


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_a_key_in_the_header_is_ignored(name: str) -> None:
    # am.md 12.1
    values = {"jwk": FOREIGN.export_public(as_dict=True), "x5c": ["MIIB"]}
    header = SIGNED | {name: values.get(name, "http://127.0.0.1:9/keys")}
    token = compact(json.dumps(CLAIMS), header, FOREIGN)
    assert refusal(token) == wording.SIGNATURE_INVALID


def test_alg_none_is_refused() -> None:
    for alg in ("none", "None", "NONE"):
        token = f"{encoded({'alg': alg})}.{encoded(CLAIMS)}."
        assert refusal(token) == wording.ALGORITHM_UNSUPPORTED


def test_alg_none_verifies_nothing_even_where_a_provider_names_it() -> None:
    token = f"{encoded({'alg': 'none'})}.{encoded(CLAIMS)}."
    with pytest.raises(InvalidRequest):
        verified_claims(token, keys(KEY), ("none",))


def test_hs256_with_the_public_key_as_secret_is_refused() -> None:
    # RFC 8725 2.1
    public = urlsafe_b64encode(KEY.export_public().encode()).rstrip(b"=").decode()
    token = compact(json.dumps(CLAIMS), SIGNED | {"alg": "HS256"}, JWK(kty="oct", k=public))
    assert refusal(token) == wording.ALGORITHM_UNSUPPORTED
    with pytest.raises(InvalidRequest):
        verified_claims(token, keys(KEY), ("HS256",))


def test_rs256_is_refused_and_ps256_is_taken() -> None:
    # am.md 17.2
    rsa = JWK.generate(kty="RSA", size=2048, kid="rsa")
    payload = json.dumps(CLAIMS)
    wrong = compact(payload, {"alg": "RS256", "kid": "rsa"}, rsa)
    assert refusal(wrong, rsa) == wording.ALGORITHM_UNSUPPORTED
    right = compact(payload, {"alg": "PS256", "kid": "rsa"}, rsa)
    assert verified_claims(right, keys(rsa), ALGORITHMS) == CLAIMS


def test_a_key_registered_for_another_algorithm_does_not_count() -> None:
    jwk = KEY.export_public(as_dict=True) | {"alg": "ES384"}
    assert refusal(compact(json.dumps(CLAIMS), SIGNED), jwk) == wording.SIGNATURE_INVALID


def test_an_encryption_key_does_not_count() -> None:
    jwk = KEY.export_public(as_dict=True) | {"use": "enc"}
    assert refusal(compact(json.dumps(CLAIMS), SIGNED), jwk) == wording.SIGNATURE_INVALID


@pytest.mark.parametrize("operations", [["verify"], ["sign"], ["sign", "verify"]])
def test_a_key_for_signatures_counts(operations: list[str]) -> None:
    # RFC 7517 4.3; a private key, pasted by mistake, is one to sign with
    jwk = json.loads(KEY.export_private()) | {"key_ops": operations, "x5c": ["MIIB"]}
    assert verified_claims(compact(json.dumps(CLAIMS), SIGNED), keys(jwk), ALGORITHMS) == CLAIMS


@pytest.mark.parametrize("operations", [[], ["encrypt"], ["deriveKey"], "verify", None, 5, {}])
def test_a_key_for_something_else_does_not_count(operations: Any) -> None:
    jwk = KEY.export_public(as_dict=True) | {"key_ops": operations}
    assert refusal(compact(json.dumps(CLAIMS), SIGNED), jwk) == wording.SIGNATURE_INVALID


@pytest.mark.parametrize("size", [1024, 2040])
def test_a_short_rsa_key_does_not_count(size: int) -> None:
    # RFC 7518 3.3, 3.5
    rsa = JWK.generate(kty="RSA", size=size)
    token = compact(json.dumps(CLAIMS), {"alg": "PS256"}, rsa)
    assert refusal(token, rsa) == wording.SIGNATURE_INVALID


def test_a_key_of_another_kind_does_not_break_anything() -> None:
    rsa = JWK.generate(kty="RSA", size=2048).export_public(as_dict=True)
    other = JWK.generate(kty="EC", crv="P-384").export_public(as_dict=True)
    token = compact(json.dumps(CLAIMS), {"alg": "ES256"})
    for jwk in (rsa, other):
        jwk.pop("alg", None)
        assert refusal(token, {k: v for k, v in jwk.items() if k != "kid"})


@pytest.mark.parametrize("crit", [[], ["exp"], ["b64"], "x", None, [1]])
def test_no_extension_is_understood(crit: Any) -> None:
    # RFC 7515 4.1.11
    header = encoded(SIGNED | {"crit": crit, "b64": True})
    _, payload, signature = compact(json.dumps(CLAIMS), SIGNED).split(".")
    assert refusal(f"{header}.{payload}.{signature}") == wording.JWT_EXTENDED


@pytest.mark.parametrize("b64", [False, None, 0, "true", []])
def test_an_unencoded_payload_is_not_understood(b64: Any) -> None:
    # RFC 7797 6
    token = compact(json.dumps(CLAIMS), SIGNED)
    header = encoded(SIGNED | {"b64": b64})
    assert refusal(".".join([header, *token.split(".")[1:]])) == wording.JWT_EXTENDED


TYPES = ["JWT", "jwt", "application/jwt", "JOSE", "oauth-authz-req+jwt"]


@pytest.mark.parametrize("typ", [*TYPES, "Application/OAuth-Authz-Req+JWT"])
def test_a_request_object_may_say_its_type(typ: str) -> None:
    # RFC 9101 4, RFC 7515 4.1.9
    token = compact(json.dumps(CLAIMS), SIGNED | {"typ": typ})
    assert verified_claims(token, keys(KEY), ALGORITHMS) == CLAIMS


@pytest.mark.parametrize(
    "typ",
    [
        "at+jwt",
        "logout+jwt",
        "client-authentication+jwt",
        "JOSE+JSON",
        "JWT ",
        "",
        None,
        5,
        ["JWT"],
    ],
)
def test_another_type_is_refused(typ: Any) -> None:
    # RFC 8725 3.11, 3.12
    token = compact(json.dumps(CLAIMS), SIGNED | {"typ": typ})
    assert refusal(token) == wording.JWT_TYPE_INVALID


def test_each_use_has_its_types() -> None:
    token = compact(json.dumps(CLAIMS), SIGNED | {"typ": "client-authentication+jwt"})
    assert verified_claims(token, keys(KEY), ALGORITHMS, CLIENT_ASSERTION) == CLAIMS
    other = compact(json.dumps(CLAIMS), SIGNED | {"typ": "oauth-authz-req+jwt"})
    with pytest.raises(InvalidRequest):
        verified_claims(other, keys(KEY), ALGORITHMS, CLIENT_ASSERTION)


@pytest.mark.parametrize("kid", [None, 5, [], {}, ["myCIBAKey"], True])
def test_a_kid_that_is_no_text_names_no_key(kid: Any) -> None:
    # RFC 7515 4.1.4
    token = compact(json.dumps(CLAIMS), SIGNED)
    header = encoded(SIGNED | {"kid": kid})
    assert refusal(".".join([header, *token.split(".")[1:]])) == wording.SIGNATURE_INVALID


HEADER_KEYS = {"jku": 5, "jwk": "x", "x5u": [], "x5c": "A" * 3000, "x5t": None, "cty": 1, "x": {}}


def test_what_is_ignored_in_a_header_may_be_anything() -> None:
    token = compact(json.dumps(CLAIMS), SIGNED | HEADER_KEYS)
    assert verified_claims(token, keys(KEY), ALGORITHMS) == CLAIMS


def spelled(text: str, position: int, change: Callable[[str], str]) -> str:
    parts = text.split(".")
    parts[position] = change(parts[position])
    return ".".join(parts)


def with_spare_bits(segment: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert len(segment) % 4, "there are spare bits"
    return segment[:-1] + letters[letters.index(segment[-1]) | 1]


SPELLINGS: dict[str, Callable[[str], str]] = {
    "padding": lambda segment: segment + "=" * (-len(segment) % 4),
    "too much padding": lambda segment: segment + "====",
    "a line break": lambda segment: f"{segment[:8]}\n{segment[8:]}",
    "a line break at the end": lambda segment: segment + "\n",
    "a space": lambda segment: " " + segment,
    "a stray character": lambda segment: segment[:8] + "!" + segment[8:],
    "the other alphabet": lambda segment: segment[:-4] + "+/+/",
    "spare bits": with_spare_bits,
    "half an octet": lambda segment: segment + "A" * (1 + -len(segment) % 4),
}


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("name", SPELLINGS)
def test_there_is_one_way_to_write_a_token(name: str, position: int) -> None:
    # RFC 7515 2: base64url without padding, line breaks or other characters
    header = SIGNED | {"x": "12"}
    token = compact(json.dumps(CLAIMS | {"x": ""}), header)
    assert all(len(part) % 4 for part in token.split(".")), "each part has spare bits"
    assert refusal(spelled(token, position, SPELLINGS[name])) == wording.JWT_INVALID


@pytest.mark.parametrize(
    "octets",
    [
        b'\xef\xbb\xbf{"alg": "ES256"}',
        '{"alg": "ES256"}'.encode("utf-16"),
        '{"alg": "ES256"}'.encode("utf-32-be"),
        b'{"alg": "ES256", "alg": "ES256"}',
        b'{"alg": "ES256", "x": {"a": 1, "a": 1}}',
        b'{"alg": "ES256", "x": NaN}',
        b'{"alg": "ES256", "x": "\\ud800"}',
        b"",
    ],
)
@pytest.mark.parametrize("position", [0, 1])
def test_a_header_and_a_payload_are_each_one_object_in_utf_8(octets: bytes, position: int) -> None:
    # RFC 8725 3.7, RFC 8259 8.1, RFC 7515 4
    segment = urlsafe_b64encode(octets).rstrip(b"=").decode()
    token = spelled(compact(json.dumps(CLAIMS), SIGNED), position, lambda _: segment)
    with pytest.raises(InvalidRequest, match=wording.JWT_INVALID):
        unverified_claims(token)


@pytest.mark.parametrize("make", [lambda inner: [inner], lambda inner: {"a": inner}])
def test_json_is_twenty_levels_deep_at_most(make: Callable[[Any], Any]) -> None:
    def nested(levels: int) -> str:
        value: Any = 1
        for _ in range(levels - 1):
            value = make(value)
        return compact(json.dumps({"a": value}), SIGNED)

    assert verified_claims(nested(20), keys(KEY), ALGORITHMS)
    assert refusal(nested(21)) == wording.JWT_TOO_DEEP


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b'"x"',
        b"null",
        b"1",
        b"\xff",
        b'{"a": 1, "a": 2}',
        b'{"x": {"a": 1, "a": 2}}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b"[" * 5000,
        b'{"a":' * 1990 + b"1" + b"}" * 1990,
    ],
)
def test_a_payload_must_be_one_json_object(payload: bytes) -> None:
    assert refusal(compact(payload, SIGNED)) == wording.JWT_INVALID


@pytest.mark.parametrize(
    "header", [[], "x", 1, None, {}, {"alg": None}, {"alg": []}, {"alg": {}}, {"alg": "ES256"}]
)
def test_a_header_of_any_kind_is_refused_politely(header: Any) -> None:
    assert refusal(f"{encoded(header)}.{encoded(CLAIMS)}.AA")


@pytest.mark.parametrize(
    "token",
    ["", "x", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "=.=.=", "\x00.\x00.\x00"],
)
def test_what_is_no_compact_jws_is_refused(token: str) -> None:
    assert refusal(token) == wording.JWT_INVALID


def test_a_deep_header_is_refused() -> None:
    deep = urlsafe_b64encode(b"[" * 5000).decode()
    assert refusal(f"{deep}.{encoded(CLAIMS)}.AA") == wording.JWT_INVALID


def test_a_long_token_is_refused_unread() -> None:
    token = compact(json.dumps(CLAIMS | {"x": "a" * 16_384}), SIGNED)
    assert refusal(token) == wording.JWT_TOO_LONG


def test_a_changed_signature_or_payload_is_refused() -> None:
    header, payload, signature = compact(json.dumps(CLAIMS), SIGNED).split(".")
    changed = "A" if signature[10] != "A" else "B"
    for token in (
        f"{header}.{payload}.{signature[:10]}{changed}{signature[11:]}",
        f"{header}.{encoded({'iss': 'other'})}.{signature}",
        f"{header}.{payload}.",
        f"{header}.{payload}.{'A' * 86}",
        f"{header}.{payload}.{signature}AAAA",
    ):
        assert refusal(token) == wording.SIGNATURE_INVALID
