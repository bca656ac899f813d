import re
from pathlib import Path

import pytest

from ciba_helpers.check.exercise import EXERCISES
from ciba_helpers.contents import CHAPTERS
from ciba_helpers.progress import Progress
from ciba_helpers.widgets.progress_card import ProgressCard, table

ROW = re.compile(r"<tr><th scope=\"row\">(\d+) .*?</tr>")
FIRST = min(EXERCISES)


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress(tmp_path)


def rows(html: str) -> dict[int, str]:
    """The table's rows by their chapters' numbers."""
    return {int(row[1]): row[0] for row in ROW.finditer(html)}


def test_every_chapter_has_a_row_that_leads_to_it() -> None:
    shown = rows(table((), ()))
    assert list(shown) == list(range(len(CHAPTERS)))
    assert all(f'<a href="{file}">' in shown[n] for n, (file, _) in enumerate(CHAPTERS))


def test_every_exercise_stands_in_its_chapter_s_row() -> None:
    shown = rows(table((), ()))
    for one in EXERCISES.values():
        assert f"{one.number} {one.title}" in shown[one.chapter]


def test_a_new_learner_has_everything_before_them() -> None:
    html = table((), ())
    assert f"0 of {len(CHAPTERS)} chapters read, 0 of {len(EXERCISES)} exercises solved" in html
    assert html.count("not yet") == len(CHAPTERS) + len(EXERCISES)


def test_what_is_done_is_said_in_a_word_beside_its_mark(progress: Progress) -> None:
    progress.chapter_done(2)
    progress.solved(FIRST)
    html = ProgressCard(progress).html
    assert "not yet" not in rows(html)[2].partition("<ul>")[0]
    assert "✓</span> read" in rows(html)[2]
    assert re.search(rf"✓</span> solved</b> {re.escape(FIRST)} ", html)
    assert f"1 of {len(CHAPTERS)} chapters read, 1 of {len(EXERCISES)} exercises solved" in html


def test_what_is_no_longer_there_does_not_count(progress: Progress) -> None:
    progress.chapter_done(99)
    progress.solved("99.1")
    assert ProgressCard(progress).html == table((), ())


def test_what_is_stored_is_the_same_for_everybody(progress: Progress) -> None:
    before = stored(ProgressCard(progress))
    progress.chapter_done(2)
    assert stored(ProgressCard(progress)) == before


def stored(card: ProgressCard) -> tuple[str, str]:
    """What stands in for the card without a kernel."""
    bundle = card._repr_mimebundle_()
    return bundle["text/html"], bundle["text/plain"]
