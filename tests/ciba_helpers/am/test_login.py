import httpx
import pytest

from ciba_helpers.am.login import Login
from ciba_helpers.am.session import Administrator, AMError


@pytest.fixture
def login(am: Administrator) -> Login:
    return Login(am.http, am.url, "/alpha", "ldapService")


async def test_am_asks_and_the_user_answers_until_there_is_a_session(
    login: Login, http: httpx.AsyncClient
) -> None:
    await login.begin()
    asked = ["NameCallback", "PasswordCallback"]
    assert [one["type"] for one in login.answer["callbacks"]] == asked
    assert not login.succeeded
    await login.send(username="demo", password="Ch4ng31t")
    assert login.succeeded
    assert login.answer["realm"] == "/alpha"
    assert not http.cookies


async def test_a_wrong_password_ends_the_login(login: Login) -> None:
    await login.begin()
    with pytest.raises(AMError, match="401") as refusal:
        await login.send(username="demo", password="wrong")
    assert refusal.value.message == "Login failure"
    assert not login.succeeded


async def test_there_is_no_login_without_its_tree(am: Administrator) -> None:
    with pytest.raises(AMError, match="400"):
        await Login(am.http, am.url, "/alpha", "noSuchTree").begin()


async def test_what_a_callback_shows_can_be_read(login: Login) -> None:
    login.answer = {
        "callbacks": [
            {"type": "TextOutputCallback", "output": [{"name": "message", "value": "hello"}]},
            {"type": "HiddenValueCallback", "output": [{"name": "value", "value": "pushauth:"}]},
        ]
    }
    assert login.value_of("HiddenValueCallback") == "pushauth:"
    assert login.value_of("NameCallback") is None


async def test_a_login_that_has_not_begun_shows_nothing(login: Login) -> None:
    assert login.value_of("NameCallback") is None
    assert not login.succeeded
