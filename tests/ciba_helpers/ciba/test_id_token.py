import json
from collections.abc import Callable
from typing import Any

import pytest
from jwcrypto.common import base64url_encode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from ciba_helpers.ciba.id_token import InvalidIdToken, half_hash, verified_claims

ISSUER = "https://op.example.com/am/oauth2"
NOW = 1_795_430_000
RSA = JWK.generate(kty="RSA", size=2048, kid="rsa")
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


def signed(claims: Any, key: JWK = RSA, alg: str = "RS256") -> str:
    token = JWS(json.dumps(claims))
    token.add_signature(key, protected={"alg": alg, "kid": key.get("kid", "none")})
    return token.serialize(compact=True)


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


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "https://evil.example.com"}, "iss"),  # K10
        ({"iss": ISSUER + "/"}, "iss"),
        ({"iss": None}, "iss"),  # K18
        ({"aud": "anotherClient"}, "aud"),  # K11
        ({"aud": []}, "aud"),
        ({"aud": {"myCIBAClient": 1}}, "aud"),
        ({"aud": None}, "aud"),  # K18
        ({"aud": ["myCIBAClient", "anotherClient"]}, "aud"),  # K12
        ({"azp": "anotherClient"}, "azp"),
        ({"exp": NOW - 61}, "expired"),  # K16
        ({"exp": None}, "exp"),  # K18
        ({"exp": "tomorrow"}, "exp"),
        ({"exp": True}, "exp"),
        ({"iat": NOW - 7 * 24 * 3600}, "iat"),  # K17
        ({"iat": NOW - 601}, "iat"),
        ({"iat": NOW + 61}, "iat"),
        ({"iat": None}, "iat"),
        ({"iat": float("nan")}, "iat"),
        ({"exp": float("nan")}, "expired"),
    ],
)
def test_an_id_token_is_not_believed_for_its_claims(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidIdToken, match=reason):
        verified(signed(with_claims(**changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["myCIBAClient"]},  # K20
        {"azp": None},
        {"exp": NOW - 59},
        {"exp": NOW + 0.5},
        {"iat": NOW - 600},
        {"iat": NOW + 60},
        {"nonce": "unasked"},
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


def signed_with_the_public_key() -> str:
    public = RSA.export_to_pem()
    return signed(CLAIMS, JWK(kty="oct", k=base64url_encode(public), kid="rsa"), "HS256")


@pytest.mark.parametrize(
    "token",
    [
        spoilt,  # K13
        with_other_claims,
        lambda: signed(CLAIMS, JWK.generate(kty="RSA", size=2048, kid="rsa")),
        unsigned("none"),  # K14
        unsigned("None"),
        unsigned("RS256"),
        lambda: signed(CLAIMS, EC, "ES256"),  # K15
        lambda: signed(CLAIMS, RSA, "RS512"),
        lambda: signed(CLAIMS, RSA, "PS256"),
        signed_with_the_public_key,
        lambda: "not a token",
        lambda: "",
    ],
)
def test_an_id_token_is_not_believed_for_its_signature(token: Callable[[], str]) -> None:
    with pytest.raises(InvalidIdToken, match="the signature is not the provider's"):
        verified(token())


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


def test_a_reason_does_not_repeat_the_token() -> None:
    token = signed(with_claims(iss="x"))
    for bad in (token, spoilt()):
        with pytest.raises(InvalidIdToken) as raised:
            verified(bad)
        assert bad.split(".")[1] not in f"{raised.value} {raised.value!r}"
