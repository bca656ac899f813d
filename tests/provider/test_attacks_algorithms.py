"""Only the registered asymmetric algorithm counts (CIBA 7.1.1, RFC 8725 2.1, 3.1, 3.2)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwcrypto.jwk import JWK

from tests.contract.configuration import CLIENTS, client, done
from tests.contract.till import new_key
from tests.provider.attacks import each_refused, each_taken, refused, unharmed
from tests.provider.forging import altered, always, compact, ecdsa, forged, mac, rsa, segment
from tests.provider.provider import Client, Provider

NOBODY: list[Any] = ["none", "None", "NONE", "nOnE", " none", "", None, False, ["none"], {}]


async def test_nobodys_signature_is_none(standing: Provider) -> None:
    till = standing.client
    signs = {"no signature": always(b""), "the signature kept": ecdsa(till.key)}
    requests = {
        (repr(alg), how): forged(till, sign=sign, alg=alg)
        for alg in NOBODY
        for how, sign in signs.items()
    }
    await each_refused(standing, till, requests)


async def test_a_header_without_an_algorithm_is_refused(standing: Provider) -> None:
    till = standing.client
    header = {"kid": till.key["kid"], "enc": "A128GCM"}
    async with unharmed(standing):
        refused(await till.send(compact(header, till.claims(), ecdsa(till.key))))


def public_pem(key: JWK) -> bytes:
    pem: bytes = key.export_to_pem()
    return pem


def encoded(key: JWK, encoding: Encoding, form: PublicFormat) -> bytes:
    made: bytes = key.get_op_key("verify").public_bytes(encoding, form)
    return made


SECRETS: dict[str, Callable[[Client], bytes]] = {
    "the client's secret": lambda till: till.auth[1].encode(),
    "the public key as JSON": lambda till: till.key.export_public().encode(),
    "the public key as sorted JSON": lambda till: json.dumps(
        till.key.export_public(as_dict=True), sort_keys=True, separators=(",", ":")
    ).encode(),
    "the registered key set": lambda till: f'{{"keys": [{till.key.export_public()}]}}'.encode(),
    "the public key in PEM": lambda till: public_pem(till.key),
    "the public key in PEM, trimmed": lambda till: public_pem(till.key).strip(),
    "the public key in DER": lambda till: encoded(
        till.key, Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    ),
    "the public point": lambda till: encoded(
        till.key, Encoding.X962, PublicFormat.UncompressedPoint
    ),
    "the x coordinate": lambda till: till.key.export_public(as_dict=True)["x"].encode(),
    "the kid": lambda till: till.key["kid"].encode(),
    "the client_id": lambda till: till.auth[0].encode(),
    "nothing": lambda till: b"",
    "zeros": lambda till: bytes(32),
}


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
async def test_nothing_public_or_shared_is_a_key_to_sign_with(standing: Provider, alg: str) -> None:
    till, digest = standing.client, f"sha{alg[2:]}"
    requests = {
        name: forged(till, sign=mac(secret(till), digest), alg=alg)
        for name, secret in SECRETS.items()
    }
    await each_refused(standing, till, requests)


async def test_the_providers_own_keys_are_no_secrets(standing: Provider) -> None:
    till = standing.client
    keys = (await standing.am.get(f"{standing.issuer}/connect/jwk_uri")).json()["keys"]
    secrets = [json.dumps({"keys": keys}), *map(json.dumps, keys), *(key["kid"] for key in keys)]
    requests = {secret: forged(till, sign=mac(secret.encode()), alg="HS256") for secret in secrets}
    await each_refused(standing, till, requests)


OTHERS = ["ES384", "ES512", "ES256K", "PS256", "PS384", "RS256", "EdDSA", "Ed25519", "ML-DSA-44"]
UNKNOWN = ["es256", "ES256 ", "ES256\x00", "Es256", "A128KW", "dir", "RSA-OAEP", "x" * 1000]


async def test_the_header_does_not_choose_the_algorithm(standing: Provider) -> None:
    till = standing.client
    requests = {alg: forged(till, alg=alg) for alg in (*OTHERS, *UNKNOWN)}
    await each_refused(standing, till, requests)


@pytest.fixture(scope="module")
def rsa_key() -> JWK:
    return JWK.generate(kty="RSA", size=2048, kid="rsa", use="sig")


@pytest.fixture(scope="module")
async def with_rsa(standing: Provider, rsa_key: JWK) -> Client:
    """A client with an RSA key that is bound to no algorithm."""
    jwks = json.dumps({"keys": [rsa_key.export_public(as_dict=True)]})
    body = client(rsa_key, secret="a secret of its own", jwkSet=jwks)
    await done(standing.administrator, f"{CLIENTS}/rsaClient", body)
    return Client(standing.am, rsa_key, "rsaClient", "a secret of its own")


RSA_WAYS = [
    ("RS256", False, 256),
    ("RS384", False, 384),
    ("RS512", False, 512),
    ("PS384", True, 384),
    ("PS512", True, 512),
    ("PS256", False, 256),
    ("PS256", True, 384),
]


async def test_an_rsa_key_signs_in_one_way_only(
    standing: Provider, with_rsa: Client, rsa_key: JWK
) -> None:
    # FAPI-CIBA ID1 7.10: PS256 or ES256
    requests = {
        (alg, pss, size): forged(with_rsa, sign=rsa(rsa_key, pss=pss, size=size), alg=alg)
        for alg, pss, size in RSA_WAYS
    }
    await each_refused(standing, with_rsa, requests)


async def test_ps256_and_es256_are_taken(
    standing: Provider, with_rsa: Client, rsa_key: JWK
) -> None:
    request = forged(with_rsa, sign=rsa(rsa_key, pss=True), alg="PS256")
    await each_taken(standing, with_rsa, {"PS256": request})
    await each_taken(standing, standing.client, {"ES256": forged(standing.client)})


async def test_a_key_of_another_curve_does_not_sign_es256(standing: Provider) -> None:
    key = JWK.generate(kty="EC", crv="secp256k1", kid="k")
    body = client(new_key(), jwkSet=f'{{"keys": [{key.export_public()}]}}')
    await done(standing.administrator, f"{CLIENTS}/curveClient", body)
    till = Client(standing.am, key, "curveClient", "forgerock")
    await each_refused(standing, till, {alg: forged(till, alg=alg) for alg in ("ES256", "ES256K")})


SIGNATURES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda made: b"",
    "one byte": lambda made: made[:1],
    "half": lambda made: made[:32],
    "truncated": lambda made: made[:-1],
    "extended": lambda made: made + b"\x00",
    "extended in front": lambda made: b"\x00" + made,
    "longer integers": lambda made: b"\x00" + made[:32] + b"\x00" + made[32:],
    "twice": lambda made: made * 2,
    "zeros": lambda made: bytes(64),
    "r zero": lambda made: bytes(32) + made[32:],
    "s zero": lambda made: made[:32] + bytes(32),
    "ones": lambda made: b"\xff" * 64,
    "swapped": lambda made: made[32:] + made[:32],
    "first bit flipped": lambda made: bytes([made[0] ^ 0x80]) + made[1:],
    "last bit flipped": lambda made: made[:-1] + bytes([made[-1] ^ 1]),
    "a kilobyte": lambda made: made * 16,
}


async def test_a_signature_counts_to_the_bit(standing: Provider) -> None:
    till = standing.client
    requests = {
        name: forged(till, sign=altered(ecdsa(till.key), change))
        for name, change in SIGNATURES.items()
    }
    await each_refused(standing, till, requests)


async def test_a_signature_is_of_one_payload_and_one_header(standing: Provider) -> None:
    till = standing.client
    header, payload, signature = forged(till).split(".")
    other_payload = segment(json.dumps(till.claims(login_hint="erin")).encode())
    other_header = segment(b'{"alg":"ES256", "kid":"myCIBAKey"}')
    requests = {
        "another payload": f"{header}.{other_payload}.{signature}",
        "another header": f"{other_header}.{payload}.{signature}",
        "the wrong way round": f"{payload}.{header}.{signature}",
    }
    await each_refused(standing, till, requests)
