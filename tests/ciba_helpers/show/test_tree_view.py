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
        "Push Sender",
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


ERROR = (
    "AuthenticatorPush :: sendMessage() : Failed to transmit message through PushService. (No Push)"
)


def trail(tree: dict[str, Any], *steps: tuple[str, str]) -> list[dict[str, str]]:
    """What `lab.mock.trail` returns for these node ids and outcomes."""
    names = {id_: node["displayName"] for id_, node in tree["nodes"].items()}
    return [
        {"node_id": id_, "display_name": names.get(id_, id_), "outcome": outcome}
        for id_, outcome in steps
    ]


ASKED = (("u", "outcome"), ("s", "SENT"))
ROUND = (("w", "DONE"), ("v", "WAITING"))


@pytest.mark.parametrize(
    ("steps", "conclusion", "flag"),
    [
        (ASKED, "After Push Sender: SENT, the walk waits at Polling Wait Node.", "waits here"),
        ((*ASKED, ("w", "DONE"), ("v", "TRUE")),
         "After Push Result Verifier Node: TRUE, the walk ended in Success.", "ended here"),
        ((*ASKED, ("w", "DONE"), ("v", "FALSE")),
         "After Push Result Verifier Node: FALSE, the walk ended in Failure.", "ended here"),
        ((*ASKED, *ROUND), "After Push Result Verifier Node: WAITING, the walk waits at Polling"
         " Wait Node.", "waits here"),
        ((("u", "outcome"), ("s", ERROR)), "The walk failed at Push Sender: AuthenticatorPush ::"
         " sendMessage() : Failed to transmit message through…", "failed here"),
        ((*ASKED, ("w", "DONE"), ("v", "Outcome TRUE is not connected.")),
         "The walk failed at Push Result Verifier Node: Outcome TRUE is not connected.",
         "failed here"),
        ((("u", "outcome"), ("gone", "Node gone is no longer in the tree.")),
         "The walk failed at gone: Node gone is no longer in the tree.", None),
        ((*ASKED, ("w", "DONE"), ("v", "TRUE"), (SUCCESS, "User Locked Out.")),
         f"The walk failed at {SUCCESS}: User Locked Out.", "failed here"),
    ],
)  # fmt: skip
def test_where_a_walk_ended_and_with_what_is_said(
    push_tree: dict[str, Any], steps: Any, conclusion: str, flag: str | None
) -> None:
    view = show.tree(push_tree, trail(push_tree, *steps))
    foot = re.findall("<text [^>]*>([^<]*)</text>", view.svg.rpartition("</g>")[2])
    assert " ".join(foot) == conclusion
    assert str(view).endswith(conclusion)
    assert re.findall(">([a-z]+ here)<", view.svg) == ([flag] if flag else [])


def test_visited_nodes_are_numbered_and_the_taken_way_is_strong(push_tree: dict[str, Any]) -> None:
    svg = show.tree(push_tree, trail(push_tree, *ASKED)).svg
    assert re.findall(r'class="on-badge" text-anchor="middle">([^<]*)<', svg) == [
        "1", "2", "waits here"
    ]  # fmt: skip
    assert svg.count('class="lit"/><circle') == 3  # from the start, and out of two nodes
    assert re.findall('class="strong" text-anchor="end">([^<]*)<', svg) == ["outcome", "SENT"]
    assert '"soft" text-anchor="start">Push Result<' in svg


def test_a_loop_is_drawn_and_told_once_and_counted(push_tree: dict[str, Any]) -> None:
    view = show.tree(push_tree, trail(push_tree, *ASKED, *ROUND * 6, ("w", "DONE"), ("v", "TRUE")))
    assert ">3, 5 … 15<" in view.svg
    assert ">4, 6 … 16<" in view.svg
    assert str(view).split(". ", 1)[1].split("; ")[2:5] == [
        "3. Polling Wait Node: DONE",
        "4. Push Result Verifier Node: WAITING",
        "5 to 14. The same, 5 times more",
    ]
    twice = show.tree(push_tree, trail(push_tree, *ASKED, *ROUND, *ROUND))
    assert "5 to 6. The same, once more" in str(twice)
    assert ">3, 5<" in twice.svg


def test_a_whole_error_stands_in_the_words(push_tree: dict[str, Any]) -> None:
    view = show.tree(push_tree, trail(push_tree, ("u", "outcome"), ("s", ERROR)))
    assert f"<li>2. Push Sender: {ERROR}</li>" in view.html
    assert ERROR not in "".join(re.findall("<text.*", view.svg))


def test_without_a_trail_nothing_is_lit_and_an_empty_one_is_called_so(
    push_tree: dict[str, Any],
) -> None:
    assert 'class="step"' not in show.tree(push_tree).svg
    empty = show.tree(push_tree, [])
    assert 'class="step"' not in empty.svg
    assert str(empty).endswith("The trail is empty: no walk has got past a node.")


def test_the_steps_light_up_in_turn_within_seconds(push_tree: dict[str, Any]) -> None:
    svg = show.tree(push_tree, trail(push_tree, *ASKED, *ROUND * 300)).svg
    delays = [float(at) for at in re.findall(r"animation-delay:([\d.]+)s", svg)]
    assert min(delays) == 0
    assert max(delays) < 2.5
    assert "@media (prefers-reduced-motion:reduce){.ciba-drawing .step{animation:none}}" in svg


def test_a_trail_of_another_tree_is_refused_in_words(push_tree: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="another tree"):
        show.tree(push_tree, trail(push_tree, ("elsewhere", "SENT")))


def test_a_long_outcome_finds_room_in_its_box(push_tree: dict[str, Any]) -> None:
    push_tree["nodes"]["s"]["connections"]["RECOVERY_CODE_PRESSED"] = FAILURE
    found = boxes(push_tree)
    assert found["s"].width > found["u"].width
