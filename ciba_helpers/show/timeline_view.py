"""Polls, interval, slow_down and the approval against time."""

from collections.abc import Iterable
from dataclasses import dataclass

from ciba_helpers.exchanges import Exchange, Recorder
from ciba_helpers.show.drawing import frame, listed, text, with_words
from ciba_helpers.show.timeline_events import History, history
from ciba_helpers.show.timeline_shapes import WIDTH, Lanes
from ciba_helpers.show.timeline_words import words
from ciba_helpers.show.view import View

TITLE = "Timeline of an authentication request"
NOTHING = "No authentication request was acknowledged yet."


def timeline(
    exchanges: Iterable[Exchange] | Recorder, *, auth_req_id: str | None = None
) -> "TimelineView":
    """Draw when the till polled and what it was told, when polls were too soon, what the phone did.

    Of the latest authentication request, or of the one with that `auth_req_id`, in whole seconds
    since its acknowledgement. Where nothing happens for long the axis is broken. Raises
    `ValueError` where that request's acknowledgement was not recorded.
    """
    heard = exchanges.exchanges if isinstance(exchanges, Recorder) else exchanges
    return TimelineView(history(heard, auth_req_id))


@dataclass(frozen=True)
class TimelineView(View):
    """The drawing; as text, what happened one after the other. None: nothing has."""

    history: History | None

    @property
    def svg(self) -> str:
        """The drawing alone, a file of its own if saved."""
        if self.history is None:
            body = [text((WIDTH / 2, 36), NOTHING, "soft", "middle")]
            return frame(WIDTH, 60, title=TITLE, summary=NOTHING, body=body)
        lanes = Lanes(self.history)
        return frame(lanes.width, lanes.height, title=TITLE, summary="; ".join(self._words),
                     body=lanes.shapes())  # fmt: skip

    @property
    def html(self) -> str:
        """The drawing with what happened listed in words below, folded."""
        return with_words(self.svg, TITLE, {f"{TITLE} in words": listed(self._words)})

    def __str__(self) -> str:
        return f"{TITLE}. {'; '.join(self._words)}"

    @property
    def _words(self) -> list[str]:
        return list(words(self.history)) if self.history else [NOTHING]
