"""Signing keys, in the three forms the article copies by hand: keypair, keypair set, public key."""

import json
from pathlib import Path
from typing import Any

from jwcrypto.jwk import JWK

from ciba_helpers import private_file

Jwk = dict[str, Any]
"""A JSON Web Key as a dict (RFC 7517)."""


def generate_signing_key(kid: str = "myCIBAKey") -> JWK:
    """A fresh ES256 key on P-256, named `kid`: what the article's key generator gives."""
    return JWK.generate(kty="EC", crv="P-256", use="sig", alg="ES256", kid=kid)


def keypair(key: JWK) -> Jwk:
    """Both halves of `key`. Whoever has `d` can sign as you: it never leaves your hands."""
    private: Jwk = key.export(private_key=True, as_dict=True)
    return private


def public_key(key: JWK) -> Jwk:
    """The half of `key` that everybody may see, AM above all."""
    public: Jwk = key.export_public(as_dict=True)
    return public


def keypair_set(key: JWK) -> dict[str, list[Jwk]]:
    """Both halves as a JWK Set. As private as the keypair, whatever the word "set" suggests."""
    return {"keys": [keypair(key)]}


def public_key_set(key: JWK) -> dict[str, list[Jwk]]:
    """The public half as a JWK Set: what AM's "Json Web Key" field takes."""
    return {"keys": [public_key(key)]}


def save(key: JWK, path: Path) -> None:
    """Write both halves of `key` to `path`, readable by its owner only."""
    private_file.write(path, json.dumps(keypair(key), indent=1))


def load(path: Path) -> JWK:
    """The key in the file at `path`; raises ValueError where it holds none."""
    try:
        return JWK.from_json(path.read_text())
    except Exception as error:  # jwcrypto raises many kinds, among them bare ValueError
        raise ValueError(f"{path} does not hold a JSON Web Key") from error
