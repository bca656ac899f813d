import pytest

from mock_am.realm.document import Document
from tests.mock_am.authentication.realm_in_memory import RealmInMemory
from tests.mock_am.authentication.visiting import visit

RETRIES = "RetryLimitDecisionNode"
COUNT = ("demo", "retryLimitNodeCount")


@pytest.mark.parametrize(
    ("state", "config"),
    [
        ({"username": "demo"}, {"incrementUserAttributeOnFailure": False}),
        ({"username": "nobody"}, {}),
        ({}, {}),
    ],
)
def test_retries_are_counted_in_the_walk(state: Document, config: Document) -> None:
    # am-external: with the user only where the node says so and the user is known
    realm = RealmInMemory()
    config = config | {"retryLimit": 2}
    passes = [visit(RETRIES, state, realm, config, node_id="n")[0] for _ in range(4)]
    assert passes == ["Retry", "Retry", "Reject", "Reject"]
    assert realm.attributes == {}


def test_a_text_in_place_of_the_count_is_no_count() -> None:
    state: Document = {"n.retryCount": "x"}
    assert visit(RETRIES, state, config={"retryLimit": 1}, node_id="n")[0] == "Retry"
    assert visit(RETRIES, state, config={"retryLimit": 1}, node_id="n")[0] == "Reject"


def test_two_nodes_count_each_for_itself() -> None:
    state: Document = {}
    assert visit(RETRIES, state, config={"retryLimit": 1}, node_id="a")[0] == "Retry"
    assert visit(RETRIES, state, config={"retryLimit": 1}, node_id="b")[0] == "Retry"
    assert visit(RETRIES, state, config={"retryLimit": 1}, node_id="a")[0] == "Reject"


def test_retries_are_counted_with_the_user_beyond_the_walk_until_a_rejection() -> None:
    # am-external: RetryLimitDecisionNode
    realm = RealmInMemory(attributes={COUNT: ["other=7"]})
    config = {"retryLimit": 2}
    for outcome, counted in [
        ("Retry", ["other=7", "n=1"]),
        ("Retry", ["other=7", "n=2"]),
        ("Reject", ["other=7"]),
        ("Retry", ["other=7", "n=1"]),
    ]:
        assert visit(RETRIES, {"username": "demo"}, realm, config, node_id="n")[0] == outcome
        assert realm.attributes[COUNT] == counted


@pytest.mark.parametrize("value", ["n", "n=", "n=x", "n=-1", "x=1"])
def test_a_count_that_is_none_is_zero(value: str) -> None:
    realm = RealmInMemory(attributes={COUNT: [value]})
    assert visit(RETRIES, {"username": "demo"}, realm, node_id="n")[0] == "Retry"
    assert "n=1" in realm.attributes[COUNT]


def test_set_state_sets_state() -> None:
    config = {"attributes": {"username": "demo", "colour": "red"}}
    outcome, after = visit("SetStateNode", {"colour": "blue"}, config=config)
    assert (outcome, after.state) == ("outcome", {"username": "demo", "colour": "red"})
