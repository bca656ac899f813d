"""What a stored notebook must be, before anything runs it."""

import json
import re
from itertools import chain
from pathlib import Path
from statistics import median

import nbformat
import pytest
from nbformat import NotebookNode

from tools.notebook_runs import NOTEBOOKS, chapters, name, notebooks
from tools.render_notebooks import METADATA, WIDGET
from tools.twins import RELATIVE_LINK

LONGEST_CELL = 20
MEDIAN_CELL = 4
MOST_CELLS = 45
PROSE_TO_CODE = (0.8, 1.4)

# How long a chapter takes to read: prose at the average speed of silent reading (Brysbaert, 2019:
# 238 words a minute for English non-fiction), and a glance at each line of code.
WORDS_A_MINUTE = 238
SECONDS_A_LINE = 2
LONGEST_READ = 10

VERBS = {
    "Approve", "Ask", "Break", "Configure", "Generate", "Go", "Open", "Redeem", "Register", "Sign",
    "Start", "Test",
}  # fmt: skip
NOT_VERBS = {"Two devices, live"}

ABSOLUTE_PATH = re.compile(
    r"(?<![\w./:~-])(?:~|/(?:build|home|mnt|opt|root|tmp|Users|usr|var|work))/\w"
)
OPENING = (
    "**What you'll do:**",
    "**What you'll learn:**",
    "**What you'll need:**",
    "console",
)
WORD = re.compile(r"\w[\w'’-]*")
END_OF_LINE_OR_COLOUR = re.compile(r"\\n|\\u001b\[[0-9;]*m")
STAR_IMPORT = re.compile(r"^\s*from\s+\S+\s+import\s+\*", re.MULTILINE)
UNCHECKED = re.compile(r"skip|ignore[-_]output", re.IGNORECASE)


@pytest.fixture(params=notebooks(), ids=name)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def notebook(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


@pytest.fixture
def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def cells(chapter: Path, kind: str) -> list[NotebookNode]:
    """A chapter's cells of one type."""
    return [cell for cell in nbformat.read(chapter, as_version=4).cells if cell.cell_type == kind]


def lines(cell: NotebookNode) -> int:
    """How many lines a cell has that are not blank."""
    return sum(bool(line.strip()) for line in cell.source.splitlines())


@pytest.fixture
def prose(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def test_there_are_notebooks() -> None:
    assert notebooks(), f"no notebook in {NOTEBOOKS.name}/"


def test_is_valid_and_its_cells_have_names(notebook: NotebookNode) -> None:
    nbformat.validate(notebook)
    names = [cell.get("id") for cell in notebook.cells]
    assert None not in names
    assert len(set(names)) == len(names)


def test_names_the_kernel_and_stores_nothing_else(notebook: NotebookNode) -> None:
    assert notebook.metadata == METADATA


def test_begins_and_ends_in_words(notebook: NotebookNode) -> None:
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[-1].cell_type == "markdown"


def test_has_been_run_once_from_top_to_bottom(code: list[NotebookNode]) -> None:
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


def test_keeps_its_cells_short(code: list[NotebookNode]) -> None:
    assert max(map(lines, code)) <= LONGEST_CELL


@pytest.mark.parametrize("chapter", chapters(), ids=name)
def test_keeps_most_of_a_chapter_s_cells_very_short(chapter: Path) -> None:
    assert median(map(lines, cells(chapter, "code"))) <= MEDIAN_CELL


def test_has_cells_for_one_sitting(notebook: NotebookNode) -> None:
    assert len(notebook.cells) <= MOST_CELLS


def test_has_about_as_many_cells_of_prose_as_of_code(
    prose: list[NotebookNode], code: list[NotebookNode]
) -> None:
    fewest, most = PROSE_TO_CODE
    assert fewest <= len(prose) / len(code) <= most


@pytest.mark.parametrize("chapter", chapters(), ids=name)
def test_a_chapter_can_be_read_in_ten_minutes(chapter: Path) -> None:
    words = sum(len(WORD.findall(cell.source)) for cell in cells(chapter, "markdown"))
    seconds = SECONDS_A_LINE * sum(map(lines, cells(chapter, "code")))
    assert words / WORDS_A_MINUTE + seconds / 60 <= LONGEST_READ


def test_is_titled_by_what_is_done(prose: list[NotebookNode]) -> None:
    title = prose[0].source.partition("\n")[0].removeprefix("# ")
    assert title in NOT_VERBS or WORD.findall(title)[0] in VERBS


def test_says_first_what_it_is_about(prose: list[NotebookNode]) -> None:
    opening = prose[0].source
    assert [one for one in OPENING if one not in opening] == []
    assert opening.count("glossary.md)") == 1


def test_opens_the_lab_first(path: Path, code: list[NotebookNode]) -> None:
    assert f"lab = await open_lab(chapter={int(path.stem[:2])})" in code[0].source


def test_notes_in_its_recap_that_it_was_read(notebook: NotebookNode) -> None:
    [place] = [n for n, cell in enumerate(notebook.cells) if "## Recap" in cell.source]
    assert "assert " in notebook.cells[place + 1].source
    assert notebook.cells[place + 1].source.endswith("\nlab.chapter_done()")


def test_links_to_what_is_there(path: Path, prose: list[NotebookNode]) -> None:
    links = chain.from_iterable(RELATIVE_LINK.findall(cell.source) for cell in prose)
    assert not [link for link in links if not (path.parent / link).exists()]


def test_imports_by_name(code: list[NotebookNode]) -> None:
    assert not [cell.source for cell in code if STAR_IMPORT.search(cell.source)]


def test_every_cell_is_checked(code: list[NotebookNode]) -> None:
    tags = chain.from_iterable(cell.metadata.get("tags", []) for cell in code)
    comments = re.findall(r"#.*", "\n".join(cell.source for cell in code))
    assert not [tag for tag in tags if UNCHECKED.search(tag)]
    assert not [comment for comment in comments if "NBVAL" in comment.upper()]


def test_raises_where_it_says_so_and_nowhere_else(code: list[NotebookNode]) -> None:
    announced = ["raises-exception" in cell.metadata.get("tags", []) for cell in code]
    raised = [any(o.output_type == "error" for o in cell.outputs) for cell in code]
    assert announced == raised


def test_shows_without_a_kernel(code: list[NotebookNode]) -> None:
    """A stored widget is a blank without its kernel; what stands in for it is HTML and text."""
    outputs = chain.from_iterable(cell.outputs for cell in code)
    assert not [output for output in outputs if WIDGET in output.get("data", {})]


def test_shows_nothing_of_the_machine_it_ran_on(code: list[NotebookNode]) -> None:
    shown = END_OF_LINE_OR_COLOUR.sub(" ", json.dumps([cell.outputs for cell in code]))
    assert not ABSOLUTE_PATH.findall(shown)
