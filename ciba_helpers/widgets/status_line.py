"""The line of a device that says how things stand, to the eye and to a screen reader."""

from collections.abc import Mapping
from html import escape

import ipywidgets

Sentence = tuple[str, str]
"""A sign, which may be empty, and the words that say the same."""


class StatusLine:
    """One of the sentences, by its name; `widget` is the line.

    Screen readers announce what changes within a live region, and only if they have met it before
    it changes. A new value would be a new region, so all sentences are in the page from the start,
    and a class says which one is shown. (It is the box's: any change of an HTML widget draws it
    anew.) What is not known beforehand stands below, as an alert, announced when it appears.
    """

    def __init__(self, sentences: Mapping[str, Sentence]) -> None:
        shown = ",".join(f".ciba-says-{name} .ciba-when-{name}" for name in sentences)
        style = f".ciba-when{{display:none}}{shown}{{display:flex;gap:10px}}"
        lines = "\n".join(_line(name, *sentence) for name, sentence in sentences.items())
        region = ipywidgets.HTML(
            f'<style>{style}</style>\n<div class="ciba-status" role="status">\n{lines}\n</div>'
        )
        self._detail = ipywidgets.HTML()
        self._shown = ""
        self.widget = ipywidgets.VBox([region, self._detail])

    def show(self, name: str, detail: str = "") -> None:
        """Show that sentence, and below it what only this moment knows."""
        if name != self._shown:
            with self.widget.hold_sync():
                self.widget.remove_class(f"ciba-says-{self._shown}")
                self.widget.add_class(f"ciba-says-{name}")
            self._shown = name
        alert = f'<div class="ciba-detail" role="alert">{escape(detail)}</div>'
        self._detail.value = alert if detail else ""


def _line(name: str, sign: str, words: str) -> str:
    mark = f'<span aria-hidden="true">{sign}</span>' if sign else ""
    return f'<div class="ciba-when ciba-when-{name}">{mark}<span>{escape(words)}</span></div>'
