"""The notebooks say what they said when they were stored: in sequence, reversed, and each alone.

The solved twins run once, in sequence: but for their exercises they are the chapters.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.notebooks.nbval_runs import nbval
from tools.notebook_runs import chapters, fresh_lab, solutions


def agree(paths: Sequence[Path], report: Path) -> None:
    """Run the notebooks on a learner's first day and show what differs."""
    with fresh_lab(CIBA_AUTOPILOT="approve") as environment:
        run = nbval(paths, environment, report)
    if run.red or not run.passed:
        pytest.fail(run.printed, pytrace=False)


def test_in_sequence(tmp_path: Path) -> None:
    agree(chapters(), tmp_path / "report.xml")


def test_solved(tmp_path: Path) -> None:
    agree(solutions(), tmp_path / "report.xml")


def test_in_reverse(tmp_path: Path) -> None:
    agree(chapters()[::-1], tmp_path / "report.xml")


@pytest.mark.parametrize("notebook", chapters(), ids=lambda path: path.stem)
def test_alone(notebook: Path, tmp_path: Path) -> None:
    agree([notebook], tmp_path / "report.xml")
