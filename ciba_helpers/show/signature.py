"""What a JWT's signature is worth, judged with keys that the reader has."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK, JWKSet
from jwcrypto.jws import JWS

from ciba_helpers.show.secrets import is_opaque

Key: TypeAlias = JWK | JWKSet | Mapping[str, Any]
"""A JWK, or a key set."""

Verdict = tuple[bool | None, str]
"""Whether it is verified (None: not checked), and the same in words."""

KEY_TYPES = {"HS": "oct", "RS": "RSA", "PS": "RSA", "ES": "EC"}


def judged(token: str, header: Mapping[str, Any], key: Key | None) -> Verdict:
    """The verdict with the one key that is meant, or with the one a key set has for the token.

    Raises `ValueError` where `key` is no JWK.
    """
    if key is None:
        return None, "Signature not checked, because no key was given."
    chosen = _chosen(key, header.get("kid"))
    if chosen is None:
        return False, f"Signature NOT verified: the key set has no key {header.get('kid')!r}."
    return _verdict(token, [chosen])


def judged_by_fitting(token: str, header: Mapping[str, Any], keys: Iterable[Key]) -> Verdict:
    """The verdict with those of `keys` that fit: by `kid`, or by type where the token names none.

    Raises `ValueError` where one of `keys` is no JWK.
    """
    fitting = [key for given in keys for key in _each(given) if _fits(key, header)]
    if not fitting:
        return None, "Signature not checked, because no key that fits was given."
    return _verdict(token, fitting)


def _verdict(token: str, keys: list[dict[str, Any]]) -> Verdict:
    name = " or ".join(dict.fromkeys(map(_name, keys)))
    if any(_verifies(token.strip(), key) for key in keys):
        return True, f"Signature verified with {name}."
    return False, f"Signature NOT verified: it was not made with {name}, or the JWT was changed."


def _name(key: Mapping[str, Any]) -> str:
    """What the key is called; a random name, as AM gives its keys, tells nobody anything."""
    if "kid" not in key:
        return "the given key"
    return "the key that the header names" if is_opaque(key["kid"]) else f"key {key['kid']}"


def _chosen(key: Key, kid: object) -> dict[str, Any] | None:
    if isinstance(key, Mapping) and "keys" in key:
        return next((k for k in _each(key) if k.get("kid") == kid), None)
    return next(_each(key))


def _each(key: Key) -> Iterator[dict[str, Any]]:
    exported = key.export(as_dict=True) if isinstance(key, JWK | JWKSet) else key
    yield from map(dict, exported.get("keys", [exported]))


def _fits(key: Mapping[str, Any], header: Mapping[str, Any]) -> bool:
    if "kid" in header:
        return bool(key.get("kid") == header["kid"])
    kind = KEY_TYPES.get(str(header.get("alg"))[:2])
    return kind is not None and kind == key.get("kty")


def _verifies(token: str, key: dict[str, Any]) -> bool:
    try:
        jwk = JWK(**key)
    except (JWException, TypeError) as error:
        raise ValueError("The key is not a JWK.") from error
    signed = JWS()
    if "alg" in key:
        signed.allowed_algs = [key["alg"]]
    try:
        signed.deserialize(token)
        signed.verify(jwk)
    except JWException:
        return False
    return True
