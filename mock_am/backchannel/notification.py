"""What a client is told that does not poll: a ping, or the answer itself (CIBA 10.2, 10.3, 12)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mock_am.oauth_errors import AccessDenied, ExpiredToken, OAuthError
from mock_am.realm.backchannel_client import DeliveryMode

TRIES = 3
"""How often a notification is sent whose receiver cannot be reached, and no more than that."""

RETRY_AFTER = 10
"""Seconds between two tries, longer than one may take."""


@dataclass(frozen=True)
class Notification:
    """What is to be sent to a client about one auth_req_id, or was.

    `expires_at`, in seconds since the epoch, is the end of the request. `due_at` is when to send:
    at first that very end, for then nobody has decided; None once it is over. `outcome` says how
    the last try ended.
    """

    auth_req_id: str
    mode: DeliveryMode
    endpoint: str
    token: str
    body: str
    expires_at: float
    due_at: float | None
    tries: int = 0
    outcome: str | None = None

    def tried(self, *, at: float) -> "Notification":
        """Before a try at `at`: another one comes later, unless this one settles it."""
        return replace(self, tries=self.tries + 1, due_at=at + RETRY_AFTER)

    def settled(self, outcome: str) -> "Notification":
        """After the last try: what was secret about it is forgotten."""
        return replace(self, token="", body="", due_at=None, outcome=outcome)

    def failed(self, outcome: str) -> "Notification":
        """After a try that did not reach the client."""
        return self.settled(outcome) if self.tries >= TRIES else replace(self, outcome=outcome)

    def decided(self, body: str, *, at: float) -> "Notification":
        """Once there is something to tell before the request expires."""
        return replace(self, body=body, due_at=at)


def at_expiry(
    auth_req_id: str, mode: DeliveryMode, endpoint: str, token: str, expires_at: float
) -> Notification:
    """The notification of a request that nobody decides."""
    body = ping_body(auth_req_id)
    if mode is DeliveryMode.PUSH:
        body = push_error_body(auth_req_id, ExpiredToken())
    return Notification(auth_req_id, mode, endpoint, token, body, expires_at, expires_at)


def ping_body(auth_req_id: str) -> str:
    """All that a ping says (CIBA 10.2)."""
    return json.dumps({"auth_req_id": auth_req_id})


def push_body(auth_req_id: str, tokens: Mapping[str, Any]) -> str:
    """The token answer, brought to the client (CIBA 10.3.1)."""
    return json.dumps({"auth_req_id": auth_req_id, **tokens})


def push_error_body(auth_req_id: str, error: OAuthError) -> str:
    """Why there will be no tokens (CIBA 12)."""
    return json.dumps({"auth_req_id": auth_req_id, **error.document()})


def denied_body(auth_req_id: str) -> str:
    """What a push client hears of a refusal (CIBA 12)."""
    return push_error_body(auth_req_id, AccessDenied())
