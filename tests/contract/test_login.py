"""`/json/…/authenticate` (am.md 3)."""

import base64
import json
from typing import Any

import pytest

from tests.contract.am import (
    ADMIN,
    ALPHA,
    AM,
    PASSWORD,
    REALM,
    ROOT,
    SESSION,
    Administrator,
    error,
)
from tests.contract.configuration import put_branch
from tests.contract.phone import filled

TIMED_OUT = error(401, "Unauthorized", "Session has timed out")


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


async def test_an_inactive_user_cannot_log_in(am: AM) -> None:
    # am.md 3.3
    session = await am.session()
    body = {"inetUserStatus": ["Inactive"]}
    await am.http.put(f"{ALPHA}/users/demo", headers=session, json=body)
    assert (await am.login("demo", "Ch4ng31t", ALPHA)).status_code == 401


async def test_no_session_is_made_where_none_is_wanted(am: AM) -> None:
    # am.md 3.1
    headers = {"X-OpenAM-Username": "demo", "X-OpenAM-Password": "Ch4ng31t"}
    answer = await am.post(f"{ALPHA}/authenticate?noSession=true", headers=headers)
    assert answer.json()["message"] == "Authentication Successful"
    assert "tokenId" not in answer.json()


@pytest.mark.parametrize(
    "query", ["authIndexType=service&authIndexValue=nothing", "authIndexType=module"]
)
async def test_an_unknown_tree_has_no_configuration(am: AM, query: str) -> None:
    # am.md 2.6
    answer = await am.post(f"{ALPHA}/authenticate?{query}", json={})
    assert answer.status_code == 400
    assert answer.json() == error(400, "Bad Request", "No Configuration found")


async def test_a_disabled_tree_has_no_configuration(am: AM) -> None:
    # am.md 7
    session = await am.session()
    path = f"{ALPHA}/realm-config/authentication/authenticationtrees/trees/ldapService"
    tree = (await am.get(path, headers=session)).json()
    await am.http.put(path, headers=session, json=tree | {"enabled": False})
    answer = await am.post(f"{ALPHA}/authenticate", json={})
    assert answer.json() == error(400, "Bad Request", "No Configuration found")


async def _first_step(am: AM) -> dict[str, Any]:
    step: dict[str, Any] = (await am.post(f"{ALPHA}/authenticate", json={})).json()
    return step


async def _next(am: AM, step: dict[str, Any], *inputs: str) -> Any:
    return await am.post(f"{ALPHA}/authenticate", json=filled(step, *inputs))


async def test_callbacks_ask_for_name_and_password(am: AM) -> None:
    # am.md 3.2
    step = await _first_step(am)
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
    answer = await _next(am, step, "demo", "Ch4ng31t")
    assert list(answer.json()) == ["tokenId", "successUrl", "realm"]


async def test_a_wrong_password_in_a_callback_is_a_login_failure(am: AM) -> None:
    # am.md 3.3
    answer = await _next(am, await _first_step(am), "demo", "wrong")
    assert answer.json()["message"] == "Login failure"


async def test_an_auth_id_is_a_signed_token_of_900_seconds(am: AM) -> None:
    # am.md 3.2
    header, payload, _ = (await _first_step(am))["authId"].split(".")
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"typ": "JWT", "alg": "HS256"}
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert claims["exp"] - claims["iat"] == 900
    assert {"otk", "authIndexType", "authIndexValue", "realm"} <= claims.keys()


async def test_an_auth_id_is_good_for_one_use(am: AM) -> None:
    # am.md 3.2
    step = await _first_step(am)
    await _next(am, step, "demo", "Ch4ng31t")
    replayed = await _next(am, step, "demo", "Ch4ng31t")
    assert replayed.status_code == 401
    assert replayed.json() == TIMED_OUT


async def test_an_auth_id_expires(am: AM) -> None:
    # am.md 2.6, 3.2
    step = await _first_step(am)
    await am.advance(901)
    late = await _next(am, step, "demo", "Ch4ng31t")
    assert late.status_code == 401
    assert late.json() == TIMED_OUT


