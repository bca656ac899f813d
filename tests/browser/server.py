"""A real JupyterLab or Notebook 7 on a free port, over a copy of the notebooks."""

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
import nbformat
from nbformat import NotebookNode

from tools.notebook_runs import NOTEBOOKS, Environment, fresh_lab

TOKEN = "a-learner"
PLACES = {"jupyterlab": "lab/tree", "notebook": "notebooks"}
STARTS_WITHIN = 60  # seconds


@dataclass(frozen=True)
class Jupyter:
    """Where a Jupyter server answers, what it serves, and everything it wrote to its terminal.

    `place` is where its address has the notebooks.
    """

    address: str
    place: str
    folder: Path
    terminal: Path

    def link(self, notebook: str) -> str:
        """The link that opens a notebook, and nothing that was open in an earlier page."""
        return f"{self.address}{self.place}/{notebook}.ipynb?token={TOKEN}&reset"

    @property
    def start(self) -> str:
        """The link to the page without a notebook."""
        return f"{self.address}?token={TOKEN}"

    def cells(self, notebook: str) -> list[NotebookNode]:
        """The code cells of a notebook, as its file has them."""
        cells = nbformat.read(self.folder / f"{notebook}.ipynb", as_version=4).cells
        return [cell for cell in cells if cell.cell_type == "code"]

    def end_kernels(self) -> None:
        """Shut down every kernel; whoever asked for one may still be there."""
        with httpx.Client(base_url=self.address, params={"token": TOKEN}, trust_env=False) as http:
            for session in http.get("api/sessions").raise_for_status().json():
                http.delete(f"api/sessions/{session['id']}").raise_for_status()


@contextmanager
def jupyter(folder: Path, application: str = "jupyterlab", **settings: str) -> Iterator[Jupyter]:
    """JupyterLab, or `notebook`, on a learner's first day.

    Without `CIBA_AUTOPILOT` in the settings a person presses the buttons.
    """
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    terminal = folder / "terminal.txt"
    with fresh_lab(**settings) as environment, terminal.open("w") as output:
        start = command(application, folder / "notebooks")
        process = subprocess.Popen(start, env=environment, stdout=output, stderr=output)
        try:
            url = address(process, environment, terminal)
            yield Jupyter(url, PLACES[application], folder / "notebooks", terminal)
        finally:
            end(process)


def command(application: str, folder: Path) -> list[str]:
    """The words that start it."""
    options = {
        "ServerApp.root_dir": folder,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,  # continuous integration often is
        "IdentityProvider.token": TOKEN,
    }
    return [sys.executable, "-m", application, *(f"--{k}={v}" for k, v in options.items())]


def address(process: subprocess.Popen[bytes], environment: Environment, terminal: Path) -> str:
    """The address it is found at, once it answers."""
    info = Path(environment["JUPYTER_RUNTIME_DIR"]) / f"jpserver-{process.pid}.json"
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        if (url := written_address(info)) and answers(url):
            return url
        time.sleep(0.1)
    raise RuntimeError(f"Jupyter did not start:\n{terminal.read_text()}")


def written_address(info: Path) -> str:
    """The address in that file, or none while the file is not there or half written."""
    try:
        url: str = json.loads(info.read_text(encoding="utf-8"))["url"]
    except (FileNotFoundError, json.JSONDecodeError):
        return ""
    return url


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
