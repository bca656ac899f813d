"""A key that a learner hands in, in whatever form."""

import json
from typing import Any

from jwcrypto.jwk import JWK, JWKSet

from ciba_helpers.check.exercise import Missing


def jwk_of(answer: Any) -> JWK:
    """The key in a JWK, a dict or their JSON; raises Missing where there is none."""
    if _is_set(answer):
        raise Missing("That is not a JSON Web Key, but a set.", "Hand in the key itself.")
    try:
        key = answer if isinstance(answer, JWK) else JWK(**_read(answer))
        key.thumbprint()
    except Exception:  # jwcrypto raises many kinds
        raise Missing("That is not a JSON Web Key.", "JWK.generate(…) makes one.") from None
    return key


def _is_set(answer: Any) -> bool:
    return isinstance(answer, JWKSet) or (isinstance(answer, dict) and "keys" in answer)


def _read(answer: Any) -> Any:
    return json.loads(answer) if isinstance(answer, str | bytes) else answer


def members_of(key: JWK) -> dict[str, Any]:
    """What a key says of itself, private members included."""
    members: dict[str, Any] = dict(key)
    return members
