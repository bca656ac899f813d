"""The public keys of a client, ready to verify with."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, JWKRegistry, OctKey, OKPKey, RSAKey

from mock_am.realm.document import Document, parsed_json

Key = OctKey | RSAKey | ECKey | OKPKey

KEY_LIMIT = 100
"""Keys of one set that are looked at."""

RSA_LEAST = 2048
"""Bits of an RSA modulus (RFC 7518 3.3, 3.5); a shorter key verifies nothing."""

_PUBLIC = ("kty", "crv", "x", "y", "n", "e", "kid", "alg")
"""Members that are kept: the public key itself, and which it is."""


class NoKeys(ValueError):
    """The text is neither a JWK Set nor a certificate, whichever it should be."""


@dataclass(frozen=True)
class KeySetAddress:
    """Where a client publishes its key set, and how long one that was read there counts.

    `cache_time` is how long, in seconds; `miss_time` how long a set that lacks a key, or could
    not be read, is not asked for again (am.md 10.1, REC: the settings, in milliseconds there).
    """

    uri: str
    cache_time: float
    miss_time: float


class VerificationKeys:
    """A client's keys, parsed once per change of its configuration.

    Only the public members are kept: a private key pasted into the client's profile, the slip
    the article's "Keypair set" invites, verifies like its public half. A key that is no public
    key, is too short, or is for something else is left out.
    """

    def __init__(self, jwks: Sequence[Document]) -> None:
        keys = [_key(jwk) for jwk in jwks if _is_for_signatures(jwk)]
        self._keys = [key for key in keys if key is not None]
        self._by_kid = True

    @classmethod
    def of_certificate(cls, pem: str) -> "VerificationKeys":
        """The one key in a PEM certificate, whatever kid a JWT names; raises NoKeys."""
        made = cls(())
        key = _certified_key(pem)
        made._keys, made._by_kid = [key] if _is_long_enough(key) else [], False
        return made

    @classmethod
    def of_secret(cls, secret: str) -> "VerificationKeys":
        """The secret that client and provider share, whatever kid a JWT names."""
        made = cls(())
        made._keys, made._by_kid = [OctKey.import_key(secret)], False
        return made

    def matching(self, header: Mapping[str, Any]) -> list[Key]:
        """The keys that may have signed under `header`; kid is an opaque string (RFC 7515 4.1.4).

        Where it is given and is none, no key does.
        """
        if not isinstance(header.get("kid", ""), str):
            return []
        kid, alg = header.get("kid") if self._by_kid else None, header.get("alg")
        return [
            key for key in self._keys if kid in (None, key.kid) and key.get("alg") in (None, alg)
        ]


def key_set(text: str | bytes) -> list[Document]:
    """The keys of a JWK Set; raises NoKeys where `text` is none, or one of very many keys."""
    try:
        keys = parsed_json(text)["keys"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NoKeys from None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise NoKeys
    if len(keys) > KEY_LIMIT:
        raise NoKeys
    return keys


def _is_for_signatures(jwk: Document) -> bool:
    operations = jwk.get("key_ops", ["verify"])
    # A pasted private key is one to sign with.
    signs = isinstance(operations, list) and ("verify" in operations or "sign" in operations)
    return signs and jwk.get("use", "sig") == "sig"


def _key(jwk: Document) -> Key | None:
    public = {name: jwk[name] for name in _PUBLIC if name in jwk}
    try:
        with warnings.catch_warnings():  # of a short key, which is left out anyway
            warnings.simplefilter("ignore", SecurityWarning)
            key = JWKRegistry.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if _is_long_enough(key) else None


def _is_long_enough(key: Key) -> bool:
    return not isinstance(key, RSAKey) or key.raw_value.key_size >= RSA_LEAST


def _certified_key(pem: str) -> Key:
    try:
        public = x509.load_pem_x509_certificate(pem.encode()).public_key()
    except ValueError:
        raise NoKeys from None
    spki = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    if isinstance(public, RSAPublicKey):
        return RSAKey.import_key(spki)
    if isinstance(public, EllipticCurvePublicKey):
        return ECKey.import_key(spki)
    raise NoKeys
