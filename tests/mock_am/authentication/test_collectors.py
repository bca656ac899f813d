import pytest

from mock_am.authentication.callbacks import NameCallback, PasswordCallback
from mock_am.authentication.node import Ask
from tests.mock_am.authentication.visiting import visit


@pytest.mark.parametrize(
    ("node_type", "key", "callback"),
    [
        ("UsernameCollectorNode", "username", NameCallback()),
        ("PasswordCollectorNode", "password", PasswordCallback()),
    ],
)
def test_a_collector_asks_even_where_the_state_knows(
    node_type: str, key: str, callback: NameCallback | PasswordCallback
) -> None:
    # am-external: only the callback counts, so a loop back to it asks anew
    asked, _ = visit(node_type, {key: "old"})
    assert isinstance(asked, Ask)
    assert asked.callbacks == (callback,)
    outcome, after = visit(node_type, {key: "old"}, answers=["new"])
    assert (outcome, after.state) == ("outcome", {key: "new"})


@pytest.mark.parametrize("answers", [[""], []])
def test_an_empty_answer_is_asked_again(answers: list[str]) -> None:
    assert isinstance(visit("UsernameCollectorNode", answers=answers)[0], Ask)


NAME, PASSWORD = {"x-openam-username": "demo"}, {"x-openam-password": "secret"}


@pytest.mark.parametrize(
    ("headers", "outcome", "state"),
    [
        ({}, "false", {}),
        (NAME, "true", {"username": "demo"}),
        (PASSWORD, "true", {"password": "secret"}),
        (NAME | PASSWORD, "true", {"username": "demo", "password": "secret"}),
        ({"x-openam-username": "=?UTF-8?B?ZMOpbW8=?="}, "true", {"username": "démo"}),
        ({"x-openam-username": "=?X-None?B?ZA==?="}, "true", {"username": "=?X-None?B?ZA==?="}),
    ],
)
def test_zero_page_login_takes_what_the_headers_say(
    headers: dict[str, str], outcome: str, state: dict[str, str]
) -> None:
    # am.md 3.1
    decided, after = visit("ZeroPageLoginNode", headers=headers)
    assert (decided, after.state) == (outcome, state)


def test_zero_page_login_reads_the_configured_headers() -> None:
    config = {"usernameHeader": "X-Name", "passwordHeader": "X-Word"}
    headers = {"x-name": "demo", "x-word": "secret"} | {"x-openam-username": "other"}
    _, after = visit("ZeroPageLoginNode", config=config, headers=headers)
    assert after.state == {"username": "demo", "password": "secret"}


@pytest.mark.parametrize(
    ("referer", "outcome"),
    [
        ({}, "false"),
        ({"referer": "http://evil.example/"}, "false"),
        ({"referer": "http://app.example/"}, "true"),
    ],
)
def test_zero_page_login_may_want_a_listed_referer(referer: dict[str, str], outcome: str) -> None:
    # am-external: ZeroPageLoginNode
    config = {"allowWithoutReferer": False, "referrerWhiteList": ["http://app.example/"]}
    decided, _ = visit("ZeroPageLoginNode", config=config, headers=NAME | PASSWORD | referer)
    assert decided == outcome
