"""What must not stand in a notebook's output: passwords, client secrets, sessions, tokens."""

import base64
import binascii
import json
import re
from typing import TypeAlias
from urllib.parse import parse_qsl, urlsplit, urlunsplit

MASK = "•••"
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | None"

SECRET_NAMES = frozenset(
    {
        "access_token",
        "accesskey",
        "client_notification_token",
        "client_secret",
        "clientsecret",
        "currentpassword",
        "iplanetdirectorypro",
        "newpassword",
        "password",
        "refresh_token",
        "secret",
        "sharedsecret",
        "token",
        "tokenid",
        "user_code",
        "userpassword",
        "x-openam-password",
    }
)
PRIVATE_KEY_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_SPELT_OUT = re.compile(
    rf"""(\b(?:{"|".join(SECRET_NAMES)})\b["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^\s&,;<>}}]+)""",
    re.IGNORECASE,
)
LONGEST_TOKEN = 48  # a coordinate of a P-256 key still fits
LONGEST_TEXT = 240
HEAD = 24


def shortened(text: str) -> str:
    """Opaque values keep their head only: their tail differs from run to run."""
    if re.search(r"\s|://", text):
        return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
    return text if len(text) <= LONGEST_TOKEN else text[:HEAD] + "…"


def is_opaque(name: object) -> bool:
    """Whether a name was made by a machine: base64, and long."""
    is_base64 = re.fullmatch(r"[A-Za-z0-9+/_-]{20,}={0,2}", str(name))
    return bool(is_base64 and re.search(r"[A-Z]", str(name)) and re.search(r"[\d+/=]", str(name)))


def masked_json(value: Json, *, secret: bool = False) -> Json:
    """`value` with every secret masked, however deep, and long strings shortened."""
    if isinstance(value, dict):
        return {
            name: masked_json(inner, secret=secret or _is_secret(name, value))
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [masked_json(item, secret=secret) for item in value]
    if isinstance(value, str):
        return MASK if secret and value else _masked_text(value)
    return MASK if secret and isinstance(value, int) and not isinstance(value, bool) else value


def _is_secret(name: str, owner: dict[str, Json]) -> bool:
    if owner.get("type") == "PasswordCallback":
        return name == "input"
    return name.lower() in SECRET_NAMES or ("kty" in owner and name in PRIVATE_KEY_MEMBERS)


def _masked_text(text: str) -> str:
    """A string may hold a key set (AM's `jwkSet` does) or the QR text with a phone's secret."""
    if '"kty"' in text:
        try:
            return json.dumps(masked_json(json.loads(text)), ensure_ascii=False)
        except (ValueError, RecursionError):
            return MASK
    if "pushauth://" in text:
        return re.sub(r"(pushauth://[^?]*\?).*", rf"\1{MASK}", text, flags=re.DOTALL)
    return shortened(text)


def masked_body(body: str, content_type: str) -> str:
    """The body laid out for reading: JSON indented, a form one parameter a line."""
    try:
        return json.dumps(masked_json(json.loads(body)), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        pass
    if "form-urlencoded" in content_type:
        return "\n".join(f"{name}={value}" for name, value in masked_pairs(body))
    return shortened(_SPELT_OUT.sub(rf"\1{MASK}", body))


def masked_pairs(form: str) -> list[tuple[str, str]]:
    """The parameters of a form or query, decoded, secrets masked."""
    pairs = parse_qsl(form, keep_blank_values=True)
    return [(name, _masked_value(name, value)) for name, value in pairs]


def _masked_value(name: str, value: str) -> str:
    return MASK if name.lower() in SECRET_NAMES and value else _masked_text(value)


def masked_url(url: str) -> str:
    """The address with credentials and secret parameters masked."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")
    netloc = f"{MASK}@{host[2]}" if host[1] else host[2]
    query, fragment = _query(parts.query), _query(parts.fragment)
    return urlunsplit((parts.scheme, netloc, parts.path, query, fragment))


def _query(query: str) -> str:
    names = {pair.partition("=")[0].lower() for pair in query.split("&")}
    if not names & SECRET_NAMES:
        return query
    return "&".join(f"{name}={value}" for name, value in masked_pairs(query))


def masked_header(name: str, value: str) -> str:
    """A header's value as it may be shown; credentials keep their form, not their content."""
    match name.lower():
        case "authorization" | "proxy-authorization":
            return _masked_authorization(value)
        case "cookie":
            return "; ".join(
                f"{pair.partition('=')[0].strip()}={MASK}" for pair in value.split(";")
            )
        case "set-cookie":
            return re.sub(r"^([^=;]+)=[^;]*", rf"\1={MASK}", value)
        case "location":
            return masked_url(value)
        case secret if secret in SECRET_NAMES:
            return MASK
    return value


def _masked_authorization(value: str) -> str:
    scheme, _, credentials = value.partition(" ")
    if not credentials:
        return MASK  # somebody has forgotten the scheme
    if scheme.lower() != "basic":
        return f"{scheme} {MASK}"
    try:
        username = base64.b64decode(credentials, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return f"{scheme} {MASK}"
    return f"{scheme} base64({username}:{MASK})"
