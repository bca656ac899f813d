"""frodo, a command line tool that its makers wrote for real AM deployments (am.md 15)."""

import base64
import json
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.npm import require

HERE = Path(__file__).parent
COMMAND = HERE / "node_modules" / ".bin" / "frodo"
JOURNEY = HERE / "witness.journey.json"
CLIENT = HERE / "witness.oauth2.app.json"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Run:
    """How a command ended, and what it said, without colours."""

    status: int
    output: str

    @property
    def failed(self) -> bool:
        """Whether frodo says so: not every failure reaches its exit status."""
        return self.status != 0 or "✖" in self.output or "Error" in self.output


@dataclass(frozen=True)
class Frodo:
    """frodo against the AM at `url`, with a home and a working folder of its own.

    `options` stand at the end of every command.
    """

    url: str
    folder: Path
    realm: str
    options: Sequence[str] = ()
    password: str = "password"

    def run(self, *command: str, typed: str = "") -> Run:
        """`frodo <command> <host> <realm> <username> <password> <options>`.

        `typed` is what somebody types when frodo asks.
        """
        return self._ended(*command, self.url, self.realm, typed=typed)

    def info(self) -> Run:
        """`frodo info`, the one command that takes no realm."""
        return self._ended("info", self.url)

    def _ended(self, *command: str, typed: str = "") -> Run:
        done = subprocess.run(
            [COMMAND, *command, "amadmin", self.password, *self.options],
            cwd=self.folder,
            env=_environment(self.folder),
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
        )
        return Run(done.returncode, _COLOUR.sub("", done.stdout))

    def exported(self, name: str) -> dict[str, Any]:
        """What an export wrote, without the block on when, where and by whom it was made."""
        return without_meta(self.folder / name)


def _environment(home: Path) -> dict[str, str]:
    # Nothing else: neither a proxy nor the user's own connections and keys reach the command.
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "FRODO_NO_CACHE": "1",
        "FRODO_MASTER_KEY": base64.b64encode(bytes(32)).decode(),
    }


def without_meta(path: Path) -> dict[str, Any]:
    """An export file's content but for its `meta` block."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    del content["meta"]
    return content


def require_frodo() -> None:
    """Skip where Node or npm is absent; fail where they are there and frodo is not."""
    require("frodo", HERE, 18)
