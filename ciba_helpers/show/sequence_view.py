"""A sequence diagram of what really went over the wire."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ciba_helpers.exchanges import Exchange, Recorder
from ciba_helpers.show.drawing import (
    arrow_head,
    frame,
    line,
    number,
    numbered,
    rectangle,
    text,
    with_words,
)
from ciba_helpers.show.sequence_steps import Lifeline, Step, Story
from ciba_helpers.show.view import View

WIDTH = 784
HEAD_WIDTH, HEAD_HEIGHT = 176, 44
ROW = 34
COLUMNS = {Lifeline.TILL: 96, Lifeline.AM: 392, Lifeline.PHONE: 688}
LONGEST_LABEL = 44
TITLE = "What went over the wire"


def sequence(exchanges: Iterable[Exchange] | Recorder, *, title: str = TITLE) -> "SequenceView":
    """Draw the exchanges between till, AM and phone as they are now.

    Equal polls in a row become one arrow, a mailbox fetch becomes the push notification it
    brought, so that the same story gives the same picture however long it took.
    """
    story = Story()
    for exchange in exchanges.exchanges if isinstance(exchanges, Recorder) else exchanges:
        story.add(exchange)
    return SequenceView(story.steps(), title)


@dataclass(frozen=True)
class SequenceView(View):
    """The diagram; its text names the arrows one after the other."""

    steps: tuple[Step, ...]
    title: str = TITLE

    @property
    def svg(self) -> str:
        """The diagram alone, a file of its own if saved."""
        height = HEAD_HEIGHT + 24 + ROW * max(len(self.steps), 1) + 12
        return frame(WIDTH, height, title=self.title, summary=self._summary,
                     body=_body(self.steps, height))  # fmt: skip

    @property
    def html(self) -> str:
        """The diagram with its arrows listed in words below, folded."""
        told = {f"{self.title} in words": numbered(map(str, self.steps))}
        return with_words(self.svg, self.title, told)

    def __str__(self) -> str:
        return f"Sequence diagram, {len(self.steps)} arrows: {self._summary}"

    @property
    def _summary(self) -> str:
        return "; ".join(str(step) for step in self.steps) or "Nothing has happened yet."


def _body(arrows: tuple[Step, ...], height: float) -> Iterator[str]:
    for lifeline, x in COLUMNS.items():
        yield from _lifeline(lifeline, x, height)
    if not arrows:
        yield text((COLUMNS[Lifeline.AM], HEAD_HEIGHT + 36), "Nothing has happened yet.",
                   "soft halo", "middle")  # fmt: skip
    for row, step in enumerate(arrows, start=1):
        yield from _arrow(step, HEAD_HEIGHT + 14 + ROW * row)


def _lifeline(lifeline: Lifeline, x: float, height: float) -> Iterator[str]:
    name, part = lifeline.value
    yield line(f"M{number(x)} {HEAD_HEIGHT + 2}V{number(height)}", "lane")
    yield rectangle((x - HEAD_WIDTH / 2, 2), HEAD_WIDTH, HEAD_HEIGHT, "head")
    yield text((x, 20), name, "strong", "middle")
    yield text((x, 37), part, "", "middle")


def _arrow(step: Step, y: float) -> Iterator[str]:
    start, end = COLUMNS[step.source], COLUMNS[step.target]
    direction = 1 if end > start else -1
    kind = "line dashed" if step.is_answer else "line"
    yield line(f"M{start} {number(y)}H{end - 6 * direction}", kind)
    yield arrow_head((end, y), direction)
    yield text(((start + end) / 2, y - 6), _fitting(step.label), "halo", "middle")


def _fitting(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
