import pytest

from mock_am.authentication.node import NodeProcessError
from tests.mock_am.authentication.realm_in_memory import RealmInMemory
from tests.mock_am.authentication.visiting import visit


@pytest.mark.parametrize(("password", "outcome"), [("Ch4ng31t", "true"), ("wrong", "false")])
def test_the_data_store_decision_compares(password: str, outcome: str) -> None:
    state = {"username": "demo", "password": password}
    assert visit("DataStoreDecisionNode", state)[0] == outcome


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ({}, "Expected username to be set"),
        ({"username": "demo"}, "Unable to authenticate"),
    ],
)
def test_the_data_store_decision_needs_both(state: dict[str, str], text: str) -> None:
    # am-external: DataStoreDecisionNode
    with pytest.raises(NodeProcessError, match=text):
        visit("DataStoreDecisionNode", state)


@pytest.mark.parametrize(
    ("state", "status", "outcome"),
    [
        ({}, [], "FALSE"),
        ({"username": "demo"}, ["Active"], "FALSE"),
        ({"username": "demo", "password": ""}, ["Inactive"], "FALSE"),
        ({"username": "demo", "password": "wrong"}, ["Active"], "FALSE"),
        ({"username": "demo", "password": "Ch4ng31t"}, ["Active"], "TRUE"),
        ({"username": "demo", "password": "Ch4ng31t"}, [], "TRUE"),
        ({"username": "demo", "password": "Ch4ng31t"}, ["Inactive"], "LOCKED"),
        ({"username": "demo", "password": "wrong"}, ["Inactive"], "LOCKED"),
    ],
)
def test_the_identity_store_decision_tells_a_locked_account(
    state: dict[str, str], status: list[str], outcome: str
) -> None:
    # am-external: LdapDecisionNode
    realm = RealmInMemory(attributes={("demo", "inetUserStatus"): status})
    assert visit("IdentityStoreDecisionNode", state, realm)[0] == outcome


def test_identifying_a_user_is_a_question_to_pingidm() -> None:
    assert visit("IdentifyExistingUserNode")[0] == "false"
    with pytest.raises(NodeProcessError, match="PingIDM"):
        visit("IdentifyExistingUserNode", {"username": "demo"})
