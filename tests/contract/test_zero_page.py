"""Logging in with two headers and no callbacks (am.md 3.1, 3.2)."""

from tests.contract.am import ALPHA, AM, Administrator
from tests.contract.configuration import SUCCESS
from tests.contract.login_trees import (
    ASK_NAME,
    ASK_PASSWORD,
    OTHER,
    Nodes,
    login,
    put_login_tree,
    put_tree,
)
from tests.contract.phone import filled

ONE_BY_ONE: Nodes = {
    ASK_NAME: ("UsernameCollectorNode", {}, {"outcome": ASK_PASSWORD}),
    ASK_PASSWORD: ("PasswordCollectorNode", {}, {"outcome": OTHER}),
    OTHER: ("DataStoreDecisionNode", {}, {"true": SUCCESS, "false": ASK_NAME}),
}
BY_NAME = f"{ALPHA}/authenticate?authIndexType=service&authIndexValue=login"


def _headers(**given: str) -> dict[str, str]:
    return {f"X-OpenAM-{name.capitalize()}": value for name, value in given.items()}


async def test_the_headers_answer_a_tree_without_pages(
    am: AM, administrator: Administrator
) -> None:
    # am.md 3.2
    await put_tree(administrator, "login", ASK_NAME, ONE_BY_ONE)
    both = _headers(username="demo", password="Ch4ng31t")
    assert "tokenId" in (await am.post(BY_NAME, headers=both, json={})).json()
    step = (await am.post(BY_NAME, headers=_headers(username="demo"), json={})).json()
    assert [one["type"] for one in step["callbacks"]] == ["PasswordCallback"]
    wrong = _headers(username="demo", password="wrong")
    step = (await am.post(BY_NAME, headers=wrong, json={})).json()
    assert [one["type"] for one in step["callbacks"]] == ["NameCallback"], "asked but once"


async def test_the_headers_do_not_answer_a_page(am: AM, administrator: Administrator) -> None:
    # am.md 3.2
    await put_login_tree(administrator, "login")
    both = _headers(username="demo", password="Ch4ng31t")
    step = (await am.post(BY_NAME, headers=both, json={})).json()
    assert [one["type"] for one in step["callbacks"]] == ["NameCallback", "PasswordCallback"]


async def test_the_headers_answer_no_later_step(am: AM, administrator: Administrator) -> None:
    # RestAuthenticationHandler of AM's open ancestor: they count in a request without a body
    await put_tree(administrator, "login", ASK_NAME, ONE_BY_ONE)
    step = filled((await login(am, "login")).json(), "demo")
    password = _headers(password="Ch4ng31t")
    answer = await am.post(f"{ALPHA}/authenticate", headers=password, json=step)
    assert [one["type"] for one in answer.json()["callbacks"]] == ["PasswordCallback"]
