"""What a client knows after everything that was answered, and after what was not."""

from dataclasses import dataclass, field
from typing import Any

import httpx


class Fact:
    """What may be so: one thing once it was answered, more while a change of it is in doubt."""

    def __init__(self, value: Any) -> None:
        self.may_be = [value]

    @property
    def in_doubt(self) -> bool:
        """Whether a change was sent that nobody answered."""
        return len(self.may_be) > 1

    def sent(self, value: Any) -> None:
        """A change is on its way."""
        self.may_be.append(value)

    def answered(self, value: Any) -> None:
        """It has been answered: this, and nothing else, is so."""
        self.may_be = [value]

    def seen(self, value: Any, what: str) -> None:
        """The server says what is so: it must be what was answered, or what was in doubt."""
        assert value in self.may_be, f"{what} is {value}, and may only be {self.may_be}"
        self.may_be = [value]


@dataclass
class Asked:
    """An auth_req_id that was answered, its status, and how many token answers came for it."""

    auth_req_id: str
    status: Fact = field(default_factory=lambda: Fact("pending"))
    token_answers: int = 0


@dataclass
class Refresh:
    """A refresh token that was answered, and whether it is still good."""

    token: str
    good: Fact = field(default_factory=lambda: Fact(True))


@dataclass
class Page:
    """Everything that was answered in a while; `documents` are paths, put to or deleted."""

    asked: list[Asked] = field(default_factory=list)
    request_objects: list[str] = field(default_factory=list)
    access_tokens: list[str] = field(default_factory=list)
    refresh_tokens: list[Refresh] = field(default_factory=list)
    phone_answers: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    def add(self, other: "Page") -> None:
        """Turn the page: what stands on `other` belongs to this one too."""
        for name, entries in vars(other).items():
            getattr(self, name).extend(entries)


@dataclass
class Ledger:
    """What was answered since the latest audit, what was before, and what is as it was put last.

    `documents` are versions by path, None for one that was deleted, and `bodies` what the latest
    PUT was answered with; `clock` is its offset.
    """

    recent: Page = field(default_factory=Page)
    before: Page = field(default_factory=Page)
    documents: dict[str, Fact] = field(default_factory=dict)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    clock: Fact = field(default_factory=lambda: Fact(0.0))

    def turn(self) -> Page:
        """The recent page, which now belongs to what was before."""
        page, self.recent = self.recent, Page()
        self.before.add(page)
        return page

    def tokens(self, answer: httpx.Response) -> Refresh:
        """Note the tokens of a token answer."""
        body = answer.json()
        refresh = Refresh(body["refresh_token"])
        self.recent.access_tokens.append(body["access_token"])
        self.recent.refresh_tokens.append(refresh)
        return refresh
