from collections.abc import Sequence
from typing import Any

import pytest

from mock_am.authentication.callbacks import TextOutputCallback
from mock_am.authentication.node import Ask, NodeProcessError
from mock_am.authentication.nodes import NODE_TYPES, outcomes_of
from mock_am.errors import DataValidationFailed
from mock_am.realm.document import Document
from tests.mock_am.authentication.visiting import visit

NAME = {"_id": "n", "nodeType": "UsernameCollectorNode", "displayName": "Name"}
PASSWORD = {"_id": "p", "nodeType": "PasswordCollectorNode"}
SHOW = {"_id": "s", "nodeType": "Text"}


def page(
    nodes: list[Document],
    state: Document,
    answers: Sequence[str] | None = None,
    **config: Any,
) -> str | Ask:
    """What a page with these nodes does."""

    def run(node_type: str, node_id: str, given: Sequence[str] | None) -> str | Ask:
        if node_type == "Text":
            return "done" if given is not None else Ask((TextOutputCallback("hi"),), resume_at=7.0)
        return visit(node_type, state, answers=given, node_id=node_id)[0]

    return visit("PageNode", state, None, {"nodes": nodes, **config}, answers=answers, run=run)[0]


def asked(reached: str | Ask) -> list[str]:
    assert isinstance(reached, Ask)
    return [type(one).__name__ for one in reached.callbacks]


BOTH = ["NameCallback", "TextOutputCallback", "PasswordCallback"]


def test_a_page_asks_for_everything_at_once_and_deals_the_answers_out() -> None:
    state: Document = {}
    nodes = [NAME, SHOW, PASSWORD]
    first = page(nodes, state)
    assert asked(first) == BOTH
    assert isinstance(first, Ask)
    assert first.resume_at == 1000.0
    assert page(nodes, state, ["demo", "secret"]) == "outcome"
    assert state == {"username": "demo", "password": "secret"}


@pytest.mark.parametrize("answers", [["demo", ""], ["", "secret"], ["", ""], []])
def test_a_page_with_something_left_out_is_asked_again_whole(answers: list[str]) -> None:
    state: Document = {}
    nodes = [NAME, SHOW, PASSWORD]
    page(nodes, state)
    assert asked(page(nodes, state, answers)) == BOTH
    assert page(nodes, state, ["demo", "secret"]) == "outcome"


def test_a_page_that_asks_nothing_is_left_at_once_by_its_last_nodes_outcome() -> None:
    nodes = [{"_id": "z", "nodeType": "ZeroPageLoginNode"}]
    assert page(nodes, {}) == "false"


@pytest.mark.parametrize(
    ("config", "about"),
    [
        ({}, {}),
        (
            {"pageHeader": {"en": "Hello"}, "pageDescription": {"en": "Log in."}, "stage": "S"},
            {"header": "Hello", "description": "Log in.", "stage": "S"},
        ),
    ],
)
def test_a_page_says_what_it_is_about(config: Document, about: Document) -> None:
    reached = page([NAME], {}, **config)
    assert isinstance(reached, Ask)
    assert reached.page == about


@pytest.mark.parametrize(
    ("nodes", "text"),
    [
        ([], "must hold a node"),
        ([NAME, {"_id": "x", "nodeType": "PageNode"}], "cannot hold a page"),
    ],
)
def test_a_page_must_hold_something_that_is_no_page(nodes: list[Document], text: str) -> None:
    # Auth node reference, Page node
    with pytest.raises(NodeProcessError, match=text):
        page(nodes, {})


@pytest.mark.parametrize(
    "nodes", ["x", [1], [{}], [{"_id": 1, "nodeType": "X"}], [NAME | {"displayName": 2}]]
)
def test_the_nodes_of_a_page_have_types_and_ids(nodes: Any) -> None:
    with pytest.raises(DataValidationFailed, match=r"the attribute, Nodes$"):
        NODE_TYPES["PageNode"].checked({"nodes": nodes})


DECISION = {"_id": "d", "nodeType": "DataStoreDecisionNode"}


@pytest.mark.parametrize(
    ("nodes", "outcomes"),
    [
        ([], []),
        ([NAME], ["outcome"]),
        ([NAME, DECISION], ["true", "false"]),
        ([NAME, {"_id": "gone", "nodeType": "UsernameCollectorNode"}], []),
        ([{"_id": "d", "nodeType": "DuoNode"}], []),
        ([{"_id": "d", "nodeType": "PageNode"}], []),
    ],
)
def test_the_outcomes_of_a_page_are_its_last_nodes(
    nodes: list[Document], outcomes: list[str]
) -> None:
    def config_of(node_type: str, node_id: str) -> Document | None:
        return None if node_id == "gone" else {}

    page_node = NODE_TYPES["PageNode"]
    found = outcomes_of(page_node, page_node.checked({"nodes": nodes}), config_of)
    assert [one.id for one in found] == outcomes
