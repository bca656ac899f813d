import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from jwcrypto.jwk import JWK

from mock_am.realm.verification_keys import KEY_LIMIT, NoKeys, VerificationKeys, key_set
from mock_am.token.signing_key import certificate, generate


@pytest.mark.parametrize("family", ["P-256", "RSA"])
def test_a_certificates_key_counts_under_any_kid(family: str) -> None:
    key = generate(family)
    pem = certificate(key).public_bytes(Encoding.PEM).decode()
    (kept,) = VerificationKeys.of_certificate(pem).matching({"alg": "x", "kid": "whatever"})
    public = key.as_dict(private=False)
    assert kept.as_dict().items() <= public.items()


def test_a_certificate_of_another_kind_of_key_is_none() -> None:
    key = Ed25519PrivateKey.generate()
    name = x509.Name([])
    like = certificate(generate("P-256"))
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), 1, like.not_valid_before_utc, like.not_valid_after_utc
        )
        .sign(key, None)
        .public_bytes(Encoding.PEM)
    )
    with pytest.raises(NoKeys):
        VerificationKeys.of_certificate(made.decode())


def test_a_shared_secret_counts_under_any_kid() -> None:
    (kept,) = VerificationKeys.of_secret("0" * 32).matching({"alg": "HS256", "kid": "x"})
    assert kept.kid is None


def test_a_key_sets_keys_are_its_members() -> None:
    key = JWK.generate(kty="EC", crv="P-256").export_public(as_dict=True)
    assert key_set(json.dumps({"keys": [key], "more": 1})) == [key]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "null",
        "{}",
        '{"keys": {}}',
        '{"keys": [1]}',
        '{"keys": [], "keys": []}',
        b"\xff",
        "[" * 100_000,
        json.dumps({"keys": [{}] * (KEY_LIMIT + 1)}),
    ],
)
def test_what_is_no_key_set_is_refused(text: str | bytes) -> None:
    with pytest.raises(NoKeys):
        key_set(text)
