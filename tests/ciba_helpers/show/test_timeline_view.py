import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jwcrypto.common import base64url_encode

from ciba_helpers import show
from ciba_helpers.ciba.client import GRANT_TYPE
from ciba_helpers.exchanges import Exchange, Recorder
from ciba_helpers.lab import Lab
from ciba_helpers.show.time_axis import BREAK, LONG, MOST, Axis

Make = Callable[..., Exchange]
Opened = Callable[[int], Any]

REALM = "/am/oauth2/realms/root/realms/alpha"
PUSH = "/am/json/realms/root/realms/alpha/push/sns/message?_action=authenticate"
NOT_YET, SLOW_DOWN = "authorization_pending", "slow_down"
START = 1795608000.25


class Told:
    """Makes exchanges that happen so many seconds after the acknowledgement."""

    def __init__(self, make: Make) -> None:
        self._make = make

    def ask(self, auth_req_id: str = "a", at: float = 0, **more: Any) -> Exchange:
        body = {"auth_req_id": auth_req_id, "expires_in": 600, "interval": 2, **more}
        return self._make(f"POST {REALM}/bc-authorize", 200, body, at=START + at)

    def poll(self, at: float, told: str = NOT_YET, auth_req_id: str = "a") -> Exchange:
        granted = told == "tokens"
        body = {"access_token": "x"} if granted else {"error": told}
        form = {"grant_type": GRANT_TYPE, "auth_req_id": auth_req_id}
        status = 200 if granted else 400
        return self._make(f"POST {REALM}/access_token", status, body, data=form, at=START + at)

    def mail(self, at: float, *ids: str) -> Exchange:
        found = {"result": [{"messageId": one, "message": "e30.e30.x"} for one in ids]}
        return self._make("GET /_mock/phones/7/messages", 200, found, actor="phone", at=START + at)

    def answer(self, at: float, message_id: str, status: int = 200, **claims: Any) -> Exchange:
        jwt = f"e30.{base64url_encode(str(claims).replace(chr(39), chr(34)))}.x"
        body = {"messageId": message_id, "jwt": jwt}
        return self._make(f"POST {PUSH}", status, {}, json=body, actor="phone", at=START + at)


@pytest.fixture
def told(make: Make) -> Told:
    return Told(make)


def lines(*exchanges: Exchange, **which: str) -> list[str]:
    return str(show.timeline(exchanges, **which)).partition(". ")[2].split("; ")


def test_a_whole_story_is_told_in_its_order(told: Told) -> None:
    story = [
        told.ask(),
        told.poll(0.1),
        told.poll(0.2, SLOW_DOWN),
        told.mail(0.3, "m1"),
        told.poll(7.2),
        told.answer(7.3, "m1", response="x"),
        told.poll(14.4, "tokens"),
    ]
    assert lines(*story) == [
        "0 s: AM takes the request on for 600 s, and the interval is 2 s",
        "0 s: AM sends a push notification to the phone",
        f"0 s: poll 1 is told {NOT_YET}",
        "another is too soon until 2 s",
        "0 s: poll 2 is told slow_down",
        "another is too soon until 7 s, 5 s longer because of slow_down",
        f"7 s: poll 3 is told {NOT_YET}",
        "another is too soon until 14 s, 5 s longer because of slow_down",
        "7 s: the phone has approved",
        "14 s: poll 4 is told tokens",
    ]


def test_a_trifle_of_a_delay_makes_no_other_picture(told: Told) -> None:
    def drawn(delay: float) -> str:
        return show.timeline(
            [told.ask(), told.poll(2 + delay), told.mail(2 + delay, "m"), told.poll(4 + 2 * delay)]
        ).html

    assert drawn(-0.04) == drawn(0) == drawn(0.4)


@pytest.mark.parametrize("end", ["access_denied", "expired_token", "invalid_grant"])
def test_an_end_has_a_row_of_its_own_and_no_wait_after_it(told: Told, end: str) -> None:
    view = show.timeline([told.ask(), told.poll(2, end)])
    assert f">{end}</text>" in view.svg
    assert 'class="band"' not in view.svg


