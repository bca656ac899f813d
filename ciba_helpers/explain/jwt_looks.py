"""Looks at the request object, the JWT that was sent: what it shows of a cause."""

import json
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from ciba_helpers.explain.answer import Answer
from ciba_helpers.explain.entry import Look, Proof
from ciba_helpers.explain.looks import basic_client
from ciba_helpers.show.jwt_view import distance

CLAIMS = (
    "iss", "aud", "exp", "iat", "nbf", "jti", "scope", "acr_values", "login_hint",
    "id_token_hint", "login_hint_token", "binding_message", "user_code", "requested_expiry",
    "client_notification_token",
)  # fmt: skip
HINTS = ("login_hint", "id_token_hint", "login_hint_token")
HALF_AN_HOUR = 30 * 60
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Hangul fillers and the empty Braille pattern: letters and a symbol that show nothing."""
IN_MILLISECONDS = 1e11
"""No moment in seconds before the year 5138 is so large."""


def _claims(answer: Answer) -> dict[str, Any]:
    return answer.request_object[1] if answer.request_object else {}


def _moment(answer: Answer, claim: str) -> float | None:
    value = _claims(answer).get(claim)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else None


def _when(at: float, now: float) -> str:
    """Relative to now; a date where it is further away, which is the same tomorrow."""
    if abs(at - now) < 2 * 24 * 3600:
        return distance(at - now, "now")
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def in_milliseconds(answer: Answer) -> str | None:
    """Whether `exp` counts milliseconds."""
    exp = _moment(answer, "exp")
    if exp is None:
        return None
    told = Proof(f"Your `exp` is {exp:.0f}: that is in milliseconds.")
    return told if exp > IN_MILLISECONDS else ""


def exp_far_ahead(answer: Answer) -> str | None:
    """Whether `exp` lies further ahead than AM takes."""
    exp = _moment(answer, "exp")
    if exp is None:
        return None
    if exp > IN_MILLISECONDS or exp - answer.at <= HALF_AN_HOUR:
        return ""
    return Proof(f"Your `exp` lies {_when(exp, answer.at)}; AM takes 30 minutes.")


def exp_past(answer: Answer) -> str | None:
    """Whether `exp` was over when AM answered."""
    exp = _moment(answer, "exp")
    if exp is None:
        return None
    return Proof(f"Your `exp` was {_when(exp, answer.at)}.") if exp <= answer.at else ""


def clock_ahead(answer: Answer) -> str | None:
    """Whether `exp` is still to come by the clock here, although AM calls it over."""
    exp = _moment(answer, "exp")
    if exp is None or exp > IN_MILLISECONDS:
        return None
    told = f"By the clock here your `exp` is {_when(exp, answer.at)}, but AM calls it over."
    return Proof(told) if exp > answer.at else ""


def missing_claim(answer: Answer) -> str | None:
    """Which claims there are instead, one that is spelled alike first."""
    claims = _claims(answer)
    if not claims:
        return None
    unknown = [name for name in claims if name not in CLAIMS]
    absent = [name for name in CLAIMS if name not in claims and name in answer.words]
    for name in absent:
        if close := get_close_matches(name, unknown, n=1):
            return Proof(f"Your JWT has `{close[0]}`, which looks like a slip for `{name}`.")
    return f"Your JWT has {_listed(list(claims))}."


def malformed_claim(answer: Answer) -> str | None:
    """What the claim that AM names is."""
    named = [name for name in _claims(answer) if f" {name} " in answer.words]
    value = json.dumps(_claims(answer)[named[0]], ensure_ascii=False) if named else ""
    return f"Your `{named[0]}` is `{value}`." if named else None


def claim(name: str) -> Look:
    """What the claim `name` is in the request object."""

    def look(answer: Answer) -> str | None:
        if answer.request_object is None:
            return None
        value = _claims(answer).get(name)
        return f"Your JWT has no `{name}`." if value is None else f"Your `{name}` is `{value}`."

    return look


def in_header(name: str) -> Look:
    """What the member `name` of the request object's header is."""

    def look(answer: Answer) -> str | None:
        if answer.request_object is None:
            return None
        value = answer.request_object[0].get(name)
        told = f"has no `{name}`" if value is None else f"says `{name}`: `{value}`"
        return f"The header of your JWT {told}."

    return look


def request_is_no_jwt(answer: Answer) -> str | None:
    """Whether what was sent as `request` does not even open."""
    if "request" not in answer.form:
        return None
    parts = answer.form["request"].count(".") + 1
    told = f"What you sent has {parts} part{'s' * (parts != 1)}; a signed JWT has three that open."
    return Proof(told) if answer.request_object is None else ""


def another_audience(answer: Answer) -> str | None:
    """Whether `aud` is another address than the one that was asked."""
    if answer.exchange is None or answer.request_object is None:
        return None
    aud, url = _claims(answer).get("aud"), urlsplit(answer.exchange.url)
    base = f"{url.scheme}://{url.netloc}{url.path.partition('/oauth2')[0]}/oauth2"
    return f"Your `aud` is `{aud}`, and you asked `{base}`."


def another_issuer(answer: Answer) -> str | None:
    """Whether `iss` is another client than the one that authenticates."""
    client_id, issuer = basic_client(answer), _claims(answer).get("iss")
    if client_id is None or issuer is None:
        return None
    told = f"Your `iss` is `{issuer}`, but you authenticate as `{client_id}`."
    return Proof(told) if issuer != client_id else ""


def binding_message(answer: Answer) -> str | None:
    """Whether the binding message is too long, or has what nobody would see."""
    text = _binding_message(answer)
    if text is None:
        return None
    if not 1 <= len(text) <= 100:
        return Proof(f"Yours has {len(text)} characters.")
    place = next((place for place, one in enumerate(text) if _is_hidden(one)), None)
    if place is None:
        return ""
    name = "a line break" if text[place] in "\r\n" else f"U+{ord(text[place]):04X}"
    return Proof(f"Yours has {name} as character {place + 1} of {len(text)}.")


def first_character(answer: Answer) -> str | None:
    """Whether the binding message begins with what AM takes no beginning for."""
    text = _binding_message(answer)
    if not text:
        return None
    is_taken = unicodedata.category(text[0])[0] in "LNP" or _is_hidden(text[0])
    return "" if is_taken else Proof(f"Yours begins with `{text[0]}`.")


def _binding_message(answer: Answer) -> str | None:
    text = _claims(answer).get("binding_message", answer.form.get("binding_message"))
    return text if isinstance(text, str) else None


def _is_hidden(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] == "C" or kind in ("Zl", "Zp") or character in BLANK


def hints(answer: Answer) -> str | None:
    """Which of the three hints there are."""
    if answer.request_object is None:
        return None
    given = [name for name in HINTS if name in _claims(answer)]
    return f"Your JWT has {_listed(given) if given else 'none of the three'}."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
