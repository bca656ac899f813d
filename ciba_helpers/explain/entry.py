"""What the catalogue of errors is made of. Texts may set code in `backticks`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ciba_helpers.explain.answer import Answer

Look = Callable[[Answer], str | None]
"""Looks at the exchange for a cause: a sentence that says what is seen there (a `Proof` where that
leaves no doubt), "" where the exchange rules the cause out, None where it cannot tell."""


class Proof(str):
    """What is seen of a cause and comes of no other: the cause goes before the rest."""


@dataclass(frozen=True)
class Step:
    """What mends it: what to do, the chapter that teaches it, the page of AM's console."""

    chapter: int
    do: str
    console: str = ""


@dataclass(frozen=True)
class Cause:
    """A possible cause, the step that mends it, and how the exchange itself may show it."""

    says: str
    step: Step
    look: Look | None = None


@dataclass(frozen=True)
class Entry:
    """One error that AM can give.

    `code` is a pattern of the OAuth `error`, or of the number in `code` of AM's JSON API; `words`
    one of the sentence beside it. `causes` come in order of likelihood. A `general` entry knows
    the code alone, for sentences that no other entry knows.
    """

    code: str
    words: str
    means: str
    causes: tuple[Cause, ...]
    section: str
    general: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches AM's words; a group named `secret` is what must not be shown of them."""
        return re.compile(self.words, re.DOTALL)

    def is_of(self, code: str) -> bool:
        """Whether this is an entry of that code."""
        return re.fullmatch(self.code, code) is not None

    def fits(self, code: str, words: str) -> bool:
        """Whether this is the entry of that error."""
        return self.is_of(code) and self.pattern.fullmatch(words) is not None
