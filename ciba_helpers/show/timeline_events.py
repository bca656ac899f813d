"""From real exchanges to what a timeline tells of one authentication request."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from ciba_helpers.exchanges import Exchange
from ciba_helpers.show.labels import json_object, push_answer
from ciba_helpers.show.sequence_steps import MAILBOX, mail_in

NOT_YET = ("authorization_pending", "slow_down")
TOKENS = "tokens"
USUAL_INTERVAL = 5
"""Seconds, where an acknowledgement names none (CIBA 7.3)."""
SLOWER = 5
"""Seconds that each slow_down adds to the interval (CIBA 11)."""
EARLY = 0.1
"""Seconds by which a clock may tick too soon."""


@dataclass(frozen=True)
class Poll:
    """The poll of that number, at so many seconds since the acknowledgement, and its answer.

    Until `free_at` the next one is too soon, of which the client owes `slower` seconds to
    slow_down; None where there is to be no next one.
    """

    number: int
    at: int
    told: str
    free_at: int | None
    slower: int


@dataclass(frozen=True)
class Answer:
    """What the phone said, "approved" or "denied", at so many seconds."""

    at: int
    said: str


@dataclass(frozen=True)
class History:
    """All that happened to one request, in whole seconds since its acknowledgement.

    `expires_in` is None where the acknowledgement did not say; `pushed` whether the phone was
    seen to get its message.
    """

    auth_req_id: str
    expires_in: int | None
    interval: int
    pushed: bool
    events: tuple[Poll | Answer, ...]

    @property
    def polls(self) -> tuple[Poll, ...]:
        """The polls in their order."""
        return tuple(one for one in self.events if isinstance(one, Poll))

    @property
    def answer(self) -> Answer | None:
        """The phone's answer, if there was one."""
        return next((one for one in self.events if isinstance(one, Answer)), None)

    @property
    def expired_at(self) -> int | None:
        """When the request expired, if anything was seen so late."""
        last = max((one.at for one in self.events), default=0)
        return self.expires_in if self.expires_in is not None and last >= self.expires_in else None


def history(exchanges: Iterable[Exchange], auth_req_id: str | None = None) -> History | None:
    """What happened to that request, or to the latest; None where none was acknowledged.

    Raises `ValueError` where the one that was asked for was not.
    """
    heard = list(exchanges)
    asked = [at for at, one in enumerate(heard) if _acknowledged(one)]
    chosen = [at for at in asked if auth_req_id in (None, _acknowledged(heard[at]))]
    if not chosen:
        if auth_req_id is not None:
            raise ValueError("No acknowledgement with this auth_req_id was recorded.")
        return None
    start = chosen[-1]
    return _history(heard[start], heard[start + 1 :], _message_of(heard, start))


def _history(asked: Exchange, later: list[Exchange], message_id: str | None) -> History:
    body = json_object(asked.response_body)
    interval, expires_in = body.get("interval"), body.get("expires_in")
    known = interval if isinstance(interval, int) else USUAL_INTERVAL
    return History(
        auth_req_id=body["auth_req_id"],
        expires_in=expires_in if isinstance(expires_in, int) else None,
        interval=known,
        pushed=message_id is not None,
        events=tuple(_events(asked, later, known, message_id)),
    )


def _events(
    asked: Exchange, later: list[Exchange], interval: int, message_id: str | None
) -> Iterator[Poll | Answer]:
    number = slower = 0
    auth_req_id = [_acknowledged(asked)]
    for one in later:
        at = _since(asked, one)
        if _form(one).get("auth_req_id") == auth_req_id:
            told, number = _told(one), number + 1
            slower += SLOWER * (told == "slow_down")
            yield Poll(
                number, at, told, at + interval + slower if told in NOT_YET else None, slower
            )
        elif _answers(one, message_id) and (said := push_answer(one)):
            yield Answer(at, said)


def _acknowledged(exchange: Exchange) -> str | None:
    named = json_object(exchange.response_body).get("auth_req_id")
    return named if isinstance(named, str) and exchange.status == 200 else None


def _since(asked: Exchange, later: Exchange) -> int:
    """Whole seconds: what happens on time is never told as too early, nor for a trifle as late."""
    return max(0, int(later.at - asked.at + EARLY))


def _form(exchange: Exchange) -> dict[str, list[str]]:
    is_form = "form-urlencoded" in exchange.request_headers.get("content-type", "")
    return parse_qs(exchange.request_body) if is_form else {}


def _told(exchange: Exchange) -> str:
    body = json_object(exchange.response_body)
    if isinstance(body.get("error"), str):
        return str(body["error"])
    return TOKENS if "access_token" in body else f"HTTP {exchange.status}"


def _message_of(heard: list[Exchange], start: int) -> str | None:
    """The push message of the request acknowledged there, by when the phone first saw it.

    That is mostly after the acknowledgement; but a phone that is quick has it before.
    """
    seen, owned, early = set[str](), dict[int, str](), ""
    current = -1
    for at, one in enumerate(heard):
        if _acknowledged(one):
            if current == start:
                break
            current = at
            if early:
                owned[current], early = early, ""
        news = [message_id for message_id in _message_ids(one) if message_id not in seen]
        seen.update(news)
        if news and current >= 0 and current not in owned:
            owned[current] = news[-1]
        elif news:
            early = news[-1]
    return owned.get(start)


def _message_ids(exchange: Exchange) -> list[str]:
    if not MAILBOX.search(urlsplit(exchange.url).path):
        return []
    mail = [one for one in mail_in(exchange) if isinstance(one, dict)]
    return [str(one.get("messageId")) for one in mail]


def _answers(exchange: Exchange, message_id: str | None) -> bool:
    return json_object(exchange.request_body).get("messageId") == message_id
