"""What is wrong with the state file, in words that follow "The state file"."""

import sqlite3

_WORDS = {
    sqlite3.SQLITE_BUSY: "is locked by another process",
    sqlite3.SQLITE_LOCKED: "is locked by another process",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full",
    sqlite3.SQLITE_READONLY: "cannot be written: it or its folder is read-only",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the system refuses it",
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_NOTADB: "is not a state file of mock_am",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: it is a folder, or access is denied",
}
_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_passing(error: sqlite3.Error) -> bool:
    """Whether it is a lock, which another process will let go of."""
    return _primary(error) in _PASSING


def in_words(error: sqlite3.Error) -> str:
    """The cause, with SQLite's own name for it where the words leave it open; ASCII."""
    code, name = _primary(error), getattr(error, "sqlite_errorname", "no code")
    if code == sqlite3.SQLITE_IOERR or code not in _WORDS:
        return f"{_WORDS.get(code, 'cannot be used')} ({name})"
    return _WORDS[code]


def _primary(error: sqlite3.Error) -> int:
    # The upper bits say more than anybody here asks; an error of Python's own has no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
