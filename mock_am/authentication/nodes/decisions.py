"""Nodes that decide whether the collected name and password are somebody's."""

from typing import ClassVar

from mock_am.authentication.node import NodeProcessError, NodeType, Outcome, Visit
from mock_am.authentication.nodes.collectors import BASIC, PASSWORD
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document

TRUE_FALSE = (Outcome("true", "True"), Outcome("false", "False"))


class DataStoreDecisionNode(NodeType):
    """Checks name and password against the realm's identities."""

    id = "DataStoreDecisionNode"
    name = "Data Store Decision"
    help = "Checks the collected name and password against the realm's data store."
    tags = BASIC
    inputs: ClassVar[tuple[str, ...]] = (PASSWORD,)

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """Right or wrong."""
        return TRUE_FALSE

    def process(self, visit: Visit) -> str:
        """Compare; where no password was collected the tree ends (am-external, SRC)."""
        username, password = visit.username, visit.state.get(PASSWORD)
        if password is None:
            raise NodeProcessError("Unable to authenticate")
        return "true" if visit.services.has_password(username, password) else "false"


class IdentityStoreDecisionNode(NodeType):
    """Checks name and password, and tells a locked account from a wrong password.

    Cancelled and Expired belong to a change of password, as two of the attributes do, and this
    server's identity store never demands one. The third changes nothing where, as here, the
    universal identifier is the user's name (am-external, SRC).
    """

    id = "IdentityStoreDecisionNode"
    name = "Identity Store Decision"
    help = "Checks the collected name and password against the realm's identity store."
    tags = BASIC
    inputs: ClassVar[tuple[str, ...]] = (PASSWORD,)
    attributes: ClassVar[tuple[Attribute, ...]] = (
        Attribute(
            "minimumPasswordLength",
            "Minimum Password Length",
            "How short a new password may be; 0 leaves it to the identity store.",
            8,
            200,
        ),
        Attribute(
            "useUniversalIdForUsername",
            "Username as Universal Identifier",
            "Whether the name in the state becomes the user's universal identifier.",
            False,
            300,
        ),
        Attribute(
            "mixedCaseForPasswordChangeMessages",
            "Use mixed case for password change messages",
            "Whether messages about a new password are in mixed case, not in capitals.",
            False,
            400,
        ),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """In the editor's order (am-external, SRC)."""
        return (
            Outcome("TRUE", "True"),
            Outcome("FALSE", "False"),
            Outcome("LOCKED", "Locked"),
            Outcome("CANCELLED", "Cancelled"),
            Outcome("EXPIRED", "Expired"),
        )

    def process(self, visit: Visit) -> str:
        """An account that is not active is locked, whatever the password."""
        username, password = visit.state.get("username"), visit.state.get(PASSWORD)
        if not username or not password:
            return "FALSE"
        if visit.services.is_inactive(username):
            return "LOCKED"
        return "TRUE" if visit.services.has_password(username, password) else "FALSE"


class IdentifyExistingUserNode(NodeType):
    """Looks a user up in PingIDM by an attribute.

    It can be configured in an AM that stands alone, as this one does, but not run there: the node
    needs AM to be part of a platform deployment (Auth node reference, DOC).
    """

    id = "IdentifyExistingUserNode"
    name = "Identify Existing User"
    help = "Looks up in PingIDM whether somebody has the collected attribute."
    tags = ("identity management",)
    attributes: ClassVar[tuple[Attribute, ...]] = (
        Attribute(
            "identifier",
            "Identifier",
            "The attribute of the identity that becomes the user's name.",
            "userName",
            100,
        ),
        Attribute(
            "identityAttribute",
            "Identity Attribute",
            "The attribute that identifies the user.",
            "mail",
            200,
            needs_value=True,
        ),
    )

    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """Somebody or nobody."""
        return TRUE_FALSE

    def process(self, visit: Visit) -> str:
        """Nobody where nothing was collected; else the question goes to PingIDM."""
        if not visit.state.get("username"):
            return "false"
        raise NodeProcessError("PingIDM is not configured.")
