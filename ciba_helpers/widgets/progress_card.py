"""Which chapters and exercises are done, as a table that leads to each chapter."""

from collections.abc import Collection
from html import escape
from typing import Any

import ipywidgets

from ciba_helpers.check.exercise import EXERCISES
from ciba_helpers.contents import CHAPTERS
from ciba_helpers.progress import Progress
from ciba_helpers.show.style import EDGE, GOOD, INK, LINE, PAPER, SANS, SHADE, styled
from ciba_helpers.widgets.card import bundle

# Named twice, to weigh more than Jupyter's own rules for tables.
_TABLE = ".ciba-progress.ciba-progress"

CSS = (
    f"{_TABLE}{{border-collapse:collapse;margin:4px 0;color:{INK};font:13px/1.5 {SANS};"
    f"border:1px solid {EDGE}}}"
    f"{_TABLE} caption{{text-align:left;padding:4px 0;font-weight:600;color:{INK}}}"
    f"{_TABLE} tbody tr:nth-child(n){{background:{PAPER}}}"
    f"{_TABLE} :is(th,td){{text-align:left;vertical-align:top;padding:5px 14px;font-weight:400;"
    f"border:0;border-bottom:1px solid {EDGE};color:{INK};white-space:normal;max-width:none}}"
    f"{_TABLE} thead th{{background:{SHADE};font-weight:600}}"
    f"{_TABLE} ul{{list-style:none;margin:0;padding:0}}"
    f"{_TABLE} a:focus-visible{{outline:2px solid {LINE};outline-offset:2px}}"
)


class ProgressCard:
    """A learner's progress. It differs from run to run, so what is stored says only what it is."""

    def __init__(self, progress: Progress) -> None:
        self.html = table(progress.chapters, progress.exercises)
        # What an Output widget holds may link to other notebooks, as any output may.
        shown = {"output_type": "display_data", "data": {"text/html": self.html}, "metadata": {}}
        self._widget = ipywidgets.Output(outputs=(shown,))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        words = "Your progress: which chapters and exercises you have done."
        return bundle(self._widget, f"<b>{words}</b>", words)


def table(chapters: Collection[int], exercises: Collection[str]) -> str:
    """The chapters and their exercises, each with a mark and in words."""
    head = "".join(f'<th scope="col">{one}</th>' for one in ("Chapter", "Read", "Exercises"))
    rows = "".join(_row(number, chapters, exercises) for number in range(len(CHAPTERS)))
    done = f"{_of(chapters, range(len(CHAPTERS)))} chapters read, "
    done += f"{_of(exercises, EXERCISES)} exercises solved"
    return styled(
        CSS,
        f'<table class="ciba-progress"><caption>{done}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>",
    )


def _row(number: int, chapters: Collection[int], exercises: Collection[str]) -> str:
    file, title = CHAPTERS[number]
    solved = "".join(
        f"<li>{_mark(one.number in exercises, 'solved')} {one.number} {escape(one.title)}</li>"
        for one in EXERCISES.values()
        if one.chapter == number
    )
    return (
        f'<tr><th scope="row">{number} <a href="{file}">{escape(title)}</a></th>'
        f"<td>{_mark(number in chapters, 'read')}</td>"
        f"<td>{f'<ul>{solved}</ul>' if solved else 'none'}</td></tr>"
    )


def _mark(is_done: bool, word: str) -> str:
    if is_done:
        return f'<b><span aria-hidden="true" style="color:{GOOD}">✓</span> {word}</b>'
    return '<span aria-hidden="true">○</span> not yet'


def _of(done: Collection[Any], there: Collection[Any]) -> str:
    return f"{len(set(done) & set(there))} of {len(there)}"
