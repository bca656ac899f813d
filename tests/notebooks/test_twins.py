"""A solved twin is its chapter with the exercises filled in, and nothing else."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from tools import render_notebooks, twins
from tools.notebook_runs import chapters, name, solutions
from tools.render_notebooks import compared
from tools.twins import exercises, is_exercise, read_twin, synced, twin_of, unsolved

WITH_EXERCISES = [p for p in chapters() if exercises(nbformat.read(p, as_version=4))]


@pytest.fixture(params=WITH_EXERCISES, ids=name)
def chapter(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_every_chapter_with_exercises_has_a_twin_and_no_other_has_one() -> None:
    assert solutions() == [twin_of(chapter) for chapter in WITH_EXERCISES]


def test_a_twin_is_in_step_with_its_chapter(chapter: Path) -> None:
    twin = read_twin(chapter)
    expected = synced(nbformat.read(chapter, as_version=4), twin)
    assert [source(cell) for cell in twin.cells] == [source(cell) for cell in expected.cells]


def test_a_twin_stores_what_its_chapter_stores_but_for_the_exercises(chapter: Path) -> None:
    twin = read_twin(chapter)
    expected = synced(nbformat.read(chapter, as_version=4), twin)
    assert [outputs(cell) for cell in twin.cells] == [outputs(cell) for cell in expected.cells]


def test_an_exercise_says_not_yet_in_the_chapter_and_solved_in_its_twin(chapter: Path) -> None:
    stubs = exercises(nbformat.read(chapter, as_version=4)).values()
    solved = exercises(read_twin(chapter)).values()
    assert [verdict(cell) for cell in stubs] == ["… Not yet"] * len(stubs)
    assert [verdict(cell) for cell in solved] == ["✓ Solved"] * len(stubs)


def test_an_exercise_asks_for_its_answer_in_one_place_and_ends_in_the_check(chapter: Path) -> None:
    for cell in exercises(nbformat.read(chapter, as_version=4)).values():
        assert "..." in cell.source
        assert "check." in cell.source.splitlines()[-1]


def source(cell: NotebookNode) -> tuple[str, str, str]:
    """What is written in a cell, and what names it."""
    return cell.id, cell.cell_type, cell.source


def outputs(cell: NotebookNode) -> list[dict[str, Any]]:
    """What a cell stores, as nbval compares it."""
    return [compared(output) for output in cell.get("outputs", [])]


def verdict(cell: NotebookNode) -> str:
    """The mark and the word with which the check's answer begins."""
    return str(cell.outputs[-1]["data"]["text/plain"]).partition(".")[0]


def chapter_of(*cells: tuple[str, str]) -> NotebookNode:
    """A notebook with an exercise for each id and source."""
    made = [
        nbformat.v4.new_code_cell(text, id=one, metadata={"tags": ["exercise"]})
        for one, text in cells
    ]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Sign"), *made])


STUBS = chapter_of(("first", "check.a(...)"), ("second", "check.b(...)"))


@pytest.mark.parametrize(
    ("solved", "lacking"),
    [
        ([("first", "check.a(1)"), ("second", "check.b(2)")], []),
        ([("second", "check.b(2)"), ("first", "check.a(1)")], []),
        ([("first", "check.a(1)")], ["second"]),
        ([("first", "check.a(...)"), ("second", "check.b(2)")], ["first"]),
        ([], ["first", "second"]),
    ],
)
def test_what_a_twin_does_not_solve_is_named(
    solved: list[tuple[str, str]], lacking: list[str]
) -> None:
    assert unsolved(STUBS, chapter_of(*solved)) == lacking


def test_syncing_takes_the_exercises_from_the_twin_and_everything_else_from_the_chapter() -> None:
    twin = chapter_of(("second", "check.b(2)"), ("gone", "check.c(3)"))
    twin.cells[0].source = "# An old title"
    made = synced(STUBS, twin)
    assert [cell.source for cell in made.cells] == ["# Sign", "check.a(...)", "check.b(2)"]
    assert [is_exercise(cell) for cell in made.cells] == [False, True, True]


def test_rendering_stops_at_an_exercise_that_is_not_solved_and_puts_its_stub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapter = tmp_path / "01_sign.ipynb"
    nbformat.write(STUBS, chapter)
    monkeypatch.setattr(twins, "SOLUTIONS", tmp_path / "solutions")
    monkeypatch.setattr(render_notebooks, "ROOT", tmp_path)
    for _ in range(2):
        with pytest.raises(SystemExit, match=r"solutions/01_sign.*cell first is not solved"):
            render_notebooks.demand_solutions(chapter, put_stubs=True)
    assert list(exercises(read_twin(chapter))) == ["first", "second"]


def test_rendering_goes_on_where_all_are_solved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapter = tmp_path / "01_sign.ipynb"
    nbformat.write(STUBS, chapter)
    monkeypatch.setattr(twins, "SOLUTIONS", tmp_path)
    solved = chapter_of(("first", "check.a(1)"), ("second", "check.b(2)"))
    monkeypatch.setattr(render_notebooks, "read_twin", lambda _: solved)
    render_notebooks.demand_solutions(chapter, put_stubs=True)
    assert nbformat.read(chapter, as_version=4).cells[1].source == "check.a(...)"


@pytest.mark.parametrize(
    ("link", "in_the_twin"),
    [
        ("glossary.md", "../glossary.md"),
        ("glossary.md#acr", "../glossary.md#acr"),
        ("../README.md", "../../README.md"),
        ("solutions/", "../solutions/"),
        ("https://example.com/a", "https://example.com/a"),
        ("#the-map", "#the-map"),
        *((path.name, path.name) for path in WITH_EXERCISES),
        *((path.name, f"../{path.name}") for path in chapters() if path not in WITH_EXERCISES),
    ],
)
def test_a_link_leads_to_the_same_place_or_to_the_twin(link: str, in_the_twin: str) -> None:
    chapter = chapter_of()
    chapter.cells[0].source = f"See [this]({link})."
    assert synced(chapter, chapter_of()).cells[0].source == f"See [this]({in_the_twin})."
