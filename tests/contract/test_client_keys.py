"""A client's own keys: in its profile, in a certificate (am.md 10.1)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import NameOID
from jwcrypto.jwk import JWK

from tests.contract.am import Administrator, error
from tests.contract.configuration import CLIENT, client, done
from tests.contract.till import Till, new_key

NO_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def jwk_set(*keys: dict[str, Any]) -> str:
    """A JWK Set as AM keeps it: the text of its JSON."""
    return json.dumps({"keys": keys})


def certificate(key: JWK) -> str:
    """The key's public half in a self-signed certificate, PEM."""
    private = load_pem_private_key(key.export_to_pem(True, None), None)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "myCIBAClient")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    unsigned = x509.CertificateBuilder(
        name, name, private.public_key(), 1, day, day + timedelta(days=9999)
    )
    return unsigned.sign(private, SHA256()).public_bytes(Encoding.PEM).decode()


async def test_a_certificate_is_a_key_too_whatever_its_kid(
    administrator: Administrator, till: Till
) -> None:
    # am.md 10.1
    x509_only = {"publicKeyLocation": "x509", "jwkSet": None}
    body = client(till.key, **x509_only, clientJwtPublicKey=certificate(till.key))
    await done(administrator, CLIENT, body)
    assert (await till.ask()).status_code == 200
    foreign = client(till.key, **x509_only, clientJwtPublicKey=certificate(new_key()))
    await done(administrator, CLIENT, foreign)
    assert (await till.ask()).json()["error"] == "invalid_request"


@pytest.mark.parametrize("text", ["x", NO_CERTIFICATE, NO_CERTIFICATE.rstrip()])
async def test_a_certificate_that_is_none_is_refused(
    administrator: Administrator, text: str
) -> None:
    answer = await administrator.put(
        CLIENT, {"signEncOAuth2ClientConfig": {"clientJwtPublicKey": text}}
    )
    message = "Data validation failed for the attribute, Client JWT Bearer Public Key"
    assert answer.json() == error(400, "Bad Request", message)


@pytest.mark.parametrize("location", ["jwks_uri", "x509"])
async def test_only_the_keys_that_the_selector_names_count(
    administrator: Administrator, till: Till, location: str
) -> None:
    # am.md 10.1
    await done(administrator, CLIENT, client(till.key, publicKeyLocation=location))
    assert (await till.ask()).json()["error"] == "invalid_request"


async def test_a_private_key_pasted_by_mistake_verifies_like_its_public_half(
    administrator: Administrator, till: Till
) -> None:
    # am.md 10: the slip that the article's "Keypair set" invites
    body = client(till.key, jwkSet=f'{{"keys": [{till.key.export_private()}]}}')
    await administrator.put(CLIENT, body)
    assert (await till.ask()).status_code == 200


async def test_a_key_for_encryption_verifies_nothing(
    administrator: Administrator, till: Till
) -> None:
    # RFC 7517 4.2
    public = till.key.export_public(as_dict=True)
    for use, status in (("enc", 400), ("sig", 200)):
        await done(administrator, CLIENT, client(till.key, jwkSet=jwk_set(public | {"use": use})))
        assert (await till.ask()).status_code == status


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"kty": "EC"},
        {"kty": "EC", "crv": "P-256", "x": 1, "y": []},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "oct", "k": "AAAA"},
        {"kty": ["EC"]},
        {"kty": "RSA", "n": "", "e": "AQAB"},
    ],
)
async def test_a_key_that_is_none_is_passed_over(
    administrator: Administrator, till: Till, broken: dict[str, Any]
) -> None:
    only = client(till.key, jwkSet=jwk_set(broken))
    both = client(till.key, jwkSet=jwk_set(broken, till.key.export_public(as_dict=True)))
    await administrator.put(CLIENT, only)
    assert (await till.ask()).json()["error"] == "invalid_request"
    await administrator.put(CLIENT, both)
    assert (await till.ask()).status_code == 200
