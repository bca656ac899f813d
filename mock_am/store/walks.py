"""Walks that are parked: a login between two requests, or a backchannel request's wait."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mock_am.authentication.walker import Step, Trail
from mock_am.realm.document import Document
from mock_am.store.table import Table, json_tuple


@dataclass(frozen=True)
class Walk:
    """A parked walk.

    `callbacks` are the types of those that the client has to bring back; `message_id` is the push
    message whose answer lets it go on; `auth_req_id` is set where a backchannel request waits.
    """

    id: str
    realm: str
    tree: str
    node_id: str
    state: Document
    trail: Trail
    callbacks: tuple[str, ...]
    resume_at: float
    message_id: str | None
    auth_req_id: str | None
    expires_at: float


class Walks(Table[Walk]):
    """Every parked walk."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        readers: dict[str, Callable[[str], Any]] = {
            "state": json.loads,
            "trail": _trail,
            "callbacks": json_tuple,
        }
        super().__init__(connection, "walk", Walk, readers)

    def of_message(self, message_id: str) -> Walk | None:
        """The backchannel walk that waits for the answer to this push message."""
        return self.first("message_id = ? AND auth_req_id IS NOT NULL", message_id)

    def of_request(self, auth_req_id: str) -> Walk | None:
        """The walk that a backchannel request waits for."""
        return self.first("auth_req_id = ?", auth_req_id)


def _trail(text: str) -> Trail:
    steps: list[Any] = json.loads(text)
    return tuple(Step(**step) for step in steps)
