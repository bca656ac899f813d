import json
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from mock_am.token.id_token import half_hash, id_token
from mock_am.token.signing_key import FAMILIES, FAMILY_OF_ALG, generate, imported, public_jwk
from tests.mock_am.clients import GRANTED, ISSUER, a_client, a_provider


def claims(client: Any = None, provider: Any = None) -> dict[str, Any]:
    token = id_token(
        GRANTED,
        client or a_client(),
        provider or a_provider(),
        "access",
        {"name": "Demo"},
        sid="sid",
        at=1234.9,
    )
    return dict(token.claims)


def test_the_claims_are_ams() -> None:
    # am.md 14.6
    expected = {
        "at_hash": half_hash("access", "ES256"),
        "sub": "demo",
        "auditTrackingId": "audit-1",
        "subname": "demo",
        "iss": ISSUER,
        "tokenName": "id_token",
        "sid": "sid",
        "aud": "myCIBAClient",
        "acr": "push",
        "azp": "myCIBAClient",
        "auth_time": 1000,
        "realm": "/alpha",
        "exp": 1234 + 3600,
        "tokenType": "JWTToken",
        "iat": 1234,
    }
    assert list(claims().items()) == list(expected.items())


def test_the_provider_decides_on_subname_and_profile() -> None:
    provider = a_provider(
        advancedOAuth2Config={"includeSubnameInTokenClaims": False},
        advancedOIDCConfig={"alwaysAddClaimsToToken": True},
    )
    made = claims(provider=provider)
    assert "subname" not in made
    assert made["name"] == "Demo"


def test_half_of_the_hash_as_in_the_specification() -> None:
    # The example of OIDC Core A.3: an access token and its at_hash.
    access = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
    assert half_hash(access, "RS256") == "77QmUPtjPfzWtF2AnpK9RQ"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_key_of_each_family_signs_what_its_public_half_verifies(family: str) -> None:
    key = generate(family)
    public = JWK.from_json(json.dumps(public_jwk(key)))
    for alg in [name for name, kind in FAMILY_OF_ALG.items() if kind == family]:
        client = a_client(signing={"idTokenSignedResponseAlg": alg})
        token = id_token(GRANTED, client, a_provider(), "access", {}, sid="s", at=1e9)
        signed = token.signed(alg, imported(key.as_dict(private=True)))
        verified = JWS()
        verified.allowed_algs = [alg]
        verified.deserialize(signed, public)
        assert json.loads(verified.payload)["sub"] == "demo"


def test_a_published_key_is_public() -> None:
    assert "d" not in public_jwk(generate("P-256"))
