"""The exercise of chapter 2: a request of one's own."""

import re
import time
from typing import TYPE_CHECKING, Any

from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from ciba_helpers.article import ACR, CLIENT_ID, USERNAME
from ciba_helpers.check.exercise import Missing, exercise
from ciba_helpers.signed_request import decode

if TYPE_CHECKING:
    from ciba_helpers.lab import Lab

LONGEST_MESSAGE = 100
"""Characters, in AM."""

_TWELVE = re.compile(r"(?<![\d.,])12(?:[.,]00)?(?![.,]?\d)")
_POUNDS = re.compile(r"£|\bGBP\b|\bpounds?\b", re.IGNORECASE)

_FAR = 1e13
"""Seconds. Milliseconds since 1970, taken for seconds, lie beyond a hundredth of it."""

_FIVE_MINUTES = 'claims["exp"] = int(time.time()) + 5 * 60'


@exercise("2.1", "Ask for £12")
def small_payment(answer: Any, lab: "Lab") -> str:
    """Judge a signed request for £12 that is good for five minutes, as AM would and more."""
    claims = _verified_claims(answer, lab.key)
    _judge_parties(claims, lab)
    _judge_expiry(claims.get("exp"), time.time())
    _judge_message(claims.get("binding_message"))
    return (
        "Signed with your key, addressed to AM, good for five minutes, and the customer can read "
        "what it is about."
    )


def _verified_claims(answer: Any, key: JWK) -> dict[str, Any]:
    if isinstance(answer, dict):
        raise Missing("These are claims, and nobody has signed them.", "Hand in the signed JWT.")
    if not isinstance(answer, str):
        raise Missing("A request is text: three parts with dots between.", "serialize() gives it.")
    try:
        claims = decode(answer).payload
    except ValueError:
        raise Missing(
            "That is not a signed JWT.", "It has three parts with dots between."
        ) from None
    token = JWS()
    try:
        token.deserialize(answer, key)
    except Exception:  # jwcrypto raises many kinds
        says = "The signature is not your key's, or the claims were changed after signing."
        raise Missing(says, "Sign with lab.key, after the last change.") from None
    return claims


def _judge_parties(claims: dict[str, Any], lab: "Lab") -> None:
    audience = claims.get("aud")
    addressed = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != CLIENT_ID:
        raise Missing("iss does not name your client.", f'claims["iss"] = "{CLIENT_ID}"')
    if lab.audience not in addressed and lab.issuer not in addressed:
        raise Missing("aud is not AM's address.", 'claims["aud"] = lab.audience')
    if claims.get("login_hint") != USERNAME:
        raise Missing("login_hint does not name demo.", f'claims["login_hint"] = "{USERNAME}"')
    if claims.get("acr_values") != ACR:
        raise Missing(
            "acr_values does not say how to authenticate.", f'claims["acr_values"] = "{ACR}"'
        )
    if "openid" not in str(claims.get("scope")).split():
        raise Missing("scope has no openid.", 'claims["scope"] = "openid profile"')


def _judge_expiry(exp: Any, now: float) -> None:
    if isinstance(exp, bool) or not isinstance(exp, int | float):
        raise Missing("exp is a number of seconds, not text, and must be there.", _FIVE_MINUTES)
    left = min(exp, _FAR) - now
    if left > _FAR / 100:
        raise Missing("exp counts milliseconds: AM reads seconds.", _FIVE_MINUTES)
    if left < -1e9:
        raise Missing("exp is a moment, counted from 1970, not a duration.", _FIVE_MINUTES)
    if left <= 0:
        raise Missing("The request has expired.", _FIVE_MINUTES)
    if not 4 * 60 < left <= 5 * 60 + 5:
        says = f"The request is good for {left / 60:.0f} minutes."
        raise Missing(says, f"{_FIVE_MINUTES}, and sign at once.")


def _judge_message(message: Any) -> None:
    if not isinstance(message, str) or not message.strip():
        raise Missing("The phone would have nothing to show.", "Write a binding_message.")
    if not (_TWELVE.search(message) and _POUNDS.search(message)):
        raise Missing(
            "The text does not say £12.", "The customer must read the amount on the phone."
        )
    if len(message) > LONGEST_MESSAGE or not message.isprintable():
        raise Missing(
            f"AM shows {LONGEST_MESSAGE} characters on one line; yours has {len(message)}.",
            "Say it in fewer words, without a line break.",
        )
