"""Solved twins: a chapter again, with its exercises filled in.

The chapter is the only source of everything but the code cells tagged `exercise`. Those live in
the twin, and are found by their cells' ids.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools.notebook_runs import NOTEBOOKS, SOLUTIONS

EXERCISE = "exercise"

RELATIVE_LINK = re.compile(r"(?<=\]\()(?![a-z+]+:|#|/)(?=([^)#\s]+))")


def is_exercise(cell: NotebookNode) -> bool:
    """Whether the learner is to fill in the cell."""
    return EXERCISE in cell.metadata.get("tags", [])


def exercises(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """The cells to fill in, by their ids."""
    return {cell.id: cell for cell in notebook.cells if is_exercise(cell)}


def twin_of(chapter: Path) -> Path:
    """Where a chapter's solved twin is."""
    return SOLUTIONS / chapter.name


def read_twin(chapter: Path) -> NotebookNode:
    """A chapter's twin as it is stored; one without cells where there is none."""
    path = twin_of(chapter)
    return nbformat.read(path, as_version=4) if path.exists() else nbformat.v4.new_notebook()


def unsolved(chapter: NotebookNode, twin: NotebookNode) -> list[str]:
    """The ids of the exercises that the twin lacks, or has as the chapter has them."""
    there = exercises(twin)
    return [
        one
        for one, cell in exercises(chapter).items()
        if one not in there or there[one].source == cell.source
    ]


def synced(chapter: NotebookNode, twin: NotebookNode) -> NotebookNode:
    """The chapter with the twin's exercises, as far as it has them, and links from its folder."""
    made, solved = deepcopy(chapter), exercises(twin)
    made.cells = [_twin_cell(cell, solved) for cell in made.cells]
    return made


def _twin_cell(cell: NotebookNode, solved: Mapping[str, NotebookNode]) -> NotebookNode:
    if cell.cell_type == "markdown":
        cell.source = RELATIVE_LINK.sub(_way_up, cell.source)
    return solved.get(cell.id, cell) if is_exercise(cell) else cell


def _way_up(link: re.Match[str]) -> str:
    """One folder up, unless the link leads to a chapter that has a twin of its own."""
    target = NOTEBOOKS / link[1]
    has_twin = target.suffix == ".ipynb" and target.exists() and _has_exercises(target)
    return "" if has_twin else "../"


def _has_exercises(chapter: Path) -> bool:
    return bool(exercises(nbformat.read(chapter, as_version=4)))
