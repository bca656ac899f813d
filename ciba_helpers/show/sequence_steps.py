"""From real exchanges to the arrows of a sequence diagram.

The arrows must not depend on timing: polls that got the same answer become one arrow, and a push
stands right behind the acknowledgement it belongs to, whenever the phone fetched it.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from ciba_helpers.exchanges import Exchange
from ciba_helpers.show.labels import answer_label, request_label

MAILBOX = re.compile(r"/_mock/phones/[^/]+/messages$")
AGAIN = "… again until answered"
PUSH = "push notification"


class Lifeline(Enum):
    """The three parties; each value is what it is, and its part in CIBA."""

    TILL = ("Till", "consumption device")
    AM = ("AM", "OpenID provider")
    PHONE = ("Phone", "authentication device")

    def __str__(self) -> str:
        return self.value[0]


ACTORS = {"till": Lifeline.TILL, "phone": Lifeline.PHONE}


@dataclass(frozen=True)
class Step:
    """One arrow; an answer is drawn dashed."""

    source: Lifeline
    target: Lifeline
    label: str
    is_answer: bool = False

    def __str__(self) -> str:
        return f"{self.source} → {self.target}: {self.label}"


Block = tuple[Step, ...]


def _once(block: Block, run: Iterable[Block]) -> Block:
    """A run of equal blocks: the first, and one arrow for all the others."""
    repeated = sum(1 for _ in run) > 1
    first = block[0]
    return (*block, Step(first.source, first.target, AGAIN)) if repeated else block


class Story:
    """Takes exchanges one after the other and tells them as arrows.

    Exchanges of other actors, and those with the mock's own `/_mock/` controls, are left out.
    """

    def __init__(self) -> None:
        self._blocks: list[list[Step]] = []
        self._acknowledged: list[Step] | None = None  # still without its push
        self._early: list[Step] | None = None  # a push seen before its acknowledgement
        self._seen: set[str] = set()

    def steps(self) -> tuple[Step, ...]:
        """The arrows so far, each push behind the acknowledgement of the request it asks for."""
        blocks = [tuple(block) for block in self._blocks if block]
        return tuple(step for block, run in groupby(blocks) for step in _once(block, run))

    def add(self, exchange: Exchange) -> None:
        """The next exchange, in the order of finishing."""
        path = urlsplit(exchange.url).path
        if MAILBOX.search(path):
            self._add_mail(exchange)
        elif exchange.actor in ACTORS and "/_mock/" not in path:
            self._add_asked(exchange)

    def _add_asked(self, exchange: Exchange) -> None:
        block = _asked_and_answered(exchange)
        self._blocks.append(block)
        if "auth_req_id" in block[-1].label:
            self._acknowledge(block)

    def _acknowledge(self, block: list[Step]) -> None:
        if self._early:
            block.extend(self._early)
            self._early.clear()
        else:
            self._acknowledged = block

    def _add_mail(self, exchange: Exchange) -> None:
        if not self._brings_news(exchange):
            return
        push = Step(Lifeline.AM, Lifeline.PHONE, PUSH)
        if self._acknowledged is not None:
            self._acknowledged.append(push)
            self._acknowledged = None
        else:
            self._early = [push]
            self._blocks.append(self._early)

    def _brings_news(self, exchange: Exchange) -> bool:
        messages = {json.dumps(message, sort_keys=True) for message in mail_in(exchange)}
        news = messages - self._seen
        self._seen |= messages
        return bool(news)


def _asked_and_answered(exchange: Exchange) -> list[Step]:
    actor = ACTORS[exchange.actor]
    return [
        Step(actor, Lifeline.AM, request_label(exchange)),
        Step(Lifeline.AM, actor, answer_label(exchange), is_answer=True),
    ]


def mail_in(exchange: Exchange) -> list[Any]:
    """The messages that a look into the mailbox found."""
    try:
        body = json.loads(exchange.response_body)
    except ValueError:
        return []
    if isinstance(body, dict):
        body = body.get("result")
    return body if isinstance(body, list) and exchange.status == 200 else []
