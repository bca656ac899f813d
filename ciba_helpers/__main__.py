"""`python -m ciba_helpers`: JupyterLab and the mock AM together; `stop` ends a mock left behind."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from ciba_helpers import local_mock
from ciba_helpers.workbook import lab_directory

NOTEBOOKS = "notebooks"
START_PAGE = "/lab/tree/00_start_here.ipynb"


def main(arguments: list[str] | None = None) -> int:
    """Open the lab, or stop its mock; the exit code of JupyterLab, or 2 with one sentence."""
    parser = argparse.ArgumentParser(prog="ciba_helpers", description=__doc__)
    parser.add_argument("command", nargs="?", choices=["lab", "stop"], default="lab")
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0].startswith("-"):  # or argparse takes the 9999 of `--port 9999` for it
        given = ["lab", *given]
    options, for_jupyter = parser.parse_known_args(given)
    if options.command == "stop":
        stopped = local_mock.stop(lab_directory())
        print("The mock AM is stopped." if stopped else "No mock AM was running.")
        return 0
    try:
        return _open_lab(for_jupyter)
    except local_mock.LabError as error:
        print(f"ciba_helpers: {error}", file=sys.stderr)
        return 2


def _open_lab(for_jupyter: list[str]) -> int:
    if not Path(NOTEBOOKS).is_dir():
        raise local_mock.LabError(f"There is no folder {NOTEBOOKS} here: go to the project's.")
    if os.environ.get("AM_URL"):
        print(f"The notebooks will use the AM at {os.environ['AM_URL']}.")
        return _run_jupyter(for_jupyter)
    directory = lab_directory()
    url = local_mock.ensure_running(directory)
    print(f"The mock AM is ready at {url}; it ends with JupyterLab.", flush=True)
    try:
        return _run_jupyter(for_jupyter)
    finally:
        local_mock.stop(directory)


def _run_jupyter(for_jupyter: list[str]) -> int:
    _trust_notebooks()
    jupyter = subprocess.Popen(_jupyter_command(for_jupyter))
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal ends JupyterLab, and then the mock
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: jupyter.terminate())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches JupyterLab, which asks
    return jupyter.wait()


def _jupyter_command(for_jupyter: list[str]) -> list[str]:
    # Not `jupyter lab`, which would start whichever JupyterLab is first on PATH.
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={NOTEBOOKS}"]
    command.append(f"--LabApp.default_url={START_PAGE}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # in a container, everybody is root
        command.append("--ServerApp.allow_root=True")
    return [*command, *for_jupyter]


def _trust_notebooks() -> None:
    """Let JupyterLab show the stored pictures of this project's own notebooks."""
    notebooks = [str(path) for path in Path(NOTEBOOKS).glob("*.ipynb")]
    command = [sys.executable, "-m", "nbformat.sign", "--log-level=ERROR", *notebooks]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
