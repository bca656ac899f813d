"""An explanation as a notebook shows it."""

import re
from dataclasses import dataclass
from html import escape

from ciba_helpers.contents import CHAPTERS
from ciba_helpers.explain.entry import Step
from ciba_helpers.show.style import ACCENT, BAD, GOOD, INK, MONO, PANELS, SOFT_INK, styled
from ciba_helpers.show.view import View

WAITING = ("authorization_pending", "slow_down")
"""Errors in name only: the flow goes on."""

_CSS = (
    f"{PANELS}.ciba-explained{{padding:8px 12px}}"
    ".ciba-explained p{margin:0 0 8px}.ciba-explained ol{margin:0 0 8px;padding-left:24px}"
    f".ciba-explained li{{margin-bottom:6px}}.ciba-explained code{{font:12px {MONO}}}"
    f".ciba-explained small{{color:{SOFT_INK}}}"
    f".ciba-panels .ciba-explained a{{color:{INK};text-decoration:underline}}"
    f".ciba-explained a:focus-visible{{outline:2px solid {ACCENT}}}"
)


@dataclass(frozen=True)
class Likely:
    """A likely cause, the step that mends it, and what the exchange itself shows of it."""

    says: str
    step: Step
    seen: str = ""


@dataclass(frozen=True)
class Explanation(View):
    """What an answer means.

    `asked` is the request's first line, `code` and `words` what AM said, secrets masked. `causes`
    come in order of likelihood. `section` is where a specification, or AM's guide, says so.
    """

    asked: str
    code: str
    words: str
    means: str
    causes: tuple[Likely, ...] = ()
    section: str = ""
    is_known: bool = True
    is_error: bool = True

    @property
    def html(self) -> str:
        """One panel: what AM said, what it means, the causes and how to mend each."""
        mark, verdict, colour = self._verdict
        asked = f"<br><small>{escape(self.asked)}</small>" if self.asked else ""
        title = (
            f'<div class="ciba-title"><small>{verdict}</small><br>'
            f'<span aria-hidden="true" style="color:{colour}">{mark}</span> {escape(self.code)}'
            f"{asked}</div>"
        )
        panel = (
            f'<div class="ciba-panel" role="group" aria-label="Explanation of {escape(self.code)}"'
            f' style="border-left:5px solid {colour}">{title}'
            f'<div class="ciba-explained">{self._paragraphs}</div></div>'
        )
        return styled(_CSS, f'<div class="ciba-panels">{panel}</div>')

    def __str__(self) -> str:
        lines = [f"{self.code}: {self.words}" if self.words else self.code, self.means]
        for number, cause in enumerate(self.causes, 1):
            seen = f" {cause.seen}" if cause.seen else ""
            lines += [f"{number}. {cause.says}{seen}", f"   Mend it: {_mended(cause.step)}"]
        return "\n".join([*lines, *([f"See {self.section}."] if self.section else [])])

    @property
    def _verdict(self) -> tuple[str, str, str]:
        """A mark, the word for those who do not see it, and its colour."""
        if not self.is_error:
            return "✓", "No error", GOOD
        if self.code.rpartition(" ")[2] in WAITING:
            return "…", "Not yet", ACCENT
        return ("✗", "Error", BAD) if self.is_known else ("?", "Unknown error", BAD)

    @property
    def _paragraphs(self) -> str:
        words = f"<p>AM said: <q>{escape(self.words)}</q></p>" if self.words else ""
        causes = "\n".join(_item(cause) for cause in self.causes)
        listed = f"\n<p>Likely causes:</p>\n<ol>{causes}</ol>" if causes else ""
        section = f"\n<small>See {escape(self.section)}.</small>" if self.section else ""
        return f"{words}\n<p>{marked_up(self.means)}</p>{listed}{section}"


def _item(cause: Likely) -> str:
    seen = f" <b>{marked_up(cause.seen)}</b>" if cause.seen else ""
    step, (file, title) = cause.step, CHAPTERS[cause.step.chapter]
    console = f"<br><small>In AM's console: {escape(step.console)}</small>" if step.console else ""
    return (
        f"<li>{marked_up(cause.says)}{seen}<br>Mend it: {marked_up(step.do)} "
        f'(<a href="{file}">Chapter {step.chapter}, {escape(title)}</a>){console}</li>'
    )


def _mended(step: Step) -> str:
    console = f" Console: {step.console}." if step.console else ""
    return f"{step.do} (Chapter {step.chapter}, {CHAPTERS[step.chapter][1]}.){console}"


def marked_up(text: str) -> str:
    """`text` as HTML: what stands in backticks as code, in stars as emphasis."""
    coded = re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))
    return re.sub(r"\*(\w[^*]*\w)\*", r"<em>\1</em>", coded)
