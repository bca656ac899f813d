"""From an answer to its explanation."""

import re

import httpx

from ciba_helpers.exchanges import Exchange
from ciba_helpers.explain.answer import Answer
from ciba_helpers.explain.catalogue import entry_of
from ciba_helpers.explain.entry import Cause, Entry, Proof
from ciba_helpers.explain.explanation import Explanation, Likely
from ciba_helpers.show.secrets import MASK, shortened

_SUCCESS = "Nothing is wrong: AM did what it was asked."
_REDIRECT = "This is no error: it says to look elsewhere, or that nothing has changed."
_UNKNOWN = (
    "This explanation knows no such error: what AM said is all there is to go by. Look at the "
    "whole exchange with `show.exchange(…)`; AM's own log may tell more."
)
_OPAQUE = re.compile(r"(?<![\w.~+/=-])(?=[\w.~+=-]*\d)[\w.~+=-]{24,}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def explain(source: httpx.Response | Exchange | BaseException) -> Explanation:
    """What `source` means, its likely causes, and the step that mends each.

    Takes an answer of AM (which must have been read), a recorded exchange, or an exception that
    tells of an answer or of why there is none. The causes are in order of likelihood; one that the
    exchange itself shows comes first, and one that it rules out is left away. An error that is not
    in the catalogue is said to be unknown.
    """
    answer = Answer.of(source)
    if answer.code.isdecimal() and answer.status is not None and answer.status < 400:
        return _no_error(answer)
    entry = entry_of(answer.code, answer.words or _reason(answer))
    if entry is None:
        return Explanation(*_said(answer, None), means=_UNKNOWN, is_known=False)
    return Explanation(
        *_said(answer, entry), means=entry.means, causes=_likely(answer, entry),
        section=entry.section,
    )  # fmt: skip


def _no_error(answer: Answer) -> Explanation:
    means = _SUCCESS if answer.status and answer.status < 300 else _REDIRECT
    return Explanation(*_said(answer, None), means=means, is_error=False)


def _said(answer: Answer, entry: Entry | None) -> tuple[str, str, str]:
    """What was asked, the code and the words, as they may be shown."""
    is_status = answer.code.isdecimal() and answer.code == str(answer.status)
    code = _reason(answer) if is_status else answer.code
    return answer.asked, f"{answer.status or ''} {code}".strip(), shortened(_masked(answer, entry))


def _reason(answer: Answer) -> str:
    return httpx.codes.get_reason_phrase(answer.status) if answer.status else ""


def _masked(answer: Answer, entry: Entry | None) -> str:
    words = answer.words
    known = entry.pattern.fullmatch(words) if entry else None
    if known and known.groupdict().get("secret"):
        start, end = known.span("secret")
        words = words[:start] + MASK + words[end:]
    return _without_secrets(words)


def _without_secrets(text: str) -> str:
    """Without what looks like a token: long, and with a digit in it."""
    return _OPAQUE.sub(lambda found: found[0] if _UUID.fullmatch(found[0]) else MASK, text)


def _likely(answer: Answer, entry: Entry) -> tuple[Likely, ...]:
    seen = [(cause, cause.look(answer) if cause.look else None) for cause in entry.causes]
    left = [(cause, told) for cause, told in seen if told != ""]
    found = left or [(cause, None) for cause in entry.causes]
    found.sort(key=lambda one: not isinstance(one[1], Proof))
    return tuple(_shown(cause, told) for cause, told in found)


def _shown(cause: Cause, told: str | None) -> Likely:
    return Likely(cause.says, cause.step, _without_secrets(told or ""))
