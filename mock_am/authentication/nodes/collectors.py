"""Nodes that collect a name and a password."""

from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import ClassVar

from mock_am.authentication.callbacks import Callback, NameCallback, PasswordCallback
from mock_am.authentication.node import Ask, NodeType, Outcome, Visit
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document

BASIC = ("basic authn", "basic authentication")
"""AM's tags for nodes that have to do with a name and a password."""

PASSWORD = "password"
"""Where the state holds the password until a node has compared it."""


class _Collector(NodeType):
    """Puts one answer into the shared state."""

    tags = BASIC
    key: str
    callback: Callback

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """A single way out."""
        return (Outcome("outcome", "Outcome"),)

    def process(self, visit: Visit) -> str | Ask:
        """Ask until the answer is not empty, whatever the state holds (am-external, SRC)."""
        if not visit.answers or not visit.answers[0]:
            return Ask((self.callback,), resume_at=visit.services.now)
        visit.state[self.key] = visit.answers[0]
        return "outcome"


class UsernameCollectorNode(_Collector):
    """Asks who is there; a CIBA tree must begin with it (am.md 8.2, DOC)."""

    id = "UsernameCollectorNode"
    name = "Username Collector"
    help = "Asks for the user's name."
    key = "username"
    callback = NameCallback()


class PasswordCollectorNode(_Collector):
    """Asks for the password."""

    id = "PasswordCollectorNode"
    name = "Password Collector"
    help = "Asks for the user's password."
    key = PASSWORD
    callback = PasswordCallback()


class ZeroPageLoginNode(NodeType):
    """Takes name and password from the request's headers, if they are there (am.md 3.1)."""

    id = "ZeroPageLoginNode"
    name = "Zero Page Login Collector"
    help = "Takes the name and the password from two headers of the request, if they are there."
    tags = BASIC
    attributes: ClassVar[tuple[Attribute, ...]] = (
        Attribute(
            "usernameHeader",
            "Username Header Name",
            "The request header that holds the user's name.",
            "X-OpenAM-Username",
            100,
        ),
        Attribute(
            "passwordHeader",
            "Password Header Name",
            "The request header that holds the password.",
            "X-OpenAM-Password",
            200,
        ),
        Attribute(
            "allowWithoutReferer",
            "Allow Without Referer",
            "Whether a request without a Referer header may log in this way.",
            True,
            300,
        ),
        Attribute(
            "referrerWhiteList",
            "Referer Whitelist",
            "The referers that may log in this way, where a referer is asked for.",
            [],
            400,
        ),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """With or without credentials."""
        return (
            Outcome("true", "Has Credentials"),
            Outcome("false", "No Credentials"),
        )

    def process(self, visit: Visit) -> str | Ask:
        """Copy what is there into the state; one of the two headers will do (am-external, SRC)."""
        found = {
            "username": _header(visit, "usernameHeader"),
            PASSWORD: _header(visit, "passwordHeader"),
        }
        given = {key: value for key, value in found.items() if value is not None}
        if not given or not _referer_allowed(visit):
            return "false"
        visit.state.update(given)
        return "true"


def _referer_allowed(visit: Visit) -> bool:
    listed: list[str] = visit.config["referrerWhiteList"]
    return visit.config["allowWithoutReferer"] or visit.headers.get("referer") in listed


def _header(visit: Visit, key: str) -> str | None:
    value: str | None = visit.headers.get(visit.config[key].lower())
    return value if value is None else _decoded(value)


def _decoded(value: str) -> str:
    # am.md 3.1: names outside ASCII come as =?UTF-8?B?…?=; what is no such word stays as it is.
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeError):
        return value
