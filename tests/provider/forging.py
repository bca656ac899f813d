"""Tokens that no library would make: any header, any payload, any signature."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from jwcrypto.jwk import JWK

from tests.provider.provider import Client

Sign = Callable[[bytes], bytes]
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def segment(octets: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets(value: Any) -> bytes:
    """The value as JSON, or itself where it is bytes already."""
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def compact(header: Any, payload: Any, sign: Sign) -> str:
    """A compact JWS of these; what is no bytes is made JSON."""
    signed = f"{segment(octets(header))}.{segment(octets(payload))}"
    return f"{signed}.{segment(sign(signed.encode()))}"


def forged(client: Client, payload: Any = None, sign: Sign | None = None, **header: Any) -> str:
    """The client's request object with changed header members, payload or signature."""
    changed = {"alg": "ES256", "kid": client.key["kid"]} | header
    claims = client.claims() if payload is None else payload
    return compact(changed, claims, sign or ecdsa(client.key))


def raw_payload(client: Client, members: str, **changes: Any) -> bytes:
    """The client's claims as JSON, with members added as they stand."""
    return json.dumps(client.claims(**changes))[:-1].encode() + f", {members}}}".encode()


def ecdsa(key: JWK, algorithm: hashes.HashAlgorithm | None = None) -> Sign:
    """ES256, or ECDSA with another hash."""

    def sign(signed: bytes) -> bytes:
        der = key.get_op_key("sign").sign(signed, ec.ECDSA(algorithm or hashes.SHA256()))
        r, s = utils.decode_dss_signature(der)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return sign


def der(key: JWK) -> Sign:
    """ES256 in the encoding that JOSE does not use."""

    def sign(signed: bytes) -> bytes:
        made: bytes = key.get_op_key("sign").sign(signed, ec.ECDSA(hashes.SHA256()))
        return made

    return sign


def mirrored(key: JWK) -> Sign:
    """The other valid ES256 signature: (r, n - s)."""

    def sign(signed: bytes) -> bytes:
        made = ecdsa(key)(signed)
        s = P256_ORDER - int.from_bytes(made[32:], "big")
        return made[:32] + s.to_bytes(32, "big")

    return sign


def mac(secret: bytes, digest: str = "sha256") -> Sign:
    """HS256, HS384, HS512."""
    return lambda signed: hmac.digest(secret, signed, digest)


def rsa(key: JWK, *, pss: bool, size: int = 256) -> Sign:
    """RS256 and PS256, and their kin."""
    algorithm = {256: hashes.SHA256(), 384: hashes.SHA384(), 512: hashes.SHA512()}[size]
    salted = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)

    def sign(signed: bytes) -> bytes:
        how = salted if pss else padding.PKCS1v15()
        made: bytes = key.get_op_key("sign").sign(signed, how, algorithm)
        return made

    return sign


def always(signature: bytes) -> Sign:
    """This signature, whatever is signed."""
    return lambda signed: signature


def altered(sign: Sign, change: Callable[[bytes], bytes]) -> Sign:
    """A signature, changed afterwards."""
    return lambda signed: change(sign(signed))
