import json
from base64 import urlsafe_b64encode
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS, InvalidJWSSignature

from ciba_helpers import keys
from ciba_helpers.signed_request import BINDING_MESSAGE, decode, request_claims, sign

AUDIENCE = "https://am.example.com/am/oauth2"


def claims(**changes: Any) -> dict[str, Any]:
    return request_claims(
        client_id="myCIBAClient", audience=AUDIENCE, now=1_795_430_000.9, **changes
    )


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_the_claims_are_the_article_s_and_the_aud_it_forgot() -> None:
    assert claims() == {
        "login_hint": "demo",
        "scope": "openid profile",
        "acr_values": "push",
        "iss": "myCIBAClient",
        "aud": AUDIENCE,
        "exp": 1_795_430_600,
        "binding_message": (
            "Allow ExampleBank to transfer £50 from your 'Main' account to your 'Savings' "
            "account? (EB-0246326)"
        ),
    }


def test_the_binding_message_fits_into_a_hundred_characters() -> None:
    assert len(BINDING_MESSAGE) == 98


def test_exp_is_a_whole_number_of_seconds() -> None:
    assert isinstance(claims(minutes=0.5)["exp"], int)
    assert claims(minutes=31)["exp"] == 1_795_430_000 + 31 * 60


def test_every_claim_can_be_another() -> None:
    changed = claims(login_hint="eve", scope="openid", acr_values="other", binding_message="hi")
    assert (changed["login_hint"], changed["scope"]) == ("eve", "openid")
    assert (changed["acr_values"], changed["binding_message"]) == ("other", "hi")


def test_the_header_names_the_key_and_its_algorithm() -> None:
    token = sign(claims(), keys.generate_signing_key())
    assert decode(token).header == {"alg": "ES256", "kid": "myCIBAKey", "typ": "JWT"}


def test_another_kind_of_key_signs_by_its_own_algorithm() -> None:
    key = JWK.generate(kty="RSA", size=2048, alg="PS256", kid="rsa")
    assert decode(sign(claims(), key)).header == {"alg": "PS256", "kid": "rsa", "typ": "JWT"}


def test_a_signed_request_reads_back_to_the_letter() -> None:
    token = sign(claims(), keys.generate_signing_key())
    assert decode(token).payload == claims()


def test_the_public_key_verifies_the_request_and_another_does_not() -> None:
    key = keys.generate_signing_key()
    token = sign(claims(), key)
    JWS.from_jose_token(token).verify(JWK(**keys.public_key(key)))
    with pytest.raises(InvalidJWSSignature):
        JWS.from_jose_token(token).verify(keys.generate_signing_key())


def test_signing_leaves_the_claims_as_they_were() -> None:
    given = claims()
    sign(given, keys.generate_signing_key())
    assert given == claims()


def test_decoding_does_not_check_the_signature() -> None:
    head, body, _ = sign(claims(), keys.generate_signing_key()).split(".")
    assert decode(f"{head}.{body}.forged").payload == claims()


def test_what_was_decoded_cannot_be_exchanged() -> None:
    decoded = decode(f"{part({})}.{part({})}.")
    with pytest.raises(FrozenInstanceError):
        decoded.payload = {}  # type: ignore[misc]


@pytest.mark.parametrize(
    "token",
    [
        "",
        "one",
        "one.two",
        f"{part({})}.{part({})}.sig.more",
        f"{part({})}.x.sig",
        f"ÿ.{part({})}.sig",
        f"{part({})}.{urlsafe_b64encode(b'not json').decode()}.sig",
        f"{part({})}.{urlsafe_b64encode(bytes([255, 254])).decode().rstrip('=')}.sig",
        f"{part({})}.{part(['a list'])}.sig",
        f"{part(None)}.{part({})}.sig",
    ],
)
def test_what_is_no_compact_jwt_is_said_to_be_none(token: str) -> None:
    with pytest.raises(ValueError, match="not a compact JWT: "):
        decode(token)
