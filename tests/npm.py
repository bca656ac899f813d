"""Witnesses from outside that npm installs, each pinned in a folder of its own."""

import shutil
import subprocess
from pathlib import Path

import pytest


def require(name: str, folder: Path, oldest: int) -> None:
    """Skip where Node (since version `oldest`) or npm is absent; fail where only `name` is."""
    absent = [command for command in ("node", "npm") if shutil.which(command) is None]
    if absent:
        pytest.skip(f"{name} needs Node and npm; not found: {', '.join(absent)}")
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if int(told.removeprefix("v").split(".")[0]) < oldest:
        pytest.skip(f"{name} needs Node {oldest} or newer; found {told.strip()}")
    if not (folder / "node_modules" / ".package-lock.json").exists():
        pytest.fail(f"{name} is not installed: `make test` installs it", pytrace=False)
