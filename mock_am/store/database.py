"""The state file: opened, recognised, and changed in transactions."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

APPLICATION_ID = 0x43494241
FORMAT = 5
MEMORY = ":memory:"

_PATIENCE = 100
"""How often a file that another process is opening too is tried again."""

_SCHEMA = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE configuration (
    realm TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
    rev TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (realm, type, id)) WITHOUT ROWID;
CREATE TABLE session (
    token_id TEXT PRIMARY KEY, realm TEXT NOT NULL, username TEXT NOT NULL,
    context_id TEXT NOT NULL, created_at REAL NOT NULL, accessed_at REAL NOT NULL,
    expires_at REAL NOT NULL, node_types TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX session_expiry ON session (expires_at);
CREATE TABLE walk (
    id TEXT PRIMARY KEY, realm TEXT NOT NULL, tree TEXT NOT NULL, node_id TEXT NOT NULL,
    state TEXT NOT NULL, trail TEXT NOT NULL, callbacks TEXT NOT NULL, resume_at REAL NOT NULL,
    message_id TEXT, auth_req_id TEXT, expires_at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX walk_expiry ON walk (expires_at);
CREATE INDEX walk_message ON walk (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX walk_request ON walk (auth_req_id) WHERE auth_req_id IS NOT NULL;
CREATE TABLE push_device (
    uuid TEXT PRIMARY KEY, realm TEXT NOT NULL, username TEXT NOT NULL, mechanism_uid TEXT NOT NULL,
    device_id TEXT NOT NULL, device_name TEXT NOT NULL, issuer TEXT NOT NULL,
    shared_secret TEXT NOT NULL, recovery_codes TEXT NOT NULL, created_at REAL NOT NULL,
    last_access_at REAL NOT NULL);
CREATE INDEX push_device_owner ON push_device (realm, username);
CREATE TABLE push_message (
    message_id TEXT PRIMARY KEY, kind TEXT NOT NULL, realm TEXT NOT NULL, username TEXT NOT NULL,
    device_id TEXT NOT NULL, mechanism_uid TEXT NOT NULL, shared_secret TEXT NOT NULL,
    challenge TEXT NOT NULL, text TEXT NOT NULL, push_type TEXT NOT NULL, created_at REAL NOT NULL,
    ttl REAL NOT NULL, expires_at REAL NOT NULL, extra TEXT NOT NULL, answer TEXT,
    content TEXT NOT NULL,
    dismissed INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX push_message_mailbox ON push_message (device_id, created_at);
CREATE INDEX push_message_age ON push_message (created_at);
CREATE TABLE backchannel_request (
    auth_req_id TEXT PRIMARY KEY, realm TEXT NOT NULL, client_id TEXT NOT NULL,
    username TEXT NOT NULL, scope TEXT NOT NULL, acr TEXT NOT NULL, issued_at REAL NOT NULL,
    expires_at REAL NOT NULL, interval INTEGER NOT NULL, status TEXT NOT NULL,
    last_polled_at REAL, auth_time REAL) WITHOUT ROWID;
CREATE INDEX backchannel_request_expiry ON backchannel_request (expires_at);
CREATE INDEX backchannel_request_pending ON backchannel_request (realm, username, expires_at)
    WHERE status = 'pending';
CREATE TABLE notification (
    auth_req_id TEXT PRIMARY KEY, mode TEXT NOT NULL, endpoint TEXT NOT NULL, token TEXT NOT NULL,
    body TEXT NOT NULL, expires_at REAL NOT NULL, due_at REAL, tries INTEGER NOT NULL,
    outcome TEXT) WITHOUT ROWID;
CREATE INDEX notification_due ON notification (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notification_expiry ON notification (expires_at);
CREATE TABLE token (
    value TEXT PRIMARY KEY, kind TEXT NOT NULL, grant_id TEXT NOT NULL,
    authorization TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX token_expiry ON token (expires_at);
CREATE INDEX token_grant ON token (grant_id);
CREATE TABLE used_jti (
    realm TEXT NOT NULL, client_id TEXT NOT NULL, jti TEXT NOT NULL, expires_at REAL NOT NULL,
    PRIMARY KEY (realm, client_id, jti)) WITHOUT ROWID;
CREATE INDEX used_jti_expiry ON used_jti (expires_at);
CREATE TABLE signing_key (family TEXT PRIMARY KEY, jwk TEXT NOT NULL) WITHOUT ROWID;
"""


class StateFileError(Exception):
    """The state file cannot be used; the text says why in one sentence."""


def _state_file_error(path: str, error: BaseException) -> BaseException:
    if isinstance(error, sqlite3.OperationalError):
        return StateFileError(f"The state file {path} cannot be opened: {error}.")
    if isinstance(error, sqlite3.DatabaseError):
        return StateFileError(f"The state file {path} is not a state file of mock_am.")
    return error


class Database:
    """One connection to the state file, or to memory."""

    def __init__(self, path: str) -> None:
        self._others: int | None = None
        self._undone = 0
        try:
            self.connection = sqlite3.connect(path, timeout=5, isolation_level=None)
        except sqlite3.OperationalError as error:
            raise StateFileError(f"The state file {path} cannot be opened: {error}.") from None
        try:
            self._prepare(path)
        except BaseException as error:
            self.connection.close()
            raise _state_file_error(path, error) from None

    def _prepare(self, path: str) -> None:
        self._recognise(path)
        self._write_ahead()
        self.connection.execute("PRAGMA synchronous = NORMAL")
        with self.transaction():
            if self._is_empty():
                self._create()

    def _write_ahead(self) -> None:
        # WAL: what is committed survives a killed process without an fsync for each commit.
        # Where two processes open a new file at once, SQLite gives up at once here; they need not.
        for _ in range(_PATIENCE):
            try:
                self.connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                time.sleep(0.02)
            else:
                return
        self.connection.execute("PRAGMA journal_mode = WAL")

    def _recognise(self, path: str) -> None:
        # Before anything is written: another program's file stays as it is.
        if self._is_empty():
            return
        if self._pragma("application_id") != APPLICATION_ID:
            raise StateFileError(f"The state file {path} is not a state file of mock_am.")
        if self._pragma("user_version") != FORMAT:
            raise StateFileError(f"The state file {path} was written by another version: delete it")

    def _is_empty(self) -> bool:
        (count,) = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return bool(count == 0)

    def _create(self) -> None:
        for statement in _SCHEMA.split(";\n"):
            self.connection.execute(statement)
        self.connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self.connection.execute(f"PRAGMA user_version = {FORMAT}")

    def _pragma(self, name: str) -> int:
        value: int = self.connection.execute(f"PRAGMA {name}").fetchone()[0]
        return value

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is kept together or not at all."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            self._others = self._pragma("data_version")  # to the end, for nobody else can write
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self._undone += 1
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        finally:
            self._others = None

    def stamp(self) -> tuple[int, int]:
        """A sign of the file's content, but for what this connection itself has written.

        It is another one than before where others have written, or something was rolled back.
        """
        others = self._pragma("data_version") if self._others is None else self._others
        return others, self._undone

    def clear(self) -> None:
        """Forget everything; call within a transaction."""
        tables = self.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        for (name,) in tables:
            self.connection.execute(f"DELETE FROM {name}")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()
