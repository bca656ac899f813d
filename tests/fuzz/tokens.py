"""JSON Web Tokens with a right signature over something wrong, or the other way round."""

import hashlib
import hmac
import uuid
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from jwcrypto.jwk import JWK

from tests.fuzz.values import Raw, changed, corrupted, small_json_values, written

Sign = Callable[[bytes], bytes]

_HEADERS: tuple[dict[str, Any], ...] = (
    *({"alg": "none"}, {"alg": "NONE"}, {"alg": ""}, {"alg": None}, {"alg": ["ES256"]}, {"alg": 1}),
    *({"alg": "HS256"}, {"alg": "RS256"}, {"alg": "PS256"}, {"alg": "ES384"}, {"alg": "EdDSA"}),
    *({"alg": "ES256K"}, {"alg": "dir", "enc": "A128GCM"}, {"alg": "RSA-OAEP", "enc": "A128GCM"}),
    *({"crit": []}, {"crit": ["exp"]}, {"crit": "x"}, {"crit": ["b64"], "b64": False}),
    *({"b64": False}, {"b64": "x"}, {"zip": "DEF"}, {"cty": "JWT"}, {"typ": 1}, {"typ": "at+jwt"}),
    *({"kid": ""}, {"kid": "x"}, {"kid": 1}, {"kid": ["x"]}, {"kid": {}}, {"kid": "../../x"}),
    *({"jku": "http://127.0.0.1:1/"}, {"x5u": "file:///"}, {"x5c": ["x"]}, {"x5t": 1}, {"jwk": 1}),
    *({"jwk": {"kty": "oct", "k": "AA"}}, {"jwk": {"kty": "EC", "crv": "P-256"}}, {"epk": {}}),
    {"x": Raw("[" * 2000 + "]" * 2000)},
    {"x": Raw("[" * 8000)},
)


def es256(key: JWK) -> Sign:
    """Signs with an EC key."""
    private = key.get_op_key("sign")

    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(private.sign(data, ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    return sign


def hs256(secret: str) -> Sign:
    """Signs with a secret in base64."""
    return lambda data: hmac.digest(b64decode(secret), data, hashlib.sha256)


def jws(header: Any, payload: Any, sign: Sign) -> str:
    """A compact JWS."""
    parts = [_encoded(written(part).encode()) for part in (header, payload)]
    return ".".join([*parts, _encoded(sign(".".join(parts).encode()))])


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def malformed_jws(draw: DrawFn, header: dict[str, Any], claims: dict[str, Any], sign: Sign) -> str:
    """One thing about the token is wrong, its signature seldom."""
    kind = draw(st.integers(0, 9))
    claims = {**claims, "jti": uuid.uuid4().hex}
    if kind < 6:
        return jws(header, changed(draw, claims, small_json_values, _CLAIMS), sign)
    if kind < 8:
        other = draw(st.sampled_from(_HEADERS))
        return jws({**header, **other}, claims, sign)
    if kind == 8:
        return jws(changed(draw, header, small_json_values, ("crit", "b64", "jwk")), claims, sign)
    return corrupted(draw, jws(header, claims, sign))


_CLAIMS = (
    *("iss", "sub", "aud", "exp", "iat", "nbf", "jti", "client_id", "request", "request_uri"),
    *("scope", "acr_values", "login_hint", "id_token_hint", "login_hint_token", "user_code"),
    *("binding_message", "requested_expiry", "client_notification_token", "claims"),
)