async def test_an_auth_id_of_another_realm_is_refused_and_not_burned(
    am: AM, administrator: Administrator
) -> None:
    # am.md 3.2
    branch = f"/json{await put_branch(administrator)}"
    step = await _first_step(am)
    answer = await am.post(f"{branch}/authenticate", json=filled(step, "demo", "Ch4ng31t"))
    assert answer.json() == error(401, "Unauthorized", "Authentication Failed")
    assert (await _next(am, step, "demo", "Ch4ng31t")).status_code == 200, "and nothing is used up"


@pytest.mark.parametrize("auth_id", ["", "a.b.c", "x", 1, None, [], {"a": 1}, "é.é.é"])
async def test_a_forged_auth_id_is_refused(am: AM, auth_id: Any) -> None:
    # am.md 3.2
    answer = await am.post(f"{ALPHA}/authenticate", json={"authId": auth_id, "callbacks": []})
    assert answer.status_code == 401


@pytest.mark.parametrize("callbacks", [None, [], [{}], [{"input": [{"value": 7}]}], "x"])
async def test_callbacks_that_do_not_match_use_nothing_up(am: AM, callbacks: Any) -> None:
    # am.md 3.2
    step = await _first_step(am)
    body = {"authId": step["authId"], "callbacks": callbacks}
    assert (await am.post(f"{ALPHA}/authenticate", json=body)).status_code == 400
    assert (await _next(am, step, "demo", "Ch4ng31t")).status_code == 200


async def test_a_login_goes_by_one_session_id_from_step_to_step(am: AM) -> None:
    # am.md 3.2
    first = await _first_step(am)
    second = (await _next(am, first, "demo", "")).json()
    assert _claims(first)["sessionId"] == _claims(second)["sessionId"]
    assert _claims(first)["otk"] != _claims(second)["otk"]


def _claims(step: dict[str, Any]) -> dict[str, Any]:
    payload = step["authId"].split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return claims


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


@pytest.mark.parametrize("realm", [REALM, REALM.removeprefix("/")])
async def test_the_realm_in_the_query_counts_more_than_the_path(am: AM, realm: str) -> None:
    # am.md 1
    headers = {"X-OpenAM-Username": "demo", "X-OpenAM-Password": "Ch4ng31t"}
    answer = await am.post(f"{ROOT}/authenticate?realm={realm}", headers=headers)
    assert answer.json()["realm"] == REALM


async def test_an_unknown_realm_in_the_query_is_invalid(am: AM) -> None:
    # am.md 1
    answer = await am.post(f"{ROOT}/authenticate?realm=/nowhere", json={})
    assert answer.json() == error(400, "Bad Request", "Invalid realm, /nowhere")


@pytest.mark.parametrize(
    ("method", "query", "headers", "status"),
    [
        ("POST", "?authIndexType=service&authIndexValue=x", {}, 400),
        ("POST", "?authIndexType=service&authIndexValue=x", {"Accept-API-Version": "!"}, 400),
        ("POST", "", {"Accept-API-Version": "resource=3.0"}, 406),
        ("POST", "", {"X-OpenAM-Username": "demo", "X-OpenAM-Password": "?"}, 401),
        ("PUT", "", {}, 405),
    ],
)
async def test_errors_of_a_login_carry_its_shorter_headers(
    am: AM, method: str, query: str, headers: dict[str, str], status: int
) -> None:
    # am.md 2.2
    answer = await am.http.request(method, f"{ALPHA}/authenticate{query}", headers=headers)
    assert answer.status_code == answer.json()["code"] == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-api-version"] == "resource=2.1"
    assert "content-security-policy" not in answer.headers


async def test_only_post_logs_in(am: AM) -> None:
    # am.md 3.1
    assert (await am.get(f"{ALPHA}/authenticate")).status_code == 405


async def test_a_form_is_an_unsupported_media_type(am: AM) -> None:
    # am.md 2.6
    assert (await am.post(f"{ALPHA}/authenticate", data={"a": "b"})).status_code == 415
