import base64
import json
from collections.abc import Callable
from itertools import pairwise

import pytest

from ciba_helpers import show
from ciba_helpers.exchanges import Exchange, Recorder

Make = Callable[..., Exchange]

REALM = "/am/oauth2/realms/root/realms/alpha"
PUSH = "/am/json/realms/root/realms/alpha/push/sns/message?_action=authenticate"
MAILBOX = "/_mock/phones/7/messages"
MAIL = {"messageId": "AUTHENTICATE:1", "message": "e30.e30.x"}
MORE_MAIL = {"messageId": "AUTHENTICATE:2", "message": "e30.e30.x"}


@pytest.fixture
def ask(make: Make) -> Exchange:
    return make(f"POST {REALM}/bc-authorize", 200, {"auth_req_id": "35Ev", "expires_in": 600})


@pytest.fixture
def pending(make: Make) -> Exchange:
    return make(f"POST {REALM}/access_token", 400, {"error": "authorization_pending"})


@pytest.fixture
def redeemed(make: Make) -> Exchange:
    return make(f"POST {REALM}/access_token", 200, {"access_token": "a", "id_token": "b"})


@pytest.fixture
def push(make: Make) -> Exchange:
    return make(f"GET {MAILBOX}", 200, {"result": [MAIL]}, actor="phone")


@pytest.fixture
def no_push(make: Make) -> Exchange:
    return make(f"GET {MAILBOX}", 200, {"result": []}, actor="phone")


@pytest.fixture
def answered(make: Make) -> Make:
    def with_claims(**claims: object) -> Exchange:
        payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        body = {"messageId": "AUTHENTICATE:1", "jwt": f"e30.{payload}.x"}
        return make(f"POST {PUSH}", 200, {}, json=body, actor="phone")

    return with_claims


def told(*exchanges: Exchange) -> list[str]:
    return [str(step) for step in show.sequence(exchanges).steps]


def test_a_whole_flow_is_told_in_the_order_in_which_it_happened(
    ask: Exchange, pending: Exchange, push: Exchange, answered: Make, redeemed: Exchange
) -> None:
    assert told(ask, push, pending, answered(response="x"), redeemed) == [
        "Till → AM: POST bc-authorize",
        "AM → Till: 200 auth_req_id",
        "AM → Phone: push notification",
        "Till → AM: POST access_token",
        "AM → Till: 400 authorization_pending",
        "Phone → AM: POST push/sns/message?_action=authenticate",
        "AM → Phone: 200 approved",
        "Till → AM: POST access_token",
        "AM → Till: 200 access_token, id_token",
    ]


def test_a_denied_push_is_told_as_denied(answered: Make) -> None:
    assert told(answered(response="x", deny=True))[-1] == "AM → Phone: 200 denied"


def test_an_answer_that_am_refused_is_not_told_as_approved(make: Make) -> None:
    refused = make(f"POST {PUSH}", 400, {"code": 400}, json={"jwt": "e30.e30."}, actor="phone")
    assert told(refused)[-1] == "AM → Phone: 400 Bad Request"


def test_equal_polls_give_the_same_picture_however_many_there_were(
    pending: Exchange, ask: Exchange
) -> None:
    twice, often = [ask, *[pending] * 2], [ask, *[pending] * 9]
    assert show.sequence(twice).html == show.sequence(often).html
    assert told(*often)[-1] == "Till → AM: … again until answered"


def test_a_poll_with_another_answer_is_not_swallowed(make: Make, pending: Exchange) -> None:
    slow_down = make(f"POST {REALM}/access_token", 400, {"error": "slow_down"})
    assert "AM → Till: 400 slow_down" in told(pending, pending, slow_down, pending)


def test_an_empty_mailbox_is_not_drawn_and_does_not_part_equal_polls(
    pending: Exchange, no_push: Exchange
) -> None:
    assert told(no_push) == []
    assert told(pending, no_push, pending) == told(pending, pending)


def test_a_push_stands_behind_its_acknowledgement_whenever_it_was_fetched(
    ask: Exchange, push: Exchange, pending: Exchange, redeemed: Exchange
) -> None:
    on_time = told(ask, push, pending, redeemed)
    assert told(ask, pending, push, redeemed) == on_time
    assert told(push, ask, pending, redeemed) == on_time


def test_a_message_fetched_twice_is_one_push(ask: Exchange, push: Exchange) -> None:
    assert told(ask, push, push).count("AM → Phone: push notification") == 1


def test_a_second_request_has_a_push_of_its_own(
    make: Make, ask: Exchange, push: Exchange, redeemed: Exchange
) -> None:
    second = make(f"GET {MAILBOX}", 200, {"result": [MAIL, MORE_MAIL]}, actor="phone")
    steps = told(ask, push, redeemed, ask, second)
    assert steps[2] == steps[-1] == "AM → Phone: push notification"


def test_other_actors_and_the_mocks_own_controls_are_left_out(make: Make) -> None:
    assert told(make("PUT /am/json/trees/x", 201, actor="admin")) == []
    assert told(make("POST /_mock/clock")) == []


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("GET /am/oauth2/realms/root/connect/jwk_uri", "GET connect/jwk_uri"),
        ("POST /am/json/realms/root/authenticate?authIndexType=service", "POST authenticate"),
        (
            "PUT /am/json/realms/root/realms/alpha/realm-config/services/oauth-oidc",
            "PUT services/oauth-oidc",
        ),
    ],
)
def test_a_request_is_called_by_the_last_part_of_its_address(
    make: Make, line: str, label: str
) -> None:
    assert told(make(line))[0] == f"Till → AM: {label}"


def test_an_answer_that_is_no_json_is_called_by_its_status(make: Make) -> None:
    assert (
        told(make("GET /am/x", 503, ["not an object"]))[1] == "AM → Till: 503 Service Unavailable"
    )


def test_a_recorder_is_drawn_as_it_is_now(ask: Exchange) -> None:
    recorder = Recorder()
    assert "Nothing has happened yet." in show.sequence(recorder).svg
    recorder.exchanges.append(ask)
    assert len(show.sequence(recorder).steps) == 2


def test_an_arrow_stands_below_the_one_before(ask: Exchange, pending: Exchange) -> None:
    svg = show.sequence([ask, pending]).svg
    at = [
        svg.index(f">{words}")
        for words in ("POST bc-authorize<", "200 auth_req_id<", "400 authorization_pending<")
    ]
    assert all(before < after for before, after in pairwise(at))
