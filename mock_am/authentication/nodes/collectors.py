"""Nodes that collect and check a name and a password."""

from typing import ClassVar

from mock_am.authentication.callbacks import Callback, NameCallback, PasswordCallback
from mock_am.authentication.node import Ask, NodeType, Outcome, Visit
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document

_BASIC = ("basic authn", "basic authentication")
_ONE = (Outcome("outcome", "Outcome"),)
_TRUE_FALSE = (Outcome("true", "True"), Outcome("false", "False"))


class _Collector(NodeType):
    """Puts one answer into the shared state."""

    tags = _BASIC
    key: str
    callback: Callback

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """A single way out."""
        return _ONE

    def process(self, visit: Visit) -> str | Ask:
        """Ask once, unless the state already holds the answer."""
        if visit.answers:
            visit.state[self.key] = visit.answers[0]
        if not visit.state.get(self.key):
            return Ask((self.callback,), resume_at=visit.services.now)
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
    key = "password"
    callback = PasswordCallback()


class DataStoreDecisionNode(NodeType):
    """Checks name and password against the realm's identities."""

    id = "DataStoreDecisionNode"
    name = "Data Store Decision"
    help = "Checks the collected name and password against the realm's data store."
    tags = _BASIC

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """Right or wrong."""
        return _TRUE_FALSE

    def process(self, visit: Visit) -> str | Ask:
        """Compare; a wrong pair leaves no trace in the state."""
        password = visit.state.pop("password", "")
        right = visit.services.has_password(visit.username, password)
        return "true" if right else "false"


class ZeroPageLoginNode(NodeType):
    """Takes name and password from the request's headers, if they are there (am.md 3.1)."""

    id = "ZeroPageLoginNode"
    name = "Zero Page Login Collector"
    help = "Takes the name and the password from two headers of the request, if they are there."
    tags = _BASIC
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
        """Copy both headers into the state."""
        username = visit.headers.get(visit.config["usernameHeader"].lower())
        password = visit.headers.get(visit.config["passwordHeader"].lower())
        if username is None or password is None:
            return "false"
        visit.state.update(username=username, password=password)
        return "true"
