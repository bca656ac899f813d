"""The comparison can fail: with every stored output corrupted, every cell that has one goes red.

An over-broad sanitiser, or a notebook stripped of its outputs, would let this pass in silence.
CANARY=all does it to every chapter. Their solved twins need none of their own: what they store is
what the chapters store, and test_twins.py says what their exercises must store.
"""

import os
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from tests.notebooks.nbval_runs import nbval
from tools.notebook_runs import NOTEBOOKS, chapters, fresh_lab

EVERY_RUN = {"02_sign_the_request", "05_ask_for_authentication", "08_two_devices"}
CHOSEN = [p for p in chapters() if p.stem in EVERY_RUN or os.environ.get("CANARY") == "all"]

SHOWN = {"data", "text", "ename", "evalue"}
WORD = re.compile(r"[A-Za-z0-9]+")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NEXT = str.maketrans(
    LETTERS + LETTERS.upper() + "0123456789",
    LETTERS[1:] + "a" + LETTERS[1:].upper() + "A" + "1234567890",
)


@pytest.mark.parametrize("notebook", CHOSEN, ids=lambda path: path.stem)
def test_a_corrupted_output_is_red(notebook: Path, tmp_path: Path) -> None:
    copy = tmp_path / "notebooks"
    shutil.copytree(NOTEBOOKS, copy)
    corrupted = corrupt(copy / notebook.name)
    assert corrupted, "this notebook stores no output at all"
    with fresh_lab(CIBA_AUTOPILOT="approve") as environment:
        run = nbval([copy / notebook.name], environment, tmp_path / "report.xml")
    assert {number for _, number in run.red} == corrupted, run.printed


def corrupt(path: Path) -> set[int]:
    """Change every stored output in the file; the numbers of the code cells that have one."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in code:
        cell.outputs = [corrupted(output) for output in cell.outputs]
    nbformat.write(notebook, path)
    return {number for number, cell in enumerate(code) if cell.outputs}


def corrupted(output: NotebookNode) -> NotebookNode:
    """The output with every word of what it shows spelt otherwise."""
    return nbformat.from_dict({k: misspelt(v) if k in SHOWN else v for k, v in output.items()})


def misspelt(value: Any) -> Any:
    """The same JSON, each word of its strings one letter on and one letter longer."""
    if isinstance(value, dict):
        return {key: misspelt(item) for key, item in value.items()}
    if isinstance(value, list):
        return [misspelt(item) for item in value]
    return WORD.sub(lambda word: f"{word[0].translate(NEXT)}x", str(value))
