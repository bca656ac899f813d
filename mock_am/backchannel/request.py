"""The life of one auth_req_id, as a table of moves and two pure functions."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Status(StrEnum):
    """Where an authentication request stands."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    REDEEMED = "redeemed"


class Event(StrEnum):
    """What can happen to an authentication request."""

    APPROVE = "approve"
    DENY = "deny"
    EXPIRE = "expire"
    REDEEM = "redeem"


TRANSITIONS: dict[tuple[Status, Event], Status] = {
    (Status.PENDING, Event.APPROVE): Status.APPROVED,
    (Status.PENDING, Event.DENY): Status.DENIED,
    (Status.PENDING, Event.EXPIRE): Status.EXPIRED,
    (Status.APPROVED, Event.REDEEM): Status.REDEEMED,
    (Status.APPROVED, Event.EXPIRE): Status.EXPIRED,
}


class InvalidTransition(Exception):
    """The event cannot happen to a request in that status."""


class PollResult(StrEnum):
    """What a poll of the token endpoint comes to (CIBA 10.1, 11)."""

    PENDING = "authorization_pending"
    TOO_SOON = "slow_down"
    GRANTED = "granted"
    DENIED = "access_denied"
    EXPIRED = "expired_token"
    USED = "invalid_grant"


@dataclass(frozen=True)
class BackchannelRequest:
    """An authentication request that was acknowledged. Times are seconds since the epoch."""

    auth_req_id: str
    realm: str
    client_id: str
    username: str
    scope: tuple[str, ...]
    acr: str
    issued_at: float
    expires_at: float
    interval: int
    status: Status = Status.PENDING
    last_polled_at: float | None = None
    auth_time: float | None = None


def advance(request: BackchannelRequest, event: Event) -> BackchannelRequest:
    """`request` after `event`; raises InvalidTransition for a move the table does not list."""
    try:
        return replace(request, status=TRANSITIONS[request.status, event])
    except KeyError:
        raise InvalidTransition(f"{event} cannot happen to a {request.status} request") from None


def decide(request: BackchannelRequest, event: Event, *, at: float) -> BackchannelRequest:
    """`request` after the end user's decision; one that comes too late changes nothing."""
    if request.status is not Status.PENDING or request.expires_at <= at:
        return request
    return replace(advance(request, event), auth_time=at)


def poll(
    request: BackchannelRequest, *, at: float, slow_down_step: int
) -> tuple[BackchannelRequest, PollResult]:
    """What a poll at `at` comes to, and `request` after it.

    Expiry goes before denial, and both before approval; an approved request is honoured even if
    polled too soon (am.md 20.3, FORK). The first poll is never too soon. Each slow_down adds
    `slow_down_step` seconds to the interval.
    """
    if request.status is Status.REDEEMED:
        return request, PollResult.USED
    if request.status is Status.EXPIRED or request.expires_at <= at:
        return _expired(request), PollResult.EXPIRED
    if request.status is Status.DENIED:
        return request, PollResult.DENIED
    if request.status is Status.APPROVED:
        return advance(request, Event.REDEEM), PollResult.GRANTED
    return _waiting(request, at, slow_down_step)


def _expired(request: BackchannelRequest) -> BackchannelRequest:
    ends = (request.status, Event.EXPIRE) in TRANSITIONS
    return advance(request, Event.EXPIRE) if ends else request


def _waiting(
    request: BackchannelRequest, at: float, slow_down_step: int
) -> tuple[BackchannelRequest, PollResult]:
    last = request.last_polled_at
    polled = replace(request, last_polled_at=at)
    # A last poll that lies ahead is one from before the clock was set back.
    if last is None or abs(at - last) >= request.interval:
        return polled, PollResult.PENDING
    return replace(polled, interval=request.interval + slow_down_step), PollResult.TOO_SOON
