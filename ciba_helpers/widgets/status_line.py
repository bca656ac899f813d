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
    and a class says which one is shown. What is not known beforehand stands below, as an alert:
    that is announced as soon as it appears.
    """

    def __init__(self, sentences: Mapping[str, Sentence]) -> None:
        rules = "".join(
            f".ciba-says-{it} .ciba-when-{it}{{display:flex;gap:10px}}" for it in sentences
        )
        lines = "\n".join(_line(name, *sentence) for name, sentence in sentences.items())
        region = f'<div class="ciba-status" role="status">\n{lines}\n</div>'
        self._region = ipywidgets.HTML(
            f"<style>.ciba-when{{display:none}}{rules}</style>\n{region}"
        )
        self._detail = ipywidgets.HTML()
        self._shown = ""
        self.widget = ipywidgets.VBox([self._region, self._detail])

    def show(self, name: str, detail: str = "") -> None:
        """Show that sentence, and below it what only this moment knows."""
        if name != self._shown:
            with self._region.hold_sync():
                self._region.remove_class(f"ciba-says-{self._shown}")
                self._region.add_class(f"ciba-says-{name}")
            self._shown = name
        alert = f'<div class="ciba-detail" role="alert">{escape(detail)}</div>'
        self._detail.value = alert if detail else ""


def _line(name: str, sign: str, words: str) -> str:
    mark = f'<span aria-hidden="true">{sign}</span>' if sign else ""
    return f'<div class="ciba-when ciba-when-{name}">{mark}<span>{escape(words)}</span></div>'
