"""What a node type is, and what a node sees while the tree is walked."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from mock_am.authentication.callbacks import Callback
from mock_am.authentication.push_message import PushMessage
from mock_am.errors import DataValidationFailed
from mock_am.realm.document import Document, completed, label
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
    """The node has something to show and stops the walk here."""

    callbacks: tuple[Callback, ...]
    resume_at: float


@dataclass
class Visit:
    """One stop at a node.

    `state` is the walk's shared state, which the node may change. `answers` are the inputs for
    its own callbacks when they come back, else None. `waited` is true where nothing is gained by
    waiting on, because the phone has answered.
    """

    config: Document
    state: Document
    services: RealmServices
    headers: Document = field(default_factory=dict)
    answers: Sequence[str] | None = None
    waited: bool = False

    @property
    def username(self) -> str:
        """The collected user name; raises NodeProcessError where there is none."""
        username: str | None = self.state.get("username")
        if not username:
            raise NodeProcessError("Expected username to be set.")
        return username


class NodeType(ABC):
    """A kind of node: its schema, its outcomes, what it does."""

    id: ClassVar[str]
    name: ClassVar[str]
    defaults: ClassVar[Document] = {}
    choices: ClassVar[dict[str, tuple[str, ...]]] = {}

    @abstractmethod
    def outcomes(self, config: Document) -> tuple[Outcome, ...]:
        """The node's outcomes in the editor's order; some depend on its configuration."""

    @abstractmethod
    def process(self, visit: Visit) -> str | Ask:
        """Do the node's work: an outcome's id, or callbacks to show first."""

    def checked(self, body: Document) -> Document:
        """`body` completed with the defaults; raises BadRequest where the schema refuses it."""
        config = completed(self.defaults, body)
        for key, allowed in self.choices.items():
            if config[key] not in allowed:
                raise DataValidationFailed(label(key))
        return config

    def document_type(self) -> dict[str, Any]:
        """The `_type` member of the node's JSON."""
        return {"_id": self.id, "name": self.name, "collection": True}
