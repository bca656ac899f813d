"""What can be wrong with a state file for a while, and how it is said."""

import io
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.contract.server import Server

LOCKED = "The state file is locked by another process"
REFUSED = "The state file cannot be read or written: the system refuses it (SQLITE_IOERR_WRITE)"
FULL = "The state file cannot be written: the disk is full"


@contextmanager
def locked(server: Server, state: Path) -> Iterator[str]:
    """Another process holds the file, and does not let go."""
    with closing(sqlite3.connect(state, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield LOCKED


@contextmanager
def limited(server: Server, state: Path, room: int = 0) -> Iterator[str]:
    """The log may be so many bytes long at most."""
    if sys.platform != "linux":
        pytest.skip("only Linux lets one process limit the files of another")
    _empty_the_log(state)
    pid, kind = server.process.pid, resource.RLIMIT_FSIZE
    before = resource.prlimit(pid, kind)
    resource.prlimit(pid, kind, (room, before[1]))
    try:
        yield REFUSED
    finally:
        resource.prlimit(pid, kind, before)


@contextmanager
def immutable(server: Server, state: Path) -> Iterator[str]:
    """Nobody may write to the file any more, not even root."""
    files = [str(state), f"{state}-wal"]
    with state.open("rb+", buffering=0) as file:
        if not shutil.which("chattr") or not _chattr("+i", *files):
            pytest.skip("nobody may make files immutable here")
        try:
            if _may_write(file):
                pytest.skip("who has an immutable file open may still write to it here")
            yield REFUSED
        finally:
            _chattr("-i", *files)


@contextmanager
def full(server: Server, state: Path) -> Iterator[str]:
    """There is no room left on the disk."""
    _empty_the_log(state)
    filler = state.with_name("filler")
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield FULL
    finally:
        filler.unlink()


def _empty_the_log(state: Path) -> None:
    # What it has room for already could be written to a full disk too.
    with closing(sqlite3.connect(state)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _chattr(change: str, *files: str) -> bool:
    return subprocess.run(["chattr", change, *files], capture_output=True).returncode == 0


def _may_write(file: io.FileIO) -> bool:
    first = file.read(16)
    file.seek(0)
    try:
        file.write(first)
    except OSError:
        return False
    return True


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A disk of 16 MB on the folder."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nobody may mount a small disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