def test_an_answer_without_json_is_called_by_its_status(told: Told, make: Make) -> None:
    form = {"auth_req_id": "a"}
    busy = make(f"POST {REALM}/access_token", 503, ["busy"], data=form, at=START)
    assert lines(told.ask(), busy)[-1] == "0 s: poll 1 is told HTTP 503"


def test_slow_down_lengthens_the_band_each_time(told: Told) -> None:
    svg = show.timeline([told.ask(), told.poll(0, SLOW_DOWN), told.poll(8, SLOW_DOWN)]).svg
    assert re.findall(r">(2 s|\+\d+ s)<", svg) == ["2 s", "+5 s", "2 s", "+10 s"]


def test_a_band_ends_where_the_next_poll_came_too_soon(told: Told) -> None:
    axis_of = show.timeline([told.ask(), told.poll(0), told.poll(1, SLOW_DOWN)]).svg
    widths = [float(w) for w in re.findall(r'width="([\d.]+)" height="[\d.]+" rx="3"', axis_of)]
    assert widths[1] == pytest.approx(7 * widths[0], abs=0.5)


def test_the_denial_is_told(told: Told) -> None:
    story = [told.ask(), told.mail(0, "m"), told.answer(3, "m", response="x", deny=1)]
    assert lines(*story)[-1] == "3 s: the phone has denied"


def test_what_am_refused_from_the_phone_and_what_was_for_another_request_is_left_out(
    told: Told,
) -> None:
    story = [
        told.ask(),
        told.mail(0, "m"),
        told.answer(1, "m", status=400, response="x"),
        told.answer(2, "other", response="x"),
    ]
    assert len(lines(*story)) == 2


def test_a_quick_phone_may_have_the_message_before_the_till_has_its_answer(told: Told) -> None:
    story = [told.mail(-0.01, "m"), told.ask(), told.answer(1, "m", response="x")]
    assert lines(*story)[1:] == [
        "0 s: AM sends a push notification to the phone",
        "1 s: the phone has approved",
    ]


def test_each_request_has_its_own_push_answer_and_polls(told: Told) -> None:
    story = [
        told.ask("a"),
        told.mail(0, "m1"),
        told.poll(2, auth_req_id="a"),
        told.ask("b", at=3),
        told.mail(4, "m1", "m2"),
        told.answer(5, "m2", response="x"),
        told.answer(6, "m1", deny=1),
        told.poll(9, "tokens", "b"),
    ]
    pushed = "0 s: AM sends a push notification to the phone"
    assert lines(*story)[1:] == [
        pushed,
        "2 s: the phone has approved",
        "6 s: poll 1 is told tokens",
    ]
    assert lines(*story) == lines(*story, auth_req_id="b")
    assert lines(*story, auth_req_id="a")[1:] == [
        pushed,
        f"2 s: poll 1 is told {NOT_YET}",
        "another is too soon until 4 s",
        "6 s: the phone has denied",
    ]


def test_a_request_nobody_looked_for_on_the_phone_has_no_push(told: Told) -> None:
    assert lines(told.ask("a"), told.mail(0, "m1"), told.ask("b", at=1))[1:] == []


def test_a_request_that_was_not_recorded_is_refused_in_words(told: Told) -> None:
    with pytest.raises(ValueError, match="No acknowledgement with this auth_req_id"):
        show.timeline([told.ask()], auth_req_id="another")


def test_nothing_yet_is_called_so(told: Told) -> None:
    assert "No authentication request was acknowledged yet." in show.timeline(Recorder()).svg
    refused = told.ask()
    assert lines(told.poll(1)) == ["No authentication request was acknowledged yet."]
    assert len(lines(refused)) == 1


def test_an_acknowledgement_without_an_interval_means_five_seconds(told: Told) -> None:
    story = [told.ask(interval=None, expires_in=None), told.poll(0)]
    assert lines(*story) == [
        "0 s: AM takes the request on, and the interval is 5 s",
        f"0 s: poll 1 is told {NOT_YET}",
        "another is too soon until 5 s",
    ]


