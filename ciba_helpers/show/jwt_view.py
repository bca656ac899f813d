"""A JWT opened: header, payload, and what its signature is worth."""

import base64
import binascii
import json
import time
from dataclasses import dataclass
from html import escape
from typing import Any, TypeGuard

from ciba_helpers.show.moments import moment
from ciba_helpers.show.signature import Key, judged
from ciba_helpers.show.style import BAD, GOOD, PANELS, SOFT_INK, styled
from ciba_helpers.show.view import View

MOMENTS = ("exp", "iat", "nbf", "auth_time", "updated_at")
UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def jwt(token: str, key: Key | None = None, *, now: float | None = None) -> "JwtView":
    """Open a signed JWT: header, payload, and whether `key` verifies its signature.

    `key` is a JWK, or a key set from which the header's `kid` chooses. Moments are told by the
    reader's own clock, and as a distance from `now` (seconds since the epoch; default: the clock).
    Nothing but the signature is judged: an expired token opens too. Raises `ValueError` when
    `token` is no JWT or `key` no JWK.
    """
    header, payload = opened(token)
    verified, verdict = judged(token, header, key)
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
        return styled(PANELS, self.panels)

    @property
    def panels(self) -> str:
        """The three without their style sheet, for a page that has it already."""
        colour = {True: GOOD, False: BAD, None: SOFT_INK}[self.verified]
        mark = {True: "✓", False: "✗", None: "?"}[self.verified]
        verdict = (
            '<div class="ciba-panel" role="group" aria-label="Signature"'
            f' style="flex-basis:100%;border-left:5px solid {colour};padding:4px 12px">'
            f'<b aria-hidden="true">{mark}</b> {escape(self.verdict)}</div>'
        )
        header, payload = _json(self.header, {}), _json(self.payload, self._notes)
        panels = _panel("Header", header, 1) + _panel("Payload", payload, 2) + verdict
        return f'<div class="ciba-panels">{panels}</div>'

    def __str__(self) -> str:
        return f"JWT ({self.header.get('alg', 'no alg')}). {self.verdict}"

    @property
    def _notes(self) -> dict[str, str]:
        """For each claim that is a moment, when that is; of `exp` also how long it was given."""
        moments = {claim: self.payload.get(claim) for claim in MOMENTS}
        notes = {c: moment(at, self.now) for c, at in moments.items() if _is_number(at)}
        if all(notes.get(claim, "").startswith("<time") for claim in ("exp", "iat")):
            lifetime = self.payload["exp"] - self.payload["iat"]
            notes["exp"] += f", {distance(lifetime, 'iat')}"
        return notes


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
    except (binascii.Error, ValueError, RecursionError) as error:
        raise ValueError(f"The JWT's {name} is not base64url-encoded JSON.") from error
    if not isinstance(value, dict):
        raise ValueError(f"The JWT's {name} is JSON, but not an object.")
    return value


def _panel(name: str, json_html: str, share: int) -> str:
    return (
        f'\n<div class="ciba-panel" role="group" aria-label="{name}" style="flex-grow:{share}">'
        f'<div class="ciba-title">{name}</div><pre tabindex="0">{json_html}</pre></div>'
    )


def _json(claims: dict[str, Any], notes: dict[str, str]) -> str:
    lines = []
    for name, value in claims.items():
        pair = json.dumps({name: value}, indent=2, ensure_ascii=False)[2:-2]
        note = f"  <i>({notes[name]})</i>" if name in notes else ""
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
