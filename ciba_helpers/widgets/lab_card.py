"""What open_lab says: which AM, what was found, what was prepared."""

from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets

from ciba_helpers.widgets.card import bundle


class LabCard:
    """The lab's report. What is stored says only which chapter is ready.

    What was found and what was prepared differs from run to run, and stored outputs are
    compared; so that part is shown live.
    """

    def __init__(self, chapter: int, report: Sequence[str]) -> None:
        self._words = f"Ready for chapter {chapter}."
        items = "".join(f"<li>{escape(line)}</li>" for line in report)
        self._widget = ipywidgets.HTML(f"<b>{self._words}</b><ul>{items}</ul>")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return bundle(self._widget, f"<b>{self._words}</b>", self._words)