def test_expiry_is_drawn_once_it_mattered_and_the_wait_before_it_is_skipped(told: Told) -> None:
    early = show.timeline([told.ask(), told.poll(2)])
    assert ">expired<" not in early.svg
    late = show.timeline([told.ask(), told.poll(2), told.poll(602, "expired_token")])
    assert ">expired<" in late.svg
    assert "600 s: the request expires; 602 s: poll 2 is told expired_token" in str(late)
    assert float(re.findall(r'viewBox="0 0 ([\d.]+)', late.svg)[0]) <= 784


def test_of_many_equal_polls_the_first_and_the_last_are_drawn(told: Told) -> None:
    polls = [told.poll(2 * n) for n in range(1, 41)]
    view = show.timeline([told.ask(), *polls, told.poll(82, "access_denied")])
    badges = re.findall(r'class="on-badge" text-anchor="middle">([^<]*)<', view.svg)
    assert badges == ["1", "2", "3", "40", "41", "✓"]
    assert ">36 more</text>" in view.svg
    assert "8 s to 78 s: polls 4 to 39 are told authorization_pending too" in str(view)
    few = show.timeline([told.ask(), *polls[:10]])
    assert "more</text>" not in few.svg


def test_polls_in_the_same_second_share_a_mark(told: Told) -> None:
    svg = show.timeline([told.ask(), *[told.poll(0.1, SLOW_DOWN)] * 2]).svg
    assert ">1, 2</text>" in svg


@pytest.mark.parametrize(
    ("moments", "room", "breaks"),
    [
        ([0, 1], 500, []),
        ([0, 2, 4, 600, 602], 500, [(4, 600)]),
        ([0, LONG], 500, []),
        ([0, LONG + 1, 2 * LONG + 1], 500, [(0, LONG + 1)]),
        (range(0, 400, 2), 500, []),
    ],
)
def test_an_axis_breaks_where_nothing_happens_for_long(
    moments: list[int], room: float, breaks: list[tuple[int, int]]
) -> None:
    axis = Axis.over(moments, left=100, room=room)
    assert [(one.start, one.end) for one in axis.breaks] == breaks
    places = [axis.x(at) for at in moments]
    assert places[0] == 100
    assert places == sorted(set(places))
    assert axis.end == places[-1]
    assert all(axis.x(end) - axis.x(start) == BREAK for start, end in breaks)


def test_labels_of_an_axis_do_not_touch_and_a_second_is_not_stretched_for_ever() -> None:
    axis = Axis.over([0, 3, 40, 47, 300], left=0, room=500)
    places = [axis.x(at) for at in axis.ticks()]
    assert {0, 3, 40, 47, 300} <= set(axis.ticks())
    assert all(b - a >= 34 for a, b in pairwise(places))
    assert Axis.over([0, 1], left=0, room=500).end == MOST


async def test_moving_the_mocks_clock_counts_as_waiting(
    in_process: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab: Lab = await opened(7)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)  # no matter how slow the machine is
    acknowledgement = await lab.client.ask(await lab.signed_request())
    grant = {"grant_type": GRANT_TYPE, "auth_req_id": acknowledgement.auth_req_id}

    async def poll() -> None:
        await lab.http.post(
            f"{lab.issuer}/access_token", data=grant, auth=("myCIBAClient", "forgerock")
        )

    await poll()
    await poll()
    await lab.clock.advance(seconds=7)
    await lab.phone.approve()
    await lab.clock.advance(minutes=2)
    await poll()
    assert lines(*lab.recorder.exchanges)[1:] == [
        "0 s: AM sends a push notification to the phone",
        f"0 s: poll 1 is told {NOT_YET}",
        "another is too soon until 2 s",
        "0 s: poll 2 is told slow_down",
        "another is too soon until 7 s, 5 s longer because of slow_down",
        "7 s: the phone has approved",
        "127 s: poll 3 is told tokens",
    ]
    await lab.clock.reset()
