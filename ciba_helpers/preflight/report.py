"""The preflight: every check in order, and what they found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import httpx

from ciba_helpers.am.session import Administrator, AMError
from ciba_helpers.article import ACR, CLIENT_ID, KEY_ID, USERNAME
from ciba_helpers.contents import CHAPTERS
from ciba_helpers.explain.entry import Step
from ciba_helpers.explain.explanation import marked_up
from ciba_helpers.preflight import checks, client_checks, phone_checks, tree_checks
from ciba_helpers.preflight.configuration import (
    ODD_SHAPES,
    Configuration,
    in_words,
    read_configuration,
)
from ciba_helpers.preflight.finding import ANSWERS, Finding, Grade, doubtful, missing
from ciba_helpers.show.style import EDGE, INK, MONO, PANELS, styled
from ciba_helpers.show.view import View

Check = Callable[[Configuration], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    checks.am_answers,
    checks.clocks_agree,
    checks.realm_is_there,
    checks.provider_is_there,
    checks.discovery_answers,
    checks.acr_leads_to_a_tree,
    tree_checks.tree_is_there,
    tree_checks.tree_begins_with_the_name,
    tree_checks.tree_asks_the_phone,
    tree_checks.every_outcome_is_connected,
    tree_checks.only_a_yes_succeeds,
    phone_checks.push_service_is_there,
    phone_checks.messages_live_long_enough,
    client_checks.client_is_there,
    client_checks.client_is_confidential,
    client_checks.client_may_use_ciba,
    client_checks.client_may_ask_for_openid,
    client_checks.client_authenticates_as_the_till_does,
    client_checks.client_has_a_public_subject,
    client_checks.client_has_a_public_key,
    phone_checks.user_is_there,
    phone_checks.user_has_a_phone,
)
"""In the order in which a request meets what they look at."""

_SUBJECTS = {
    "checks": "OpenID provider",
    "tree_checks": "Tree",
    "phone_checks": "Phone",
    "client_checks": "Client",
}
"""What the checks of a module look at."""

_IN_CONSOLE = Step(12, "Look at it in AM's console; is a proxy in between that rewrites it?")

_CSS = (
    f"{PANELS}.ciba-panels .ciba-preflight{{width:100%;border-collapse:collapse;margin:0;"
    f"font:13px/1.5 inherit;color:{INK};table-layout:auto}}"
    ".ciba-panels .ciba-preflight th,.ciba-panels .ciba-preflight td{text-align:left;"
    f"vertical-align:top;padding:4px 12px;border-top:1px solid {EDGE};white-space:normal;"
    f"max-width:none;color:{INK};overflow-wrap:anywhere}}"
    ".ciba-panels .ciba-preflight th{font-weight:600;white-space:nowrap}"
    f".ciba-panels .ciba-preflight code{{font:12px {MONO}}}"
    f".ciba-panels .ciba-preflight a{{color:{INK};text-decoration:underline}}"
)


async def check_am(
    am: Administrator,
    *,
    client_id: str = CLIENT_ID,
    key_id: str = KEY_ID,
    public_key: dict[str, Any] | None = None,
    username: str = USERNAME,
    acr: str = ACR,
) -> "Preflight":
    """Read what CIBA needs of AM and say what is missing; nothing is changed there.

    `public_key` is the one that AM should have of the client.
    """
    seen = await read_configuration(
        am,
        client_id=client_id,
        key_id=key_id,
        public_key=public_key,
        username=username,
        acr=acr,
    )
    return look_over(seen)


def look_over(configuration: Configuration) -> "Preflight":
    """What is to be said of a configuration that was read."""
    findings = tuple(finding for check in CHECKS for finding in _found(check, configuration))
    return Preflight(f"realm {configuration.realm} at {configuration.url}", findings)


def _found(check: Check, configuration: Configuration) -> Iterator[Finding]:
    """What the check finds, as far as it comes."""
    try:
        yield from check(configuration)
    except ODD_SHAPES:
        subject = _SUBJECTS[check.__module__.rpartition(".")[2]]
        says = "What AM shows of it has not the shape of AM's documents."
        yield doubtful(subject, says, "Whether it is as it should be cannot be told.", _IN_CONSOLE)


def not_signed_in(
    url: str, realm: str, admin: str, error: AMError | httpx.TransportError
) -> "Preflight":
    """The preflight of an AM that does not let the administrator in, or does not answer."""
    means = "Nothing could be looked at."
    if isinstance(error, AMError):
        says = f"AM does not let {admin} in ({error})."
        mend = Step(12, "Set `AM_ADMIN` and `AM_PASSWORD`, and start Jupyter again.")
        found = missing("Administrator", says, means, mend)
    else:
        found = missing("AM", in_words(error), means, ANSWERS)
    return Preflight(f"realm {realm} at {url}", (found,))


@dataclass(frozen=True)
class Preflight(View):
    """The findings about one realm, in the order in which a request meets them."""

    subject: str
    findings: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing; there may be something to look at."""
        return Grade.MISSING not in [finding.grade for finding in self.findings]

    @property
    def is_green(self) -> bool:
        """Whether all is well."""
        return not self.open

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that are not good."""
        return tuple(one for one in self.findings if one.grade is not Grade.GOOD)

    @property
    def to_do(self) -> "Preflight":
        """The same without what is good."""
        return replace(self, findings=self.open)

    @property
    def html(self) -> str:
        """A table: how each thing stands, what it is, what was seen, and what mends it."""
        rows = "\n".join(map(_row, self.findings))
        table = f'<table class="ciba-preflight"><tbody>\n{rows}</tbody></table>'
        panel = (
            f'<div class="ciba-panel" role="group" aria-label="{escape(self._title)}">'
            f'<div class="ciba-title">{escape(self._title)}<br>'
            f"<small>{escape(self._count)}</small></div>{table}</div>"
        )
        return styled(_CSS, f'<div class="ciba-panels">{panel}</div>')

    def __str__(self) -> str:
        return "\n".join([f"{self._title}. {self._count}", *map(_line, self.findings)])

    @property
    def _title(self) -> str:
        return f"Preflight of {self.subject}"

    @property
    def _count(self) -> str:
        grades = [finding.grade for finding in self.findings]
        counts = [f"{one.value[1].lower()}: {grades.count(one)}" for one in Grade if one in grades]
        verdict = "Ready for CIBA" if self.is_ready else "Not ready for CIBA"
        return f"{verdict} ({', '.join(counts) or 'nothing is left to do'})."


def _row(one: Finding) -> str:
    mark, word, colour = one.grade.value
    more = f"<br>{marked_up(one.means)}" if one.means else ""
    return (
        f'<tr><td style="white-space:nowrap"><b aria-hidden="true" style="color:{colour}">{mark}'
        f'</b> {word}</td><th scope="row">{escape(one.subject)}</th>'
        f"<td>{marked_up(one.says)}{more}{_mended(one.mend)}</td></tr>"
    )


def _mended(step: Step | None) -> str:
    if step is None:
        return ""
    file, title = CHAPTERS[step.chapter]
    console = f"<br><small>In AM's console: {escape(step.console)}</small>" if step.console else ""
    link = f'<a href="{file}">Chapter {step.chapter}, {escape(title)}</a>'
    return f"<br>Mend it: {marked_up(step.do)} ({link}){console}"


def _line(one: Finding) -> str:
    lines = [f"{one.grade.value[0]} {one.subject}: {' '.join(filter(None, (one.says, one.means)))}"]
    if one.mend:
        chapter, title = one.mend.chapter, CHAPTERS[one.mend.chapter][1]
        console = f" Console: {one.mend.console}." if one.mend.console else ""
        lines.append(f"  Mend it: {one.mend.do} (Chapter {chapter}, {title}.){console}")
    return "\n".join(lines)
