"""A timeline told in words, one line for each thing that happened."""

from collections.abc import Iterator
from itertools import groupby

from ciba_helpers.show.timeline_events import Answer, History, Poll

MANY = 10
"""Polls in a row with the same answer; of more than that, only the first and the last are told."""
FIRST = 3


def thinned(history: History) -> Iterator[list[Poll] | Poll | Answer]:
    """The events in their order; from the middle of a long run of equal polls, a list of them."""
    runs = groupby(history.events, key=lambda one: one.told if isinstance(one, Poll) else "")
    for _, run in runs:
        events = list(run)
        polls = [one for one in events if isinstance(one, Poll)]
        if len(polls) > MANY:
            yield from polls[:FIRST]
            yield polls[FIRST:-1]
            yield polls[-1]
        else:
            yield from events


def words(history: History) -> Iterator[str]:
    """What happened, in its order, each line with its second."""
    ends = "" if history.expires_in is None else f" for {history.expires_in} s"
    yield f"0 s: AM takes the request on{ends}, and the interval is {history.interval} s"
    if history.pushed:
        yield "0 s: AM sends a push notification to the phone"
    expiry = history.expired_at
    for event in thinned(history):
        if expiry is not None and not isinstance(event, list) and event.at >= expiry:
            yield f"{expiry} s: the request expires"
            expiry = None
        yield _told(event)


def _told(event: list[Poll] | Poll | Answer) -> str:
    if isinstance(event, Answer):
        return f"{event.at} s: the phone has {event.said}"
    if isinstance(event, list):
        first, last = event[0], event[-1]
        numbers = f"polls {first.number} to {last.number}"
        return f"{first.at} s to {last.at} s: {numbers} are told {first.told} too"
    told = f"{event.at} s: poll {event.number} is told {event.told}"
    if event.free_at is None:
        return told
    longer = f", {event.slower} s longer because of slow_down" if event.slower else ""
    return f"{told}; another is too soon until {event.free_at} s{longer}"
