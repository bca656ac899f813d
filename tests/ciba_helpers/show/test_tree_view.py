import re
from itertools import combinations
from typing import Any

import pytest

from ciba_helpers import show
from ciba_helpers.show.tree_layout import FAILURE, START, SUCCESS, boxes
from ciba_helpers.show.tree_lines import Router, _along, _hits


def node(name: str, **connections: str) -> dict[str, object]:
    return {"displayName": name, "nodeType": f"{name}Node", "connections": connections}


@pytest.fixture
def push_tree() -> dict[str, object]:
    return {
        "_id": "myCIBAPushTree",
        "entryNodeId": "u",
        "nodes": {
            "u": node("Username Collector", outcome="s"),
            "s": node("Push Sender", SENT="w", NOT_REGISTERED=FAILURE, SKIPPED=FAILURE),
            "w": node("Polling Wait Node", DONE="v"),
            "v": node("Push Result Verifier Node", TRUE=SUCCESS, FALSE=FAILURE, WAITING="w"),
        },
        "staticNodes": {},
    }


def placed(tree: dict, places: dict[str, tuple[float, float]]) -> dict:
    at = {id_: {"x": x, "y": y} for id_, (x, y) in places.items()}
    nodes = {id_: {**node, **at[id_]} for id_, node in tree["nodes"].items()}
    statics = {id_: at[id_] for id_ in (START, SUCCESS, FAILURE) if id_ in at}
    return {**tree, "nodes": nodes, "staticNodes": statics}


EDITOR = {START: (50, 250), "u": (160, 20), "s": (400, 300), "w": (640, 120), "v": (880, 400),
          SUCCESS: (1100, 20), FAILURE: (1100, 400)}  # fmt: skip


def test_every_node_outcome_and_end_is_named(push_tree: dict[str, Any]) -> None:
    svg = show.tree(push_tree).svg
    for words in (
        "Username Collector",
        "Verifier Node",
        "NOT_REGISTERED",
        "✓ Success",
        "✗ Failure",
    ):
        assert f">{words}</text>" in svg


def test_the_words_tell_where_each_outcome_leads(push_tree: dict[str, Any]) -> None:
    html = show.tree(push_tree).html
    assert "<li>Start → Username Collector</li>" in html
    assert "<li>Push Sender, NOT_REGISTERED → Failure</li>" in html
    assert "<li>Push Result Verifier Node, WAITING → Polling Wait Node</li>" in html
    assert str(show.tree(push_tree)) == "Authentication tree myCIBAPushTree, 4 nodes"


def test_without_positions_each_step_from_the_start_is_a_column(push_tree: dict[str, Any]) -> None:
    found = boxes(push_tree)
    left_edges = [found[id_].x for id_ in (START, "u", "s", "w", "v", SUCCESS)]
    assert left_edges == sorted(set(left_edges))


def test_positions_of_the_editor_are_kept(push_tree: dict[str, Any]) -> None:
    found = boxes(placed(push_tree, EDITOR))
    assert found["s"].y - found["u"].y == 280
    assert found[START].x < found["u"].x < found["s"].x < found["w"].x


@pytest.mark.parametrize("places", [dict.fromkeys(EDITOR, (0, 0)), {**EDITOR, "w": (400, 310)}])
def test_positions_that_would_hide_a_node_are_not_used(
    push_tree: dict[str, Any], places: dict[str, tuple[float, float]]
) -> None:
    found = boxes(placed(push_tree, places))
    assert not any(a.touches(b) for a, b in combinations(found.values(), 2))


def test_a_connection_goes_around_the_boxes_in_its_way(push_tree: dict[str, Any]) -> None:
    found = boxes(push_tree)
    sender, failure = found["s"], found[FAILURE]
    path = Router(found).path(sender, "NOT_REGISTERED", failure)
    between = [found["w"], found["v"]]
    assert _hits(sender.exit("NOT_REGISTERED"), failure.entrance, between)
    lowest = max(box.y + box.height for box in between)
    assert max(float(y) for _, y in re.findall(r"L([\d.]+) ([\d.]+)", path)) > lowest


def test_a_connection_with_a_free_way_is_a_plain_curve(push_tree: dict[str, Any]) -> None:
    found = boxes(push_tree)
    assert re.fullmatch(r"M[\d. ]+C[\d. ]+", Router(found).path(found["u"], "outcome", found["s"]))
    curve = list(_along((0, 0), (100, 40)))
    assert (curve[0], curve[-1]) == ((0, 0), (100, 40))


def test_lines_that_go_around_do_not_lie_on_each_other(push_tree: dict[str, Any]) -> None:
    found = boxes(push_tree)
    router = Router(found)
    paths = {router.path(found["s"], o, found[FAILURE]) for o in ("NOT_REGISTERED", "SKIPPED")}
    lanes = {max(float(y) for _, y in re.findall(r"L([\d.]+) ([\d.]+)", path)) for path in paths}
    assert len(lanes) == 2


def test_a_connection_to_nowhere_is_drawn_and_said(push_tree: dict[str, Any]) -> None:
    push_tree["nodes"]["u"]["connections"]["outcome"] = "gone"
    view = show.tree(push_tree)
    assert 'class="box missing"' in view.svg
    assert "Username Collector, outcome → a node that is not there (gone)" in view.html


def test_a_tree_without_entry_and_without_nodes_is_drawn_too() -> None:
    assert "Start" in show.tree({"nodes": {}}).svg


def test_an_isolated_node_is_drawn_too(push_tree: dict[str, Any]) -> None:
    push_tree["nodes"]["x"] = node("Forgotten")
    assert ">Forgotten</text>" in show.tree(push_tree).svg


def test_a_document_that_is_no_tree_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="no authentication tree"):
        show.tree({"code": 404, "message": "Not Found"})
