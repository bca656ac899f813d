"""A real JupyterLab on a free port, over a copy of the notebooks."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tools.notebook_runs import NOTEBOOKS, Environment, fresh_lab

TOKEN = "a-learner"
STARTS_WITHIN = 60  # seconds


@dataclass(frozen=True)
class JupyterLab:
    """Where JupyterLab answers, and everything it wrote to its terminal."""

    address: str
    terminal: Path

    def link(self, notebook: str) -> str:
        """The link that opens a notebook."""
        return f"{self.address}lab/tree/{notebook}.ipynb?token={TOKEN}"


@contextmanager
def jupyter_lab(folder: Path) -> Iterator[JupyterLab]:
    """JupyterLab on a learner's first day; a person presses the buttons, no autopilot."""
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    terminal = folder / "terminal.txt"
    with fresh_lab() as environment, terminal.open("w") as output:
        process = subprocess.Popen(
            command(folder / "notebooks"), env=environment, stdout=output, stderr=output
        )
        try:
            yield JupyterLab(address(process, environment, terminal), terminal)
        finally:
            end(process)


def command(folder: Path) -> list[str]:
    """The words that start it."""
    options = {
        "ServerApp.root_dir": folder,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,  # continuous integration often is
        "IdentityProvider.token": TOKEN,
    }
    return [sys.executable, "-m", "jupyterlab", *(f"--{k}={v}" for k, v in options.items())]


def address(process: subprocess.Popen[bytes], environment: Environment, terminal: Path) -> str:
    """The address it is found at, once it answers."""
    info = Path(environment["JUPYTER_RUNTIME_DIR"]) / f"jpserver-{process.pid}.json"
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        if info.exists() and (url := json.loads(info.read_text())["url"]) and answers(url):
            return url
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{terminal.read_text()}")


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop, then make it: one asked while a kernel starts may never do so."""
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    """Whether a server is listening there."""
    try:
        return httpx.get(f"{url}api/status", params={"token": TOKEN}, trust_env=False).is_success
    except httpx.TransportError:
        return False
