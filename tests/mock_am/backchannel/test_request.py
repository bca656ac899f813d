import itertools
from dataclasses import replace

import pytest

from mock_am.backchannel.request import (
    TRANSITIONS,
    BackchannelRequest,
    Event,
    InvalidTransition,
    PollResult,
    Status,
    advance,
    decide,
    poll,
)

PENDING = BackchannelRequest(
    auth_req_id="id",
    realm="/alpha",
    client_id="myCIBAClient",
    username="demo",
    scope=("openid",),
    acr="push",
    issued_at=1000,
    expires_at=1600,
    interval=2,
)

MOVES = {
    (Status.PENDING, Event.APPROVE): Status.APPROVED,
    (Status.PENDING, Event.DENY): Status.DENIED,
    (Status.PENDING, Event.EXPIRE): Status.EXPIRED,
    (Status.APPROVED, Event.REDEEM): Status.REDEEMED,
    (Status.APPROVED, Event.EXPIRE): Status.EXPIRED,
}
OTHERS = [pair for pair in itertools.product(Status, Event) if pair not in MOVES]


def test_the_table_lists_these_moves_and_no_other() -> None:
    assert TRANSITIONS == MOVES


@pytest.mark.parametrize(("status", "event"), MOVES)
def test_a_listed_move_changes_the_status_alone(status: Status, event: Event) -> None:
    request = replace(PENDING, status=status)
    assert advance(request, event) == replace(request, status=MOVES[status, event])


@pytest.mark.parametrize(("status", "event"), OTHERS)
def test_an_unlisted_move_raises(status: Status, event: Event) -> None:
    with pytest.raises(InvalidTransition, match=f"{event} cannot happen to a {status} request"):
        advance(replace(PENDING, status=status), event)


# poll


def polled(request: BackchannelRequest, at: float, step: int = 0) -> PollResult:
    return poll(request, at=at, slow_down_step=step)[1]


@pytest.mark.parametrize("at", [1000, 1000.001, 1001, 1599.9])
def test_a_first_poll_is_never_too_soon(at: float) -> None:
    assert polled(PENDING, at) is PollResult.PENDING


@pytest.mark.parametrize(
    ("waited", "result"),
    [
        (0, PollResult.TOO_SOON),
        (1.999, PollResult.TOO_SOON),
        (2, PollResult.PENDING),
        (200, PollResult.PENDING),
        (-90, PollResult.PENDING),  # the clock was set back
    ],
)
def test_the_interval_counts_from_the_last_poll(waited: float, result: PollResult) -> None:
    assert polled(replace(PENDING, last_polled_at=1100), 1100 + waited) is result


def test_a_poll_too_soon_counts_as_a_poll() -> None:
    request, _ = poll(PENDING, at=1100, slow_down_step=0)
    request, result = poll(request, at=1101, slow_down_step=0)
    assert result is PollResult.TOO_SOON
    assert request.last_polled_at == 1101
    assert polled(request, 1102.5) is PollResult.TOO_SOON
    assert request.interval == 2, "AM's interval stays as it is"


def test_each_slow_down_adds_the_step() -> None:
    # CIBA 11
    request = replace(PENDING, last_polled_at=1100)
    for expected in (7, 12, 17):
        request, result = poll(request, at=1100, slow_down_step=5)
        assert (result, request.interval) == (PollResult.TOO_SOON, expected)
    request, result = poll(request, at=1117, slow_down_step=5)
    assert (result, request.interval) == (PollResult.PENDING, 17)


STATUS_AND_RESULT = [
    (Status.PENDING, PollResult.PENDING, PollResult.EXPIRED),
    (Status.APPROVED, PollResult.GRANTED, PollResult.EXPIRED),
    (Status.DENIED, PollResult.DENIED, PollResult.EXPIRED),
    (Status.EXPIRED, PollResult.EXPIRED, PollResult.EXPIRED),
    (Status.REDEEMED, PollResult.USED, PollResult.USED),
]


@pytest.mark.parametrize(("status", "in_time", "too_late"), STATUS_AND_RESULT)
def test_the_order_of_the_answers(
    status: Status, in_time: PollResult, too_late: PollResult
) -> None:
    # am.md 20.3: redeemed, expired, denied, approved, too soon, pending
    request = replace(PENDING, status=status)
    assert polled(request, 1599) is in_time
    assert polled(request, 1600) is too_late


def test_an_approved_request_is_honoured_even_if_polled_too_soon() -> None:
    request = replace(PENDING, status=Status.APPROVED, last_polled_at=1100)
    redeemed, result = poll(request, at=1100, slow_down_step=5)
    assert (result, redeemed.status) == (PollResult.GRANTED, Status.REDEEMED)
    assert polled(redeemed, 1101) is PollResult.USED


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED])
def test_a_poll_after_expiry_ends_the_request(status: Status) -> None:
    expired, _ = poll(replace(PENDING, status=status), at=1601, slow_down_step=0)
    assert expired.status is Status.EXPIRED


# decide


@pytest.mark.parametrize(
    ("event", "status"), [(Event.APPROVE, Status.APPROVED), (Event.DENY, Status.DENIED)]
)
def test_a_decision_is_remembered_with_its_time(event: Event, status: Status) -> None:
    decided = decide(PENDING, event, at=1234.5)
    assert (decided.status, decided.auth_time) == (status, 1234.5)


def test_a_decision_that_comes_too_late_changes_nothing() -> None:
    assert decide(PENDING, Event.APPROVE, at=1600) == PENDING
    for status in set(Status) - {Status.PENDING}:
        request = replace(PENDING, status=status)
        assert decide(request, Event.APPROVE, at=1001) == request
