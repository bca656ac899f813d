import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mock_am.store.trouble import in_words, is_passing


@pytest.fixture
def file(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "file", isolation_level=None, timeout=0)) as opened:
        opened.execute("CREATE TABLE page (content BLOB)")
        yield opened


def error_of(file: sqlite3.Connection, *statements: str) -> sqlite3.Error:
    *before, last = statements
    for statement in before:
        file.execute(statement)
    with pytest.raises(sqlite3.Error) as caught:
        file.execute(last)
    return caught.value


def test_a_lock_passes(file: sqlite3.Connection, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "file", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        error = error_of(file, "BEGIN IMMEDIATE")
    assert in_words(error) == "is locked by another process"
    assert is_passing(error)


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (
            ("PRAGMA max_page_count = 2", "INSERT INTO page VALUES (zeroblob(99999))"),
            "cannot be written: the disk is full",
        ),
        (
            ("PRAGMA query_only = ON", "DELETE FROM page"),
            "cannot be written: it or its folder is read-only",
        ),
        (
            ("ATTACH '/no/such/folder/file' AS other",),
            "cannot be opened: it is a folder, or access is denied",
        ),
        (("SELECT * FROM nothing",), "cannot be used (SQLITE_ERROR)"),
    ],
)
def test_the_rest_does_not_pass_by_itself(
    file: sqlite3.Connection, statements: tuple[str, ...], words: str
) -> None:
    error = error_of(file, *statements)
    assert in_words(error) == words
    assert not is_passing(error)


def test_damage(file: sqlite3.Connection, tmp_path: Path) -> None:
    sound = (tmp_path / "file").read_bytes()
    for damaged, words in (
        (b"x" * len(sound), "is not a state file of mock_am"),
        (sound[:4096] + b"x" * 4096, "is damaged"),
    ):
        (tmp_path / "damaged").write_bytes(damaged)
        with closing(sqlite3.connect(tmp_path / "damaged")) as other:
            assert in_words(error_of(other, "SELECT * FROM page")) == words


def test_an_error_of_pythons_own_has_no_code(file: sqlite3.Connection) -> None:
    file.close()
    assert in_words(error_of(file, "SELECT 1")) == "cannot be used (no code)"
