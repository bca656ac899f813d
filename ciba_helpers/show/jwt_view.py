"""A JWT opened: header, payload, and what its signature is worth."""

import base64
import binascii
import json
import time
from dataclasses import dataclass
from html import escape
from typing import Any, TypeGuard

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from ciba_helpers.show.style import BAD, GOOD, PANELS, SOFT_INK, styled
from ciba_helpers.show.view import View

MOMENTS = ("exp", "nbf", "auth_time", "updated_at")
UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def jwt(
    token: str, key: JWK | dict[str, Any] | None = None, *, now: float | None = None
) -> "JwtView":
    """Open a signed JWT: header, payload, and whether `key` verifies its signature.

    `key` is a JWK, or a key set from which the header's `kid` chooses. Moments are told relative
    to `iat` where there is one, else to `now` (seconds since the epoch; default: the clock),
    rounded so that a second's delay does not show. Nothing but the signature is judged: an
    expired token opens too. Raises `ValueError` when `token` is no JWT or `key` no JWK.
    """
    header, payload = opened(token)
    verified, verdict = _judged(token, header, key)
    return JwtView(header, payload, verified, verdict, time.time() if now is None else now)


@dataclass(frozen=True)
class JwtView(View):
    """The opened JWT. `verified` is None when no key was given; `verdict` says it in words."""

    header: dict[str, Any]
    payload: dict[str, Any]
    verified: bool | None
    verdict: str
    now: float

    @property
    def html(self) -> str:
        """Three panels: header, payload, signature."""
        colour = {True: GOOD, False: BAD, None: SOFT_INK}[self.verified]
        mark = {True: "✓", False: "✗", None: "?"}[self.verified]
        verdict = (
            '<div class="ciba-panel" role="group" aria-label="Signature"'
            f' style="flex-basis:100%;border-left:5px solid {colour};padding:4px 12px">'
            f'<b aria-hidden="true">{mark}</b> {escape(self.verdict)}</div>'
        )
        header, payload = _json(self.header, {}), _json(self.payload, self._notes)
        panels = _panel("Header", header, 1) + _panel("Payload", payload, 2) + verdict
        return styled(PANELS, f'<div class="ciba-panels">{panels}</div>')

    def __str__(self) -> str:
        return f"JWT ({self.header.get('alg', 'no alg')}). {self.verdict}"

    @property
    def _notes(self) -> dict[str, str]:
        """For each claim that is a moment, how far it is from `iat` or from now."""
        issued = self.payload.get("iat")
        start, origin = (issued, "iat") if _is_number(issued) else (self.now, "now")
        moments = {claim: self.payload.get(claim) for claim in MOMENTS}
        return {c: distance(at - start, origin) for c, at in moments.items() if _is_number(at)}


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and payload of a signed JWT, unverified. Raises `ValueError` when it is none."""
    parts = token.strip().split(".")
    if len(parts) == 5:
        raise ValueError("This JWT is encrypted (five parts): only its recipient can open it.")
    if len(parts) != 3:
        raise ValueError(f"A signed JWT has three parts with dots between; this has {len(parts)}.")
    return _decoded(parts[0], "header"), _decoded(parts[1], "payload")


def _decoded(part: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(base64.b64decode(part + "=" * (-len(part) % 4), "-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"The JWT's {name} is not base64url-encoded JSON.") from error
    if not isinstance(value, dict):
        raise ValueError(f"The JWT's {name} is JSON, but not an object.")
    return value


def _judged(
    token: str, header: dict[str, Any], key: JWK | dict[str, Any] | None
) -> tuple[bool | None, str]:
    if key is None:
        return None, "Signature not checked, because no key was given."
    chosen = _chosen(key, header.get("kid"))
    if chosen is None:
        return False, f"Signature NOT verified: the key set has no key {header.get('kid')!r}."
    name = f"key {chosen['kid']}" if "kid" in chosen else "the given key"
    if _verifies(token.strip(), chosen):
        return True, f"Signature verified with {name}."
    return False, f"Signature NOT verified: it was not made with {name}, or the JWT was changed."


def _chosen(key: JWK | dict[str, Any], kid: object) -> dict[str, Any] | None:
    if isinstance(key, JWK):
        return dict(key.export(as_dict=True))
    if "keys" not in key:
        return key
    return next((k for k in key["keys"] if k.get("kid") == kid), None)


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


def _panel(name: str, json_html: str, share: int) -> str:
    return (
        f'\n<div class="ciba-panel" role="group" aria-label="{name}" style="flex-grow:{share}">'
        f'<div class="ciba-title">{name}</div><pre tabindex="0">{json_html}</pre></div>'
    )


def _json(claims: dict[str, Any], notes: dict[str, str]) -> str:
    lines = []
    for name, value in claims.items():
        pair = json.dumps({name: value}, indent=2, ensure_ascii=False)[2:-2]
        note = f"  <i>({escape(notes[name])})</i>" if name in notes else ""
        lines.append((escape(pair), note))
    commas = ["," if i < len(lines) - 1 else "" for i in range(len(lines))]
    body = "\n".join(pair + comma + note for (pair, note), comma in zip(lines, commas, strict=True))
    return f"{{\n{body}\n}}"


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def distance(seconds: float, origin: str) -> str:
    """How far a moment is from `origin` ("iat" or "now"), to the nearest unit that fits."""
    if abs(seconds) < 60:
        return f"within a minute of {origin}"
    unit, size = next(u for u in UNITS if abs(seconds) >= u[1] * (1.5 if u[1] > 60 else 1))
    count = round(abs(seconds) / size)
    amount = f"{count} {unit}{'' if count == 1 else 's'}"
    if origin == "now":
        return f"{amount} from now" if seconds > 0 else f"{amount} ago"
    return f"{amount} {'after' if seconds > 0 else 'before'} {origin}"
