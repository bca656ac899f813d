"""Requests with one fault each, for chapter 9 to find. Reading on here would tell you which."""

from collections.abc import Callable
from typing import Any

from jwcrypto.jwk import JWK

from ciba_helpers.lab import Lab
from ciba_helpers.signed_request import decode, sign

CASES: dict[int, Callable[[Lab], dict[str, Any]]] = {
    1: lambda lab: {"aud": f"{lab.audience}/"},
    2: lambda lab: {"binding_message": "£50 to ExampleShop? (EB-0246326)"},
    3: lambda lab: {"scope": "openid,profile"},
}
"""What is wrong with the claims of each case. In case 0 it is no claim."""


async def mystery(lab: Lab, case: int) -> str:
    """A signed request that AM refuses, for a reason that is yours to find.

    Raises ValueError where `case` is none of 0 to 3.
    """
    key = lab.key if case else _renamed(lab.key)
    return sign(await mystery_claims(lab, case), key)


async def mystery_claims(lab: Lab, case: int) -> dict[str, Any]:
    """The claims of a case, with a moment to come in `exp`; raises ValueError as `mystery` does."""
    if case not in (0, *CASES):
        raise ValueError(f"There is no case {case!r}: take 0, 1, 2 or 3.")
    claims = decode(await lab.signed_request()).payload
    return claims | (CASES[case](lab) if case else {})


def _renamed(key: JWK) -> JWK:
    return JWK(**{**key.export(as_dict=True), "kid": key["kid"].replace("Key", "key")})
