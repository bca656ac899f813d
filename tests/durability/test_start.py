"""What the state file is like when the server starts: fresh, or one sentence and status 2."""

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mock_am.app import Settings, create_app
from mock_am.store import Store
from mock_am.store.database import FORMAT, StateFileError
from tests.contract.server import Server, started


def used(state: Path) -> Path:
    """A state file that a server has filled, and left in good order."""
    create_app(Settings(state=str(state))).state.deployment.store.close()
    return state


def refusal(state: Path, *through: str) -> str:
    """The one sentence of a server that cannot start, without the path; status 2, and soon."""
    begun = time.monotonic()
    process = started("--port", "0", "--state", str(state), through=through)
    try:
        out, error = process.communicate(timeout=20)
    finally:
        process.kill()
    assert (process.returncode, out) == (2, "")
    assert error.startswith(f"mock_am: The state file {state} ")
    assert error.endswith(".\n")
    assert error.count("\n") == 1
    assert time.monotonic() - begun < 10
    return error.removeprefix(f"mock_am: The state file {state} ").removesuffix(".\n")


@contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    """The permissions of a path, for a while."""
    before = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(before)


def test_a_read_only_file(state: Path, as_anybody: tuple[str, ...]) -> None:
    with mode(used(state), 0o444):
        said = refusal(state, *as_anybody)
    assert said == "cannot be written: it or its folder is read-only"


def test_an_unreadable_file(state: Path, as_anybody: tuple[str, ...]) -> None:
    with mode(used(state), 0o000):
        said = refusal(state, *as_anybody)
    assert said == "cannot be opened: it is a folder, or access is denied"


def test_a_folder_that_takes_no_new_file(state: Path, as_anybody: tuple[str, ...]) -> None:
    with mode(state.parent, 0o555):
        said = refusal(state, *as_anybody)
    assert said == "cannot be opened: it is a folder, or access is denied"


def test_a_folder_that_takes_no_log(state: Path, as_anybody: tuple[str, ...]) -> None:
    used(state)
    with mode(state.parent, 0o555):
        said = refusal(state, *as_anybody)
    assert said.startswith("cannot be ")


def test_a_folder_that_cannot_be_made(state: Path, as_anybody: tuple[str, ...]) -> None:
    with mode(state.parent, 0o555):
        said = refusal(state.parent / "new" / state.name, *as_anybody)
    assert said == "cannot be created: Permission denied"


def test_a_folder_in_its_place(state: Path) -> None:
    state.mkdir()
    assert refusal(state) == "cannot be opened: it is a folder, or access is denied"


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_file_that_another_process_holds(state: Path, journal: str) -> None:
    with closing(sqlite3.connect(used(state), isolation_level=None)) as other:
        other.execute(f"PRAGMA journal_mode = {journal}")
        other.execute("BEGIN EXCLUSIVE")
        assert refusal(state) == "is locked by another process"


@pytest.mark.parametrize("blocks", [0, 8, 80])
def test_a_full_disk(state: Path, blocks: int) -> None:
    # `ulimit -f` counts blocks of 512 bytes (POSIX).
    limited = ("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh")
    assert refusal(state, *limited).startswith("cannot be ")
    server = Server(state)
    server.kill()
    assert server.ready_line, "what a full disk has left behind is no obstacle"


# Damage


@pytest.mark.parametrize("keep", [100, 4096, 20_000, 60_000])
def test_a_file_that_was_cut_off(state: Path, keep: int) -> None:
    os.truncate(used(state), keep)
    before = state.read_bytes()
    assert refusal(state) in ("is damaged", "is not a state file of mock_am")
    assert state.read_bytes() == before


def test_wherever_a_page_is_overwritten_a_start_is_refused_or_nothing_is_missed(
    state: Path,
) -> None:
    sound, chance = used(state).read_bytes(), random.Random(4)
    refused = 0
    for start in range(0, len(sound), 4096):
        damaged = sound[:start] + chance.randbytes(4096) + sound[start + 4096 :]
        state.write_bytes(damaged)
        try:
            create_app(Settings(state=str(state))).state.deployment.store.close()
        except StateFileError:
            refused += 1
            assert state.read_bytes() == damaged
    assert refused == len(sound) // 4096


def test_a_log_that_was_left_beside_no_file_is_not_read(state: Path) -> None:
    _leave_a_log(state)
    state.unlink()
    assert _users(state) == ["demo"]


def test_a_log_that_was_left_beside_an_empty_file_is_not_read(state: Path) -> None:
    _leave_a_log(state)
    state.write_bytes(b"")
    assert _users(state) == ["demo"]


def test_a_log_without_its_index_is_read(state: Path) -> None:
    _leave_a_log(state)
    state.with_name(state.name + "-shm").unlink()
    assert _users(state) == ["demo", "erin"]


def _leave_a_log(state: Path) -> None:
    """A user in the log of a file whose server was killed."""
    copy = state.with_name("copy")
    with closing(Store(str(used(copy)))) as store:
        store.configuration.put("/alpha", "users", "erin", {})
        for suffix in ("", "-wal", "-shm"):
            shutil.copyfile(f"{copy}{suffix}", f"{state}{suffix}")


def _users(state: Path) -> list[str]:
    app = create_app(Settings(state=str(state)))
    with closing(app.state.deployment.store) as store:
        return [stored.id for stored in store.configuration.all("/alpha", "users")]


@pytest.mark.parametrize("version", [FORMAT - 1, FORMAT + 1])
def test_a_file_of_another_format_is_left_as_it_is(state: Path, version: int) -> None:
    with closing(sqlite3.connect(used(state))) as file:
        file.execute(f"PRAGMA user_version = {version}")
    before = state.read_bytes()
    assert refusal(state) == "was written by another version: delete it"
    assert state.read_bytes() == before


def test_a_start_that_is_killed_is_no_obstacle_to_the_next(state: Path) -> None:
    chance = random.Random(5)
    for _ in range(10):
        process = started("--port", "0", "--state", str(state))
        time.sleep(0.2 + 0.3 * chance.random())
        process.kill()
        process.communicate()
        assert _users(state) == ["demo"]
        for file in state.parent.iterdir():
            file.unlink()
