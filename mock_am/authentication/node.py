"""What a node type is, and what a node sees while the tree is walked."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from mock_am.authentication.callbacks import Callback
from mock_am.authentication.push_message import PushMessage
from mock_am.realm import attribute
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document
from mock_am.realm.push_device import PushDevice, SkipSetting


class NodeProcessError(Exception):
    """A node could not do its work; the tree ends in failure. The text is for the trail."""


class RealmServices(Protocol):
    """What nodes may ask of, and do to, the realm they run in."""

    realm: str
    now: float

    def username_exists(self, username: str) -> bool:
        """Whether the realm has this user."""

    def has_password(self, username: str, password: str) -> bool:
        """Whether `password` is the user's and the user is active."""

    def is_inactive(self, username: str) -> bool:
        """Whether there is such a user, who is not active."""

    def user_values(self, username: str, attribute: str) -> list[str]:
        """The values of a user's attribute; none where there is no such user."""

    def set_user_values(self, username: str, attribute: str, values: list[str]) -> None:
        """Give an existing user's attribute these values; raises KeyError without the user."""

    def push_skip(self, username: str) -> SkipSetting:
        """Whether the user has chosen to go without push authentication."""

    def set_push_skip(self, username: str, setting: SkipSetting) -> None:
        """Note that choice with an existing user."""

    def push_devices(self, username: str) -> Sequence[PushDevice]:
        """The user's registered phones, first registered first."""

    def keep_device(self, device: PushDevice) -> None:
        """Register a phone, or change one that is registered."""

    def note_use(self, username: str, mechanism_uid: str) -> None:
        """Note that the user's phone of that registration has been used now."""

    def message_lifetime(self) -> int | None:
        """Seconds a message is kept; None where the realm has no Push Notification Service."""

    def push_message(self, message_id: str) -> PushMessage | None:
        """The message, or None where it is gone."""

    def send(self, message: PushMessage) -> None:
        """Keep the message and hand it to the notification service."""

    def forget(self, message_id: str) -> None:
        """Drop a message that no answer can reach any more."""

    def push_url(self, action: str) -> str:
        """The absolute URL of the phone's endpoint for `action`."""

    def uuid(self) -> str:
        """A fresh UUID."""

    def secret(self) -> str:
        """32 fresh random bytes as base64."""

    def below(self, limit: int) -> int:
        """A fresh random whole number from 0 up to, but not including, `limit`."""

    def code(self) -> str:
        """A fresh recovery code: ten letters and digits."""


@dataclass(frozen=True)
class Outcome:
    """A node's exit: the id connections refer to, and the name the editor shows."""

    id: str
    display_name: str


@dataclass(frozen=True)
class Ask:
    """The node has something to show and stops the walk here.

    `page` is what a Page Node adds to the answer: `header`, `description`, `stage`.
    """

    callbacks: tuple[Callback, ...]
    resume_at: float
    page: Document | None = None


Run = Callable[[str, str, Sequence[str] | None], str | Ask]
"""Processes the node of a type and id with its answers, if it has any."""


def _no_other_node(node_type: str, node_id: str, answers: Sequence[str] | None) -> str | Ask:
    raise NodeProcessError(f"Node {node_type}/{node_id} does not exist.")


@dataclass
class Visit:
    """One stop at a node.

    `state` is the walk's shared state, which the node may change. `answers` are the inputs for
    its own callbacks when they come back, else None. `waited` is true where nothing is gained by
    waiting on, because the phone has answered. `run` processes another node in this one's place.
    """

    config: Document
    state: Document
    services: RealmServices
    headers: Document = field(default_factory=dict)
    answers: Sequence[str] | None = None
    waited: bool = False
    node_id: str = ""
    run: Run = _no_other_node

    @property
    def username(self) -> str:
        """The collected user name; raises NodeProcessError where there is none."""
        username: str | None = self.state.get("username")
        if not username:
            raise NodeProcessError("Expected username to be set.")
        return username

    def noted(self, key: str, default: float) -> float:
        """The number that a node has noted in the state.

        It is `default` where there is none, or a text that a Set State Node has put in its place.
        """
        value = self.state.get(key)
        return value if isinstance(value, int | float) else default


class NodeType(ABC):
    """A kind of node: its schema, its outcomes, what it does.

    `tags` are AM's search words for it (am.md 8, REC); `help` says in our own words what it is for.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    help: ClassVar[str]
    tags: ClassVar[tuple[str, ...]]
    attributes: ClassVar[tuple[Attribute, ...]] = ()
    inputs: ClassVar[tuple[str, ...]] = ()
    """The sensitive values that it reads from the state (am-external: each node's inputs, SRC)."""

    @abstractmethod
    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """The node's outcomes in the editor's order; some depend on its configuration."""

    @abstractmethod
    def process(self, visit: Visit) -> str | Ask:
        """Do the node's work: an outcome's id, or callbacks to show first."""

    def outcomes_from(self, config: Document) -> tuple[str, str] | None:
        """Type and id of the node whose outcomes this one takes over, if it does."""
        return None

    def needs(self, config: Document, needs_of: Callable[[str, str], Iterable[str]]) -> set[str]:
        """Its inputs; `needs_of` tells those of a node that it holds, by type and id."""
        return set(self.inputs)

    def copied(self, config: Document, copy: Callable[[str, str], str]) -> Document:
        """The configuration of a copy of the node; `copy` copies a node that it holds."""
        return config

    def checked(self, body: Document) -> Document:
        """`body` completed with the defaults; raises BadRequest where the schema refuses it."""
        return attribute.checked(self.attributes, body)

    def document_type(self) -> dict[str, Any]:
        """The `_type` member of the node's JSON."""
        return {"_id": self.id, "name": self.name, "collection": True}


class LifecycleNode(NodeType):
    """A node type that wants to know how the tree ended."""

    @abstractmethod
    def succeeded(self, visit: Visit) -> None:
        """Tidy up after a tree in which the node was visited and which succeeded."""
