"""The provider's own signing keys, and which of them an algorithm needs."""

from base64 import b64encode
from hashlib import sha1

from joserfc.jwk import ECKey, RSAKey

from mock_am.realm.document import Document

SigningKey = RSAKey | ECKey

FAMILY_OF_ALG = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    "ES256": "P-256",
    "ES384": "P-384",
    "ES512": "P-521",
}
"""The kind of key that each algorithm signs with."""

FAMILIES = ("RSA", "P-256", "P-384", "P-521")


def generate(family: str) -> SigningKey:
    """A fresh private key of `family`, its kid in AM's form: standard base64 of 20 bytes."""
    key: SigningKey
    key = RSAKey.generate_key(2048) if family == "RSA" else ECKey.generate_key(family)
    # A name, not a protection: SHA-1 gives AM's 20 bytes.
    digest = sha1(key.thumbprint().encode(), usedforsecurity=False).digest()
    private: Document = {
        **key.as_dict(private=True),
        "kid": b64encode(digest).decode(),
        "use": "sig",
    }
    return imported(private)


def imported(jwk: Document) -> SigningKey:
    """The key that a stored JWK describes."""
    return RSAKey.import_key(jwk) if jwk["kty"] == "RSA" else ECKey.import_key(jwk)


def public_jwk(key: SigningKey) -> Document:
    """The key as `connect/jwk_uri` shows it: no `alg` by default (am.md 14.5, DOC)."""
    return dict(key.as_dict(private=False))
