import re
from collections.abc import Mapping
from itertools import combinations

import pytest

from ciba_helpers import show
from ciba_helpers.show.state_arrows import Arrow, arrows
from ciba_helpers.show.state_layout import State, labels, states
from mock_am.backchannel.request import TRANSITIONS, Event, Status

Table = dict[tuple[str, str], str]

DOOR: Table = {
    ("closed", "open"): "open",
    ("open", "close"): "closed",
    ("closed", "lock"): "locked",
    ("locked", "unlock"): "closed",
    ("open", "slam"): "open",
    ("locked", "break"): "broken",
    ("open", "break"): "broken",
}
CHAIN: Table = {("a", "1"): "b", ("b", "2"): "c", ("c", "3"): "d", ("d", "back"): "a"}
TABLES: list[Table] = [
    {(str(a), str(event)): str(b) for (a, event), b in TRANSITIONS.items()},
    DOOR,
    CHAIN,
    {("x", "again"): "x"},
    {("p", "q"): "r", ("s", "t"): "u"},
    {("s", "a"): "t", ("s", "b"): "t", ("t", "c"): "s"},
    {("s", f"e{n}"): f"t{n}" for n in range(8)},
    {**{(f"s{n}", "on"): f"s{n + 1}" for n in range(5)}, ("s0", "skip"): "s5", ("s5", "x"): "s2"},
]


def drawn(table: Table) -> tuple[Mapping[str, State], list[Arrow]]:
    placed = states(table)
    return placed, arrows(placed, labels(table))


def test_the_mocks_own_table_is_told_move_by_move() -> None:
    view = show.state_machine(TRANSITIONS, title="One auth_req_id's life")
    assert str(view) == (
        "One auth_req_id's life. It starts as pending; pending, approve → approved;"
        " pending, deny → denied; pending, expire → expired; approved, redeem → redeemed;"
        " approved, expire → expired; It ends as denied or expired or redeemed"
    )
    assert view.html.count("<li>") == 2 + len(TRANSITIONS)


def test_every_state_and_every_event_of_the_table_is_drawn() -> None:
    svg = show.state_machine(TRANSITIONS).svg
    assert all(f">{status}</text>" in svg for status in Status)
    assert all(f">{event}</text>" in svg for event in Event)
    moves = {(a, b) for (a, _), b in TRANSITIONS.items()}
    assert svg.count("<path") == len(moves) + 1  # and the one to the start


def test_start_and_ends_are_told_apart_by_more_than_colour() -> None:
    svg = show.state_machine(TRANSITIONS).svg
    assert svg.count(">start</text>") == 1
    assert svg.count(">end</text>") == 3
    assert svg.count('class="box"') == 3 * 2 + 1  # an end has a double frame
    placed = states(TABLES[0])
    assert [name for name, one in placed.items() if one.is_start] == ["pending"]
    assert sorted(name for name, one in placed.items() if one.is_end) == [
        "denied", "expired", "redeemed"
    ]  # fmt: skip


def test_each_step_from_the_start_is_a_column() -> None:
    placed = states(TABLES[0])
    columns = {name: one.x for name, one in placed.items()}
    assert columns["pending"] < columns["approved"] == columns["denied"] == columns["expired"]
    assert columns["redeemed"] > columns["approved"]
    assert placed["pending"].y == placed["approved"].y == placed["redeemed"].y


def test_a_table_that_leads_back_to_its_start_begins_with_its_first_row() -> None:
    assert str(show.state_machine(CHAIN)).startswith("State machine. It starts as a;")
    assert "It ends" not in str(show.state_machine(CHAIN))


@pytest.mark.parametrize("table", TABLES)
def test_no_arrow_crosses_a_box_and_no_label_lies_on_anything(table: Table) -> None:
    placed, found = drawn(table)
    for (source, target), arrow in zip(labels(table), found, strict=True):
        others = [box for name, box in placed.items() if name not in (source, target)]
        assert not arrow.crosses(others)
        assert not any(box.holds(at, 0) for box in placed.values() for at in arrow.corners())
    assert not any(a.covers(b) for a, b in combinations(found, 2))


@pytest.mark.parametrize("table", TABLES)
def test_everything_drawn_is_inside_the_drawing(table: Table) -> None:
    svg = show.state_machine(table).svg
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
    dx, dy = map(float, re.findall(r"translate\((\S+) (\S+)\)", svg)[0])
    for x, y, w, h in re.findall(r'<rect x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"', svg):
        assert 0 <= float(x) + dx <= float(x) + dx + float(w) <= width
        assert 0 <= float(y) + dy <= float(y) + dy + float(h) <= height


def test_events_with_the_same_effect_share_an_arrow() -> None:
    assert labels(TABLES[5]) == {("s", "t"): "a, b", ("t", "s"): "c"}


def test_a_table_without_moves_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="no moves"):
        show.state_machine({})
