"""The provider's own signing keys, and which of them an algorithm needs."""

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha1

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import NameOID
from joserfc.jwk import ECKey, RSAKey

from mock_am.identifiers import base64url
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

_LEADING = ("kty", "kid", "use", "x5t", "x5c")
"""The members that stand first in a published key (am.md 14.5, DOC)."""

_BEGIN, _END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
"""A certificate's validity: whatever the mock's clock says, it is within."""


def generate(family: str) -> SigningKey:
    """A fresh private key of `family`, its kid in AM's form: standard base64 of 20 bytes."""
    key: SigningKey
    key = RSAKey.generate_key(2048) if family == "RSA" else ECKey.generate_key(family)
    der = certificate(key).public_bytes(Encoding.DER)
    private: Document = {
        **key.as_dict(private=True),
        "kid": b64encode(_name(key)).decode(),
        "use": "sig",
        # RFC 7517 4.7, 4.8; a name as well, not a protection
        "x5t": base64url(sha1(der, usedforsecurity=False).digest()),
        "x5c": [b64encode(der).decode()],
    }
    return imported(private)


def certificate(key: SigningKey) -> x509.Certificate:
    """A self-signed certificate of `key`."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mock_am")])
    serial = int.from_bytes(_name(key)) >> 1  # 20 bytes, and positive (RFC 5280 4.1.2.2)
    unsigned = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key,
        serial_number=serial,
        not_valid_before=_BEGIN,
        not_valid_after=_END,
    )
    return unsigned.sign(key.get_op_key("sign"), SHA256())


def _name(key: SigningKey) -> bytes:
    # A name, not a protection: SHA-1 gives AM's 20 bytes.
    return sha1(key.thumbprint().encode(), usedforsecurity=False).digest()


def imported(jwk: Document) -> SigningKey:
    """The key that a stored JWK describes."""
    return RSAKey.import_key(jwk) if jwk["kty"] == "RSA" else ECKey.import_key(jwk)


def public_jwk(key: SigningKey) -> Document:
    """The key as `connect/jwk_uri` shows it: no `alg` by default (am.md 14.5, DOC)."""
    members = key.as_dict(private=False)
    return {name: members[name] for name in (*_LEADING, *members) if name in members}


def algorithms_of(family: str) -> list[str]:
    """The algorithms that sign with a key of `family`."""
    return [alg for alg, needed in FAMILY_OF_ALG.items() if needed == family]
