"""`/json/…/authenticate` (am.md 3)."""

import base64
from typing import Any

import pytest

from tests.contract.am import ADMIN, ALPHA, AM, PASSWORD, REALM, ROOT, SESSION, error
from tests.contract.login_trees import first_step, next_step


async def test_the_zero_page_login_opens_a_session(am: AM) -> None:
    # am.md 3.1
    answer = await am.login(ADMIN, PASSWORD)
    assert answer.status_code == 200
    assert list(answer.json()) == ["tokenId", "successUrl", "realm"]
    assert answer.json()["realm"] == "/"
    token = answer.json()["tokenId"]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-api-version"] == "resource=2.1"
    assert answer.headers.get_list("set-cookie") == [
        f"{SESSION}={token}; Path=/; HttpOnly",
        "amlbcookie=01; Path=/; HttpOnly",
    ]


async def test_a_token_id_has_ams_shape(am: AM) -> None:
    # am.md 3.1
    token = (await am.login("demo", "Ch4ng31t", ALPHA)).json()["tokenId"]
    value, _, rest = token.partition(".*")
    packed = base64.b64decode(rest.removesuffix("*").replace(".", "="))
    assert len(value) == 27
    assert packed.startswith(b"\x00\x02SI\x00\x0201\x00\x02SK\x00\x1c")
    assert packed.endswith(b"\x00\x04type\x00\x03CTS\x00\x02S1\x00\x00")


async def test_a_subrealm_has_users_of_its_own(am: AM) -> None:
    # am.md 3.1
    answer = await am.login("demo", "Ch4ng31t", ALPHA)
    assert answer.json()["realm"] == REALM
    assert (await am.login(ADMIN, PASSWORD, ALPHA)).status_code == 401


@pytest.mark.parametrize(
    ("realm", "username", "password"),
    [
        (ROOT, ADMIN, "wrong"),
        (ROOT, ADMIN, ""),
        (ALPHA, "nobody", "password"),
        (ALPHA, "demo", "wrong"),
    ],
)
async def test_wrong_credentials_are_a_login_failure(
    am: AM, realm: str, username: str, password: str
) -> None:
    # am.md 3.3
    answer = await am.login(username, password, realm)
    assert answer.status_code == 401
    assert answer.json() == error(401, "Unauthorized", "Login failure")
    assert "set-cookie" not in answer.headers


async def test_callbacks_ask_for_name_and_password(am: AM) -> None:
    # am.md 3.2
    step = await first_step(am)
    asked = [("NameCallback", "User Name"), ("PasswordCallback", "Password")]
    assert step["callbacks"] == [
        {
            "type": kind,
            "output": [{"name": "prompt", "value": prompt}],
            "input": [{"name": f"IDToken{position + 1}", "value": ""}],
            "_id": position,
        }
        for position, (kind, prompt) in enumerate(asked)
    ]
    answer = await next_step(am, step, "demo", "Ch4ng31t")
    assert list(answer.json()) == ["tokenId", "successUrl", "realm"]


async def test_a_wrong_password_in_a_callback_is_a_login_failure(am: AM) -> None:
    # am.md 3.3
    answer = await next_step(am, await first_step(am), "demo", "wrong")
    assert answer.json()["message"] == "Login failure"


async def test_callbacks_come_with_the_load_balancers_cookie(am: AM) -> None:
    # am.md 3.1
    answer = await am.post(f"{ALPHA}/authenticate", json={})
    assert answer.headers.get_list("set-cookie") == ["amlbcookie=01; Path=/; HttpOnly"]


@pytest.mark.parametrize(
    ("username", "password"),
    [("Żółw", "hasło"), ("demo2", "=?UTF-8?B?w7w=?"), ("a b", "=?x?q?y?="), ("=?", "plain")],
)
async def test_names_and_passwords_in_any_script_are_encoded_words(
    am: AM, username: str, password: str
) -> None:
    # am.md 3.1
    session = await am.session()
    body = {"username": username, "userpassword": password}
    await am.post(f"{ALPHA}/users?_action=create", headers=session, json=body)
    answer = await am.login(_encoded_word(username), _encoded_word(password), ALPHA)
    assert answer.json()["realm"] == REALM, answer.text


def _encoded_word(text: str) -> str:
    return f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="


@pytest.mark.parametrize(
    "password", ["=?no?such?word?=", "=?UTF-8?B?A?=", "=?UTF-8?B?/w==?=", "=?"]
)
async def test_a_password_that_only_looks_encoded_is_taken_as_it_is(am: AM, password: str) -> None:
    # am.md 3.1
    session = await am.session()
    body = {"username": "odd", "userpassword": password}
    await am.post(f"{ALPHA}/users?_action=create", headers=session, json=body)
    assert (await am.login("odd", password, ALPHA)).status_code == 200


async def test_over_tls_the_cookies_are_for_tls_alone(mount: Any) -> None:
    # am.md 3.1
    am = await mount(url="https://am.example.com:8443/am")
    answer = await am.login("demo", "Ch4ng31t")
    assert answer.headers.get_list("set-cookie") == [
        f"{SESSION}={answer.json()['tokenId']}; Path=/; HttpOnly; Secure; SameSite=none",
        "amlbcookie=01; Path=/; HttpOnly; Secure; SameSite=none",
    ]
