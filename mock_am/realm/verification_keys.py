"""The public keys of a client, ready to verify with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OctKey, OKPKey, RSAKey

from mock_am.realm.document import Document, parsed_json

Key = OctKey | RSAKey | ECKey | OKPKey

KEY_LIMIT = 100
"""Keys of one set that are looked at."""

_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


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
    key is left out.
    """

    def __init__(self, jwks: Sequence[Document]) -> None:
        keys = [_key(jwk) for jwk in jwks if jwk.get("use", "sig") == "sig"]
        self._keys = [key for key in keys if key is not None]
        self._by_kid = True

    @classmethod
    def of_certificate(cls, pem: str) -> "VerificationKeys":
        """The one key in a PEM certificate, whatever kid a JWT names; raises NoKeys."""
        made = cls(())
        made._keys, made._by_kid = [_certified_key(pem)], False
        return made

    @classmethod
    def of_secret(cls, secret: str) -> "VerificationKeys":
        """The secret that client and provider share, whatever kid a JWT names."""
        made = cls(())
        made._keys, made._by_kid = [OctKey.import_key(secret)], False
        return made

    def matching(self, header: Mapping[str, Any]) -> list[Key]:
        """The keys that may have signed under `header`; kid is an opaque string."""
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


def _key(jwk: Document) -> Key | None:
    public = {name: value for name, value in jwk.items() if name not in _PRIVATE}
    try:
        return JWKRegistry.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


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
