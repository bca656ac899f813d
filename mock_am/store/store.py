"""Everything the server remembers."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache

from mock_am.authentication.push_message import PushMessage
from mock_am.backchannel.request import BackchannelRequest, Status
from mock_am.realm.push_device import PushDevice
from mock_am.store.configuration import Configuration
from mock_am.store.database import MEMORY, Database
from mock_am.store.notifications import Notifications
from mock_am.store.sessions import Session
from mock_am.store.table import SWEEP_LIMIT, Table, json_tuple
from mock_am.store.tokens import Tokens
from mock_am.store.walks import Walks
from mock_am.token.signing_key import SigningKey, generate, imported

KEEP_EXPIRED = 3600
"""Seconds that an expired request is remembered, so that a late poll hears expired_token."""

KEEP_MESSAGES = 24 * 3600
"""Seconds that a push message stays in its phone's mailbox, long after AM has forgotten it."""


class Store:
    """The state file and what is in it. Raises StateFileError where it cannot be used."""

    def __init__(self, path: str = MEMORY) -> None:
        self.path = path
        self._database = Database(path)
        connection = self._database.connection
        self.configuration = Configuration(self._database)
        self.sessions: Table[Session] = Table(connection, "session", Session)
        self.walks = Walks(connection)
        self.push_devices: Table[PushDevice] = Table(
            connection, "push_device", PushDevice, {"recovery_codes": json_tuple}
        )
        self.push_messages: Table[PushMessage] = Table(
            connection, "push_message", PushMessage, {"dismissed": bool, "extra": json.loads}
        )
        self.requests: Table[BackchannelRequest] = Table(
            connection,
            "backchannel_request",
            BackchannelRequest,
            {"scope": json_tuple, "status": Status},
        )
        self.notifications = Notifications(connection)
        self.tokens = Tokens(connection)
        self._signing_keys: dict[str, tuple[tuple[int, int], SigningKey]] = {}
        self._clean_at = float("-inf")

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is kept together or not at all."""
        return self._database.transaction()

    def first_use(self, realm: str, client_id: str, jti: str, expires_at: float) -> bool:
        """Note the use of a request object's jti; False where it was used before."""
        try:
            self._database.connection.execute(
                "INSERT INTO used_jti (realm, client_id, jti, expires_at) VALUES (?, ?, ?, ?)",
                (realm, client_id, jti, expires_at),
            )
        except sqlite3.IntegrityError:
            return False
        return True

    def follow_others(self, follow: Callable[[], None]) -> None:
        """Have `follow` called whenever it turns out that another process has written."""
        self._database.when_others_wrote = follow

    def notice_others(self) -> None:
        """Look whether another process has written."""
        self._database.others()

    def signing_key(self, family: str) -> SigningKey:
        """The provider's key of this family, made when it is first needed."""
        stamp = self._database.stamp()
        known, key = self._signing_keys.get(family, (None, None))
        if key is None or known != stamp:
            jwk = self._stored_signing_key(family) or self._new_signing_key(family)
            key = _imported(jwk)
            self._signing_keys[family] = stamp, key
        return key

    def _stored_signing_key(self, family: str) -> str | None:
        row = self._database.connection.execute(
            "SELECT jwk FROM signing_key WHERE family = ?", (family,)
        ).fetchone()
        return row[0] if row else None

    def _new_signing_key(self, family: str) -> str:
        jwk = json.dumps(generate(family).as_dict(private=True))
        with self._database.in_transaction():
            # Another process on the same file may have been faster: its key counts.
            self._database.connection.execute(
                "INSERT OR IGNORE INTO signing_key (family, jwk) VALUES (?, ?)", (family, jwk)
            )
        return self._stored_signing_key(family) or jwk

    def pending(self, realm: str, username: str, at: float, limit: int) -> int:
        """How many requests wait for this user at `at`, counted to `limit` at most."""
        waiting = (
            "SELECT 1 FROM backchannel_request WHERE status = 'pending' AND realm = ? "
            "AND username = ? AND expires_at > ? LIMIT ?"
        )
        query = f"SELECT count(*) FROM ({waiting})"
        count: int = self._database.connection.execute(
            query, (realm, username, at, limit)
        ).fetchone()[0]
        return count

    def setting(self, name: str, default: str) -> str:
        """A setting of the server itself."""
        row = self._database.connection.execute(
            "SELECT value FROM setting WHERE name = ?", (name,)
        ).fetchone()
        return row[0] if row else default

    def set(self, name: str, value: str) -> None:
        """Change a setting of the server itself."""
        self._database.connection.execute(
            "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value)
        )

    def delete_realm(self, realm: str) -> None:
        """Drop what is in a realm: its configuration, and all that has come of it."""
        self.configuration.delete_realm(realm)
        mine = "auth_req_id IN (SELECT auth_req_id FROM backchannel_request WHERE realm = ?)"
        self.notifications.delete_where(mine, realm)
        for table in (
            self.requests,
            self.walks,
            self.push_messages,
            self.push_devices,
            self.sessions,
        ):
            table.delete_where("realm = ?", realm)
        self.tokens.delete_realm(realm)

    def delete_belongings(self, realm: str, username: str) -> None:
        """Drop a user's phones and sessions."""
        self.push_devices.delete_where("realm = ? AND username = ?", realm, username)
        self.sessions.delete_where("realm = ? AND username = ?", realm, username)

    def sweep(self, at: float) -> None:
        """Drop a few rows of each kind that nobody can ask for any more.

        Where there were none, nobody looks again for a second.
        """
        if 0 <= at - self._clean_at < 1:
            return
        swept = (
            self.sessions.sweep("expires_at", at),
            self.walks.sweep("expires_at", at),
            self.requests.sweep("expires_at", at - KEEP_EXPIRED),
            self.notifications.sweep("expires_at", at - KEEP_EXPIRED),
            self.push_messages.sweep("created_at", at - KEEP_MESSAGES),
            self.tokens.sweep(at),
            self._sweep_jtis(at),
        )
        if not any(swept):
            self._clean_at = at

    def _sweep_jtis(self, at: float) -> int:
        keys = "SELECT realm, client_id, jti FROM used_jti WHERE expires_at < ? LIMIT ?"
        query = f"DELETE FROM used_jti WHERE (realm, client_id, jti) IN ({keys})"
        return self._database.connection.execute(query, (at, SWEEP_LIMIT)).rowcount

    def clear(self) -> None:
        """Forget everything, the provider's keys too; call within a transaction."""
        self._database.clear()
        self.configuration.forget()
        self._signing_keys.clear()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


@lru_cache(64)
def _imported(jwk: str) -> SigningKey:
    # By its text: most of what others write leaves the keys as they are.
    return imported(json.loads(jwk))
