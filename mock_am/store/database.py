"""The state file: opened, recognised, and changed in transactions."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path

from mock_am.store.trouble import in_words, is_passing

APPLICATION_ID = 0x43494241
FORMAT = 5
MEMORY = ":memory:"

PATIENCE_AT_START = 2.0
"""Seconds that a file which another process has locked, or is opening too, is tried again."""

PATIENCE = 0.4
"""Seconds that a change waits for another process: nobody else is answered meanwhile."""

_A_TRY = 0.01
"""Seconds that SQLite itself waits; it takes longer and longer breaks, and would go hungry."""

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


@contextmanager
def state_file_errors(path: str) -> Iterator[None]:
    """Raises StateFileError for whatever SQLite has against the file."""
    try:
        yield
    except sqlite3.Error as error:
        raise StateFileError(f"The state file {path} {in_words(error)}.") from None


class Database:
    """One connection to the state file, or to memory; raises StateFileError where none can be."""

    def __init__(self, path: str) -> None:
        self.when_others_wrote: Callable[[], None] = _nothing
        self._seen: int | None = None
        self._others: int | None = None
        self._undone = 0
        self._patience = PATIENCE_AT_START
        with state_file_errors(path):
            if path != MEMORY:
                _patiently(PATIENCE_AT_START, lambda: _examine(path))
            self.connection = _connected(path)
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise

    def _prepare(self) -> None:
        # WAL: what is committed survives a killed process without an fsync for each commit.
        # Where two processes open a new file at once, SQLite gives up at once; they need not.
        write_ahead = partial(self.connection.execute, "PRAGMA journal_mode = WAL")
        _patiently(PATIENCE_AT_START, write_ahead)
        self.connection.execute("PRAGMA synchronous = NORMAL")
        with self.transaction():
            if _is_empty(self.connection):
                self._create()
            # Written at every start: whether a file can be written shows in no other way.
            self.connection.execute(f"PRAGMA user_version = {FORMAT}")

    def _create(self) -> None:
        for statement in _SCHEMA.split(";\n"):
            self.connection.execute(statement)
        self.connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def _begin(self) -> None:
        try:
            _patiently(self._patience, partial(self.connection.execute, "BEGIN IMMEDIATE"))
        except sqlite3.OperationalError:
            self._patience = 0  # or all who stand in line would wait as long, one after the other
            raise
        self._patience = PATIENCE

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is kept together or not at all."""
        self._begin()
        try:
            self._others = self._data_version()  # to the end, for nobody else can write
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self._undone += 1
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        finally:
            self._others = None

    def in_transaction(self) -> AbstractContextManager[None]:
        """The transaction that is open, or one of its own."""
        return nullcontext() if self.connection.in_transaction else self.transaction()

    def stamp(self) -> tuple[int, int]:
        """A sign of the file's content, but for what this connection itself has written.

        It is another one than before where others have written, or something was rolled back.
        """
        return self.others(), self._undone

    def others(self) -> int:
        """A number that is another one than before where other connections have written.

        When that is so, `when_others_wrote` is called first.
        """
        return self._data_version() if self._others is None else self._others

    def _data_version(self) -> int:
        version: int = self.connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._seen:
            self.when_others_wrote()
            self._seen = version
        return version

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


def _nothing() -> None:
    """What is to be done where nobody follows the others."""


def _connected(path: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_A_TRY, isolation_level=None, uri=uri)


def _patiently(seconds: float, attempt: Callable[[], object]) -> None:
    give_up_at = time.monotonic() + seconds
    while True:
        try:
            attempt()
        except sqlite3.OperationalError as error:
            if not is_passing(error) or time.monotonic() >= give_up_at:
                raise
        else:
            return


def _examine(path: str) -> None:
    # Over a connection that cannot write: whatever it finds, the file stays as it is.
    if not Path(path).is_file():
        return
    with closing(_connected(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)) as connection:
        _recognise(path, connection)


def _recognise(path: str, connection: sqlite3.Connection) -> None:
    def pragma(name: str) -> object:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]

    if _is_empty(connection):
        return
    if pragma("application_id") != APPLICATION_ID:
        raise StateFileError(f"The state file {path} is not a state file of mock_am.")
    if pragma("user_version") != FORMAT:
        raise StateFileError(f"The state file {path} was written by another version: delete it.")
    if pragma("quick_check(1)") != "ok":
        raise StateFileError(f"The state file {path} is damaged.")


def _is_empty(connection: sqlite3.Connection) -> bool:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return bool(count == 0)
