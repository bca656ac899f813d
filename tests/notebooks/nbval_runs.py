"""Strict nbval in a process of its own, and what it said of each cell."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tools.notebook_runs import ROOT, SANITIZER, Environment

CELL_TIMEOUT = 60


@dataclass(frozen=True)
class NbvalRun:
    """The cells of one run by file and number, and everything that was printed."""

    passed: frozenset[tuple[str, int]]
    red: frozenset[tuple[str, int]]
    printed: str


def nbval(notebooks: Sequence[Path], environment: Environment, report: Path) -> NbvalRun:
    """Compare every cell of the notebooks, run in the order given."""
    command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "--color=no"]
    command += ["--nbval", "--nbval-sanitize-with", SANITIZER]
    command += ["--nbval-cell-timeout", str(CELL_TIMEOUT), "-p", "no:cacheprovider"]
    command += ["-o", "junit_family=xunit1", f"--junit-xml={report}", *notebooks]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if not report.exists():
        raise RuntimeError(done.stdout + done.stderr)
    cells = list(ElementTree.parse(report).iter("testcase"))
    passed = frozenset(place(cell) for cell in cells if not len(cell))
    red = frozenset(place(cell) for cell in cells if len(cell))
    return NbvalRun(passed, red, done.stdout + done.stderr)


def place(cell: ElementTree.Element) -> tuple[str, int]:
    """The notebook's file and the number of the code cell in it."""
    return cell.attrib["file"], int(cell.attrib["name"].removeprefix("Cell "))
