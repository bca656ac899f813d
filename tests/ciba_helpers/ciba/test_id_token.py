"""Which ID tokens are believed (OpenID Connect Core 1.0 sections 2, 3.1.3.6, 3.1.3.7 and 10.1)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from jwcrypto.common import base64url_encode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from ciba_helpers.ciba.id_token import (
    AUTH_REQ_ID,
    RT_HASH,
    InvalidIdToken,
    half_hash,
    verified_claims,
    verified_push,
)
from ciba_helpers.ciba.tokens import TokenSet
from tests.ciba_helpers.ciba.signing import KEY as RSA
from tests.ciba_helpers.ciba.signing import signed

ISSUER = "https://op.example.com/am/oauth2"
NOW = 1_795_430_000
EC = JWK.generate(kty="EC", crv="P-256", kid="ec")
JWKS = {"keys": [RSA.export_public(as_dict=True), EC.export_public(as_dict=True)]}
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "demo",
    "aud": "myCIBAClient",
    "azp": "myCIBAClient",
    "exp": NOW + 3600,
    "iat": NOW,
}


def with_header(header: dict[str, Any], payload: bytes | None = None) -> str:
    """A token with that header and a right RS256 signature."""
    claims = json.dumps(CLAIMS).encode() if payload is None else payload
    signing_input = f"{base64url_encode(json.dumps(header))}.{base64url_encode(claims)}"
    signature = RSA.get_op_key("sign").sign(signing_input.encode(), PKCS1v15(), SHA256())
    return f"{signing_input}.{base64url_encode(signature)}"


def with_claims(**changes: Any) -> dict[str, Any]:
    """The claims; a change to None leaves that claim out."""
    return {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}


def verified(token: str, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"issuer": ISSUER, "client_id": "myCIBAClient", "now": NOW, **changes}
    return verified_claims(token, JWKS, **given)


def test_a_true_id_token_is_its_claims() -> None:
    assert verified(signed(CLAIMS)) == CLAIMS


def test_the_client_may_be_registered_for_another_algorithm() -> None:
    assert verified(signed(CLAIMS, EC, "ES256"), alg="ES256") == CLAIMS


def not_believed(reason: str, **changes: Any) -> None:
    with pytest.raises(InvalidIdToken, match=reason):
        verified(signed(with_claims(**changes)))


# 3.1.3.7 rule 2
@pytest.mark.parametrize("iss", [None, "https://evil.example.com", ISSUER + "/", "", [ISSUER], 1])
def test_a_wrong_or_missing_iss_is_not_believed(iss: Any) -> None:
    not_believed("iss is not the provider", iss=iss)


# 2: REQUIRED
@pytest.mark.parametrize("sub", [None, "", 7, ["demo"]])
def test_a_wrong_or_missing_sub_is_not_believed(sub: Any) -> None:
    not_believed("sub is missing", sub=sub)


# 3.1.3.7 rule 3
@pytest.mark.parametrize(
    "aud", [None, "anotherClient", [], {"myCIBAClient": 1}, ["x"], [["myCIBAClient"]], 1, "myCIBA"]
)
def test_a_wrong_or_missing_aud_is_not_believed(aud: Any) -> None:
    not_believed("aud is not this client", aud=aud)


# 3.1.3.7 rule 3: no audience that this client does not trust, and it trusts none
@pytest.mark.parametrize("azp", [None, "myCIBAClient"])
@pytest.mark.parametrize("other", ["anotherClient", 7, {}])
def test_an_audience_beside_this_client_is_not_believed(azp: str | None, other: Any) -> None:
    for aud in (["myCIBAClient", other], [other, "myCIBAClient"]):
        not_believed("aud names somebody else too", aud=aud, azp=azp)


# 3.1.3.7 rule 5
@pytest.mark.parametrize("azp", ["anotherClient", "", ["myCIBAClient"], 1])
def test_a_token_that_was_issued_to_another_client_is_not_believed(azp: Any) -> None:
    not_believed("azp is not this client", azp=azp)


# 3.1.3.7 rule 9
@pytest.mark.parametrize("exp", [NOW - 61, 0, -1, float("nan"), float("inf"), -(10**400)])
def test_an_expired_token_is_not_believed(exp: float) -> None:
    not_believed("it has expired", exp=exp)


# 3.1.3.7 rule 10
@pytest.mark.parametrize(
    "iat", [NOW - 7 * 24 * 3600, NOW - 601, NOW + 61, float("nan"), float("inf"), 10**400]
)
def test_a_token_issued_long_ago_or_in_the_future_is_not_believed(iat: float) -> None:
    not_believed("iat is too long ago, or ahead", iat=iat)


@pytest.mark.parametrize("name", ["exp", "iat"])
@pytest.mark.parametrize("value", [None, "1795430000", True, [NOW], {}])
def test_a_token_without_times_is_not_believed(name: str, value: Any) -> None:
    not_believed(f"{name} is missing or not a number", **{name: value})


# RFC 7519 4.1.5
@pytest.mark.parametrize("nbf", [NOW + 61, float("nan"), float("inf"), "1795430000", True, []])
def test_a_token_that_is_not_valid_yet_is_not_believed(nbf: Any) -> None:
    not_believed("nbf is ahead", nbf=nbf)


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["myCIBAClient"]},
        {"azp": None},
        {"exp": NOW - 59},
        {"exp": NOW + 0.5},
        {"iat": NOW - 600},
        {"iat": NOW + 60},
        {"nonce": "unasked"},
        {"nbf": NOW + 60},
        {"nbf": 0},
        {"is_new": {"member": []}},
    ],
)
def test_an_id_token_is_believed_with(changes: dict[str, Any]) -> None:
    assert verified(signed(with_claims(**changes))) == with_claims(**changes)


def spoilt() -> str:
    header, payload, signature = signed(CLAIMS).split(".")
    return f"{header}.{payload}.{'A' * len(signature)}"


def with_other_claims() -> str:
    header, _, signature = signed(CLAIMS).split(".")
    return f"{header}.{signed(with_claims(sub='eve')).split('.')[1]}.{signature}"


def unsigned(alg: str) -> Callable[[], str]:
    head = base64url_encode(json.dumps({"alg": alg}))
    return lambda: f"{head}.{base64url_encode(json.dumps(CLAIMS))}."


def as_json() -> str:
    header, payload, signature = signed(CLAIMS).split(".")
    return json.dumps({"protected": header, "payload": payload, "signature": signature})


def signed_with_the_public_key() -> str:
    public = RSA.export_to_pem()
    return signed(CLAIMS, JWK(kty="oct", k=base64url_encode(public), kid="rsa"), "HS256")


@pytest.mark.parametrize(
    "token",
    [
        spoilt,
        with_other_claims,
        lambda: signed(CLAIMS, JWK.generate(kty="RSA", size=2048, kid="rsa")),
        unsigned("none"),
        unsigned("None"),
        unsigned("RS256"),
        lambda: signed(CLAIMS, EC, "ES256"),  # a right signature, but not as registered
        lambda: signed(CLAIMS, RSA, "RS512"),
        lambda: signed(CLAIMS, RSA, "PS256"),
        signed_with_the_public_key,
        lambda: "not a token",
        lambda: "",
        lambda: None,
        lambda: signed(CLAIMS) + "\n",
        lambda: signed(CLAIMS) + "=",
        lambda: signed(CLAIMS) + "." + signed(CLAIMS),
        as_json,
        lambda: with_header({"alg": "RS256", "kid": "rsa"}, b"[" * 100_000),
        lambda: with_header({"alg": "RS256", "kid": "rsa"}, b"not JSON"),
    ],
)
def test_an_id_token_is_not_believed_for_its_signature(token: Callable[[], str]) -> None:
    with pytest.raises(InvalidIdToken, match="the signature is not the provider's"):
        verified(token())


# RFC 7515 4.1.11, RFC 7797, RFC 8725 3.11; a right signature each time
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"crit": ["exp"], "exp": 1}, "crit or b64"),
        ({"crit": ["b64"], "b64": True}, "crit or b64"),
        ({"crit": []}, "crit or b64"),
        ({"b64": False}, "crit or b64"),
        ({"typ": "at+jwt"}, "typ"),
        ({"typ": "logout+jwt"}, "typ"),
        ({"typ": "oauth-authz-req+jwt"}, "typ"),
        ({"typ": ["JWT"]}, "typ"),
        ({"typ": None}, "typ"),
    ],
)
def test_a_header_that_asks_for_something_else_is_not_believed(
    changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InvalidIdToken, match=reason):
        verified(with_header({"alg": "RS256", "kid": "rsa", **changes}))


@pytest.mark.parametrize("typ", ["JWT", "jwt", "application/jwt"])
def test_a_jwt_may_say_that_it_is_one(typ: str) -> None:
    assert verified(with_header({"alg": "RS256", "kid": "rsa", "typ": typ})) == CLAIMS


# RFC 7515 4.1.2-4.1.6: what a header brings along is no key of the provider's
def test_a_key_that_comes_with_the_token_verifies_nothing() -> None:
    foreign = JWK.generate(kty="RSA", size=2048)
    token = JWS(json.dumps(CLAIMS))
    brought = {"jwk": foreign.export_public(as_dict=True), "jku": "https://evil.example.com"}
    token.add_signature(foreign, protected={"alg": "RS256", "kid": "rsa", **brought})
    with pytest.raises(InvalidIdToken, match="no key verifies it"):
        verified(token.serialize(compact=True))


# Core 10.1: a kid where there are several keys
def test_a_kid_is_needed_only_where_several_keys_could_have_signed() -> None:
    token, public = with_header({"alg": "RS256"}), RSA.export_public(as_dict=True)
    assert verified(token) == CLAIMS
    another = JWK.generate(kty="RSA", size=2048, kid="another").export_public(as_dict=True)
    with pytest.raises(InvalidIdToken, match="kid is missing"):
        verified_claims(
            token, {"keys": [public, another]}, issuer=ISSUER, client_id="myCIBAClient", now=NOW
        )


@pytest.mark.parametrize("kid", ["ec", "RSA", "", 7, ["rsa"], "../../dev/null"])
def test_a_kid_of_no_suitable_key_is_not_believed(kid: Any) -> None:
    with pytest.raises(InvalidIdToken, match="no key goes by that kid"):
        verified(with_header({"alg": "RS256", "kid": kid}))


# RFC 7517 4.2, 4.4: a key is for what it says
@pytest.mark.parametrize(
    ("says", "believed"),
    [
        ({}, True),
        ({"use": "sig", "alg": "RS256"}, True),
        ({"use": "enc"}, False),
        ({"alg": "RS512"}, False),
        ({"alg": "RSA-OAEP"}, False),
    ],
)
def test_a_key_verifies_only_what_it_is_for(says: dict[str, str], believed: bool) -> None:
    jwks = {"keys": [{**RSA.export_public(as_dict=True), **says}]}
    ours = {"issuer": ISSUER, "client_id": "myCIBAClient", "now": NOW}
    if believed:
        assert verified_claims(signed(CLAIMS), jwks, **ours) == CLAIMS
    else:
        with pytest.raises(InvalidIdToken, match="no key goes by that kid"):
            verified_claims(signed(CLAIMS), jwks, **ours)


def test_two_keys_of_one_name_are_both_tried() -> None:
    namesake = JWK.generate(kty="RSA", size=2048, kid="rsa").export_public(as_dict=True)
    for keys in ([namesake, JWKS["keys"][0]], [JWKS["keys"][0], namesake]):
        ours = {"issuer": ISSUER, "client_id": "myCIBAClient", "now": NOW}
        assert verified_claims(signed(CLAIMS), {"keys": keys}, **ours) == CLAIMS


def test_a_published_secret_signs_nothing() -> None:
    shared = JWK.generate(kty="oct", size=256, kid="shared")
    jwks, token = {"keys": [json.loads(shared.export())]}, signed(CLAIMS, shared, "HS256")
    with pytest.raises(InvalidIdToken, match="no key"):
        verified_claims(token, jwks, issuer=ISSUER, client_id="myCIBAClient", now=NOW, alg="HS256")


@pytest.mark.parametrize("payload", [["a"], "text", None])
def test_a_payload_that_is_no_object_is_not_believed(payload: Any) -> None:
    with pytest.raises(InvalidIdToken, match="not an object"):
        verified(signed(payload))


@pytest.mark.parametrize("jwks", [{}, {"keys": []}, {"keys": "x"}])
def test_without_the_provider_s_keys_nothing_is_believed(jwks: dict[str, Any]) -> None:
    with pytest.raises(InvalidIdToken):
        verified_claims(signed(CLAIMS), jwks, issuer=ISSUER, client_id="myCIBAClient", now=NOW)


def test_at_hash_ties_the_access_token_to_the_id_token() -> None:
    # The example of OpenID Connect Core, appendix A.3.
    access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
    assert half_hash(access_token, "RS256") == "77QmUPtjPfzWtF2AnpK9RQ"
    token = signed(with_claims(at_hash="77QmUPtjPfzWtF2AnpK9RQ"))
    assert verified(token, access_token=access_token)["sub"] == "demo"
    for other in ("another", "", "ÿ"):
        with pytest.raises(InvalidIdToken, match="at_hash"):
            verified(token, access_token=other)


def test_at_hash_is_half_as_long_as_the_algorithm_s_hash() -> None:
    assert [len(half_hash("x", alg)) for alg in ("ES256", "RS384", "PS512")] == [22, 32, 43]


def test_at_hash_is_checked_only_where_both_are_there() -> None:
    assert verified(signed(CLAIMS), access_token="any")
    assert verified(signed(with_claims(at_hash="any")))


# CIBA Core 1.0 10.3.1; where a provider adds these in poll or ping mode, they must be right too

TIED: dict[str, Any] = {
    "at_hash": half_hash("the-access-token", "RS256"),
    RT_HASH: half_hash("the-refresh-token", "RS256"),
    AUTH_REQ_ID: "the-auth-req-id",
}
GIVEN = {
    "access_token": "the-access-token",
    "refresh_token": "the-refresh-token",
    "auth_req_id": "the-auth-req-id",
}
WRONG = [
    ("at_hash", half_hash("another", "RS256"), "at_hash"),
    ("at_hash", half_hash("the-access-token", "RS256") + "=", "at_hash"),
    ("at_hash", half_hash("the-access-token", "RS512"), "at_hash"),
    ("at_hash", [half_hash("the-access-token", "RS256")], "at_hash"),
    (RT_HASH, half_hash("the-access-token", "RS256"), "rt_hash"),
    (RT_HASH, 7, "rt_hash"),
    (AUTH_REQ_ID, "another-auth-req-id", "auth_req_id"),
    (AUTH_REQ_ID, ["the-auth-req-id"], "auth_req_id"),
]


def pushed(claims: dict[str, Any], refresh_token: str | None = "the-refresh-token") -> Any:
    tokens = TokenSet("the-access-token", "Bearer", signed(claims), 3599, None, refresh_token)
    ours = {"issuer": ISSUER, "client_id": "myCIBAClient", "now": NOW}
    return verified_push(tokens, JWKS, auth_req_id="the-auth-req-id", **ours)


def test_a_push_is_believed_that_is_tied_to_the_request_and_to_both_tokens() -> None:
    assert pushed(with_claims(**TIED)) == with_claims(**TIED)
    without = with_claims(**{**TIED, RT_HASH: None})
    assert pushed(without, refresh_token=None) == without


@pytest.mark.parametrize(("name", "value", "reason"), WRONG)
def test_a_push_that_is_tied_to_something_else_is_not_believed(
    name: str, value: Any, reason: str
) -> None:
    with pytest.raises(InvalidIdToken, match=f"{reason}.* does not match"):
        pushed(with_claims(**{**TIED, name: value}))


@pytest.mark.parametrize(
    ("name", "reason"),
    [("at_hash", "at_hash is missing"), (RT_HASH, "rt_hash"), (AUTH_REQ_ID, "auth_req_id claim")],
)
def test_a_push_that_is_not_tied_is_not_believed(name: str, reason: str) -> None:
    with pytest.raises(InvalidIdToken, match=reason):
        pushed(with_claims(**{**TIED, name: None}))


def test_a_push_that_speaks_of_a_refresh_token_must_bring_it() -> None:
    with pytest.raises(InvalidIdToken, match="rt_hash"):
        pushed(with_claims(**TIED), refresh_token=None)


def test_a_push_is_checked_like_any_id_token() -> None:
    for changes in ({"iss": "x"}, {"aud": "x"}, {"exp": NOW - 100}, {"iat": NOW - 1000}):
        with pytest.raises(InvalidIdToken):
            pushed(with_claims(**{**TIED, **changes}))


@pytest.mark.parametrize(("name", "value", "reason"), WRONG)
def test_what_a_polled_id_token_is_tied_to_must_be_right(
    name: str, value: Any, reason: str
) -> None:
    token = signed(with_claims(**{name: value}))
    with pytest.raises(InvalidIdToken, match=reason):
        verified(token, **GIVEN)


def test_a_polled_id_token_need_not_be_tied_to_anything() -> None:
    assert verified(signed(CLAIMS), **GIVEN) == CLAIMS
    assert verified(signed(with_claims(**TIED)), **GIVEN) == with_claims(**TIED)


def test_a_reason_does_not_repeat_the_token() -> None:
    token = signed(with_claims(iss="x"))
    for bad in (token, spoilt()):
        with pytest.raises(InvalidIdToken) as raised:
            verified(bad)
        assert bad.split(".")[1] not in f"{raised.value} {raised.value!r}"
