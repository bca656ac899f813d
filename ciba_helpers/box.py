"""A mock of one's own, on a copy of the lab's state: opened, killed, started again."""

import atexit
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable
from contextlib import closing
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

from ciba_helpers.local_mock import LabError, state_file

if TYPE_CHECKING:
    from ciba_helpers.lab import Lab

Answer = TypeVar("Answer")

IDLE = 600
"""Seconds after which a forgotten mock ends by itself."""


class Box:
    """A copy of the state of the lab's mock, and a process that may run on it.

    `state` is the file; the folder it lies in goes when Python ends. Raises LabError where the
    lab works with an AM elsewhere, whose state is not here.
    """

    def __init__(self, lab: "Lab") -> None:
        if lab.is_shared:
            raise LabError("Here the lab's own mock is opened: start Jupyter without AM_URL.")
        folder = Path(mkdtemp(prefix="ciba-box-"))
        atexit.register(rmtree, folder, ignore_errors=True)
        self.state = folder / "am.sqlite3"
        self._process: subprocess.Popen[str] | None = None
        with _reader(state_file(lab.workbook.directory)) as lab_s, _writer(self.state) as copy:
            lab_s.backup(copy)

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What a query finds in the file, which is only read."""
        with _reader(self.state) as connection:
            return list(connection.execute(query, parameters))

    def start(self) -> str:
        """Start a mock on the file, on a free port; its address. Raises LabError.

        One that still runs is stopped first.
        """
        if self._process is not None and self._process.poll() is None:
            self.stop()
        command = [sys.executable, "-m", "mock_am", "--port", "0", "--state", str(self.state)]
        command += ["--idle-exit", str(IDLE)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        said = self._process.stdout.readline().split()
        if not said:
            raise LabError("The mock AM did not start.")
        return said[4]

    def kill(self) -> int:
        """End the mock at once, unasked; what its process returned, negative for a signal."""
        assert self._process is not None
        self._process.kill()
        return self._ended()

    def stop(self) -> int:
        """Ask the mock to end."""
        assert self._process is not None
        self._process.terminate()
        return self._ended()

    def _ended(self) -> int:
        assert self._process is not None
        with self._process:
            return self._process.wait()


def _reader(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True))


def _writer(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path))


async def layers_of(package: str, call: Awaitable[Answer]) -> tuple[Answer, dict[str, str]]:
    """The answer of `call`, and the layers of `package` that it came through.

    In the order in which it first came there, each with the function it came to.
    """
    touched = dict[str, str]()

    def note(frame: FrameType, event: str, _: Any) -> None:
        owner, _, module = frame.f_globals.get("__name__", "").partition(".")
        if owner == package and event == "call":
            touched.setdefault(module.partition(".")[0], f"{module}.{frame.f_code.co_name}")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        return await call, touched
    finally:
        sys.setprofile(before)
