"""The exercises of chapter 1: a second key, and which form of a key AM may have."""

import json
from typing import Any

from jwcrypto.jwk import JWK, JWKSet

from ciba_helpers.article import KEY_ID
from ciba_helpers.check.exercise import Missing, exercise
from ciba_helpers.check.given_key import jwk_of, members_of

ALGORITHM_OF = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
"""Which algorithm signs with which curve (RFC 7518, 3.4)."""


@exercise("1.1", "Make a second key")
def second_key(answer: Any) -> str:
    """Judge a signing key on P-384: its curve, its algorithm, its use and its name."""
    key = jwk_of(answer)
    members = members_of(key)
    _judge_curve(members)
    _judge_algorithm(members.get("alg"))
    if not key.has_private:
        raise Missing("This is the public half: nobody can sign with it.", "Hand in the whole key.")
    if members.get("use") != "sig" and "sign" not in (members.get("key_ops") or ()):
        raise Missing("The key does not say that it is for signing.", 'Add use="sig".')
    if members.get("kid") in (None, "", KEY_ID):
        raise Missing("The key has no name of its own.", 'Give it another kid: kid="mySecondKey".')
    return (
        f"{members['kid']} signs with ES384. AM would ask for one thing more: its provider accepts "
        "ES256 and PS256 until an administrator adds to them."
    )


def _judge_curve(members: dict[str, Any]) -> None:
    if members.get("kty") != "EC":
        says = f"The key's type is {members.get('kty')}: such a key lies on no curve."
        raise Missing(says, 'Ask for kty="EC" and crv="P-384".')
    if members.get("crv") != "P-384":
        raise Missing(f"The key's curve is {members.get('crv')}.", 'Ask for crv="P-384".')


def _judge_algorithm(algorithm: Any) -> None:
    if algorithm is None:
        raise Missing(
            "The key does not name its algorithm.", 'Add alg="…": look at the last digits.'
        )
    if algorithm != "ES384":
        curve = next((one for one, alg in ALGORITHM_OF.items() if alg == algorithm), None)
        belongs = (
            f"{algorithm} belongs to the curve {curve}." if curve else f"{algorithm} is another."
        )
        raise Missing(belongs, "The algorithm for P-256 is ES256. Which one is it for P-384?")


@exercise("1.2", "What AM may have")
def key_set_for_am(answer: Any, key: JWK) -> str:
    """Judge what is to be given to AM: `key` in a set, its private half left out."""
    keys = _keys_in(_json_of(answer))
    if any("d" in one for one in keys):
        raise Missing(
            "This one has d in it: whoever reads it can sign as your till.",
            "Look for a form of which a cell above says that “d” is not in it.",
        )
    if key.thumbprint() not in [jwk_of(one).thumbprint() for one in keys]:
        raise Missing("Your key is not in this set.", "Use a form that was made from `key`.")
    if not _is_set(_json_of(answer)):
        raise Missing(
            "This is public, but a single key: AM's field takes a set.",
            "A set has a member “keys”, with a list in it.",
        )
    return "A set, and public: with this AM can verify your signatures, and make none."


def _json_of(answer: Any) -> Any:
    if isinstance(answer, JWK):
        return members_of(answer)
    if isinstance(answer, JWKSet):
        return json.loads(answer.export(private_keys=True))
    if not isinstance(answer, str | bytes):
        return answer
    try:
        return json.loads(answer)
    except ValueError:
        says = "That is text, and not JSON."
        raise Missing(says, "Hand in the variable itself: its name without quotes.") from None


def _is_set(given: Any) -> bool:
    return isinstance(given, dict) and "keys" in given


def _keys_in(given: Any) -> list[dict[str, Any]]:
    """The keys of a set, or the single key that was handed in for one."""
    keys = given["keys"] if _is_set(given) else [given]
    if not isinstance(keys, list) or not keys or not all(isinstance(one, dict) for one in keys):
        raise Missing("There is no key in it.", "Hand in one of the forms made above.")
    return keys
