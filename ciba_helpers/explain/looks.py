"""Looks at the request around the JWT: what it shows of a cause (see `entry.Look`)."""

import base64
import binascii
from urllib.parse import unquote

from ciba_helpers.explain.answer import Answer
from ciba_helpers.explain.entry import Look, Proof


def basic_client(answer: Answer) -> str | None:
    """Who authenticates by HTTP Basic; no look, but a part of some."""
    scheme, _, encoded = (answer.header("authorization") or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return unquote(base64.b64decode(encoded, validate=True).decode().partition(":")[0])
    except (binascii.Error, UnicodeDecodeError):
        return None


def no_credentials(answer: Answer) -> str | None:
    """Whether the client said neither who it is nor proved it."""
    if answer.exchange is None:
        return None
    proofs = {"client_secret", "client_assertion"} & answer.form.keys()
    if answer.header("authorization") is not None or proofs:
        return ""
    return Proof("You sent neither an `Authorization` header nor a secret in the form.")


def other_credentials(answer: Answer) -> str | None:
    """Whom the client said it is."""
    client_id = basic_client(answer)
    if client_id is not None:
        return f"You authenticated as `{client_id}` by HTTP Basic."
    given = answer.form.get("client_id")
    if given:
        return f"You named yourself `{given}` in the form."
    return "" if no_credentials(answer) else None


def only_basic(answer: Answer) -> str | None:
    """Rules out what comes of HTTP Basic alone, where the client did not use it."""
    return "" if answer.exchange and basic_client(answer) is None else None


def not_basic(answer: Answer) -> str | None:
    """Whether the header is there, but no pair of id and secret in base64."""
    header = answer.header("authorization")
    if header is None:
        return "" if answer.exchange else None
    told = f"Your `Authorization` header begins with `{header.partition(' ')[0][:20]}`"
    told += ", and no id with a colon and a secret in base64 follows."
    return Proof(told) if basic_client(answer) is None else ""


def form_field(name: str) -> Look:
    """What the field `name` of the form is."""

    def look(answer: Answer) -> str | None:
        if answer.exchange is None:
            return None
        value = answer.form.get(name)
        return f"Your form has no `{name}`." if value is None else f"Your `{name}` is `{value}`."

    return look


def content_type(answer: Answer) -> str | None:
    """Which content type was sent."""
    if answer.exchange is None:
        return None
    given = answer.header("content-type")
    return f"You sent it as `{given}`." if given else "You sent no `Content-Type`."


def version(answer: Answer) -> str | None:
    """Which version was asked for."""
    if answer.exchange is None:
        return None
    given = answer.header("accept-api-version")
    return f"You asked for `{given}`." if given else "You sent no `Accept-API-Version`."


def method(answer: Answer) -> str | None:
    """Which method was used."""
    return f"You sent {answer.exchange.method}." if answer.exchange else None


def realm(answer: Answer) -> str | None:
    """Which realm the path names."""
    names = answer.path.split("/realms/")[1:]
    if not names:
        return None
    path = "/".join(name.partition("/")[0] for name in names[1:])
    return f"The path names the realm `/{path}`."


def path(answer: Answer) -> str | None:
    """Which path was asked for."""
    return f"You asked for `{answer.path}`." if answer.path else None


def no_session(answer: Answer) -> str | None:
    """Whether the request carried no session token."""
    if answer.exchange is None:
        return None
    told = Proof("You sent no header `iPlanetDirectoryPro`.")
    return "" if _carries_session(answer) else told


def old_session(answer: Answer) -> str | None:
    """Whether it carried one that AM does not take."""
    if answer.exchange is None:
        return None
    told = "You sent a session token, but AM knows no living session of that name."
    return Proof(told) if _carries_session(answer) else ""


def _carries_session(answer: Answer) -> bool:
    cookies = answer.header("cookie") or ""
    return bool(answer.header("iplanetdirectorypro")) or "iPlanetDirectoryPro=" in cookies


def cookie_alone(answer: Answer) -> str | None:
    """Whether the session came as a cookie, and no header shows that a program meant it."""
    if answer.exchange is None:
        return None
    meant = answer.header("accept-api-version") or answer.header("x-requested-with")
    if meant or "iPlanetDirectoryPro=" not in (answer.header("cookie") or ""):
        return ""
    return Proof("You sent the session as a cookie, and neither of the two headers.")


def login_name(answer: Answer) -> str | None:
    """Who tried to log in, by the zero-page headers."""
    name = answer.header("x-openam-username")
    return f"You tried to log in as `{name}`." if name else None


def no_control_token(answer: Answer) -> str | None:
    """Whether the control token was left out."""
    if answer.exchange is None:
        return None
    return "" if answer.header("authorization") else Proof("You sent no `Authorization` header.")


def no_bearer(answer: Answer) -> str | None:
    """Whether the request carried no access token."""
    if answer.exchange is None:
        return None
    told = Proof("You sent no `Authorization: Bearer` header.")
    return "" if _carries_token(answer) else told


def a_bearer(answer: Answer) -> str | None:
    """Whether it carried one."""
    if answer.exchange is None:
        return None
    told = Proof("You sent a token, but AM knows no living one like it.")
    return told if _carries_token(answer) else ""


def _carries_token(answer: Answer) -> bool:
    scheme = (answer.header("authorization") or "").partition(" ")[0]
    return scheme.lower() == "bearer" or "access_token" in answer.form
