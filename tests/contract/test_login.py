"""`/json/…/authenticate` (am.md 3)."""

import base64
import json
from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, ROOT, SESSION, error
from tests.contract.phone import filled

TIMED_OUT = error(401, "Unauthorized", "Session has timed out")


async def test_the_zero_page_login_opens_a_session(am: AM) -> None:
    # am.md 3.1
    answer = await am.login("amadmin", "password")
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
    token = (await am.login("demo", "Ch4ng31t")).json()["tokenId"]
    value, _, rest = token.partition(".*")
    packed = base64.b64decode(rest.removesuffix("*").replace(".", "="))
    assert len(value) == 27
    assert packed.startswith(b"\x00\x02SI\x00\x0201\x00\x02SK\x00\x1c")
    assert packed.endswith(b"\x00\x04type\x00\x03CTS\x00\x02S1\x00\x00")


async def test_a_subrealm_has_users_of_its_own(am: AM) -> None:
    answer = await am.login("demo", "Ch4ng31t", ALPHA)
    assert answer.json()["realm"] == "/alpha"
    assert (await am.login("amadmin", "password", ALPHA)).status_code == 401


@pytest.mark.parametrize(
    ("username", "password"),
    [("amadmin", "wrong"), ("amadmin", ""), ("nobody", "password"), ("demo", "password")],
)
async def test_wrong_credentials_are_a_login_failure(am: AM, username: str, password: str) -> None:
    # am.md 3.3
    answer = await am.login(username, password)
    assert answer.status_code == 401
    assert answer.json() == error(401, "Unauthorized", "Login failure")
    assert "set-cookie" not in answer.headers


async def test_an_inactive_user_cannot_log_in(am: AM) -> None:
    session = await am.session()
    body = {"inetUserStatus": ["Inactive"]}
    await am.http.put(f"{ALPHA}/users/demo", headers=session, json=body)
    assert (await am.login("demo", "Ch4ng31t", ALPHA)).status_code == 401


async def test_no_session_is_made_where_none_is_wanted(am: AM) -> None:
    headers = {"X-OpenAM-Username": "demo", "X-OpenAM-Password": "Ch4ng31t"}
    answer = await am.post(f"{ROOT}/authenticate?noSession=true", headers=headers)
    assert answer.json()["message"] == "Authentication Successful"
    assert "tokenId" not in answer.json()


@pytest.mark.parametrize(
    "query", ["authIndexType=service&authIndexValue=nothing", "authIndexType=module"]
)
async def test_an_unknown_tree_has_no_configuration(am: AM, query: str) -> None:
    # am.md 2.6
    answer = await am.post(f"{ROOT}/authenticate?{query}", json={})
    assert answer.status_code == 400
    assert answer.json() == error(400, "Bad Request", "No Configuration found")


async def test_a_disabled_tree_has_no_configuration(am: AM) -> None:
    session = await am.session()
    path = f"{ALPHA}/realm-config/authentication/authenticationtrees/trees/ldapService"
    tree = (await am.get(path, headers=session)).json()
    await am.http.put(path, headers=session, json=tree | {"enabled": False})
    answer = await am.post(f"{ALPHA}/authenticate", json={})
    assert answer.json() == error(400, "Bad Request", "No Configuration found")


async def _first_step(am: AM) -> dict[str, Any]:
    step: dict[str, Any] = (await am.post(f"{ROOT}/authenticate", json={})).json()
    return step


async def _next(am: AM, step: dict[str, Any], *inputs: str) -> Any:
    return await am.post(f"{ROOT}/authenticate", json=filled(step, *inputs))


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
    step = await _first_step(am)
    await _next(am, step, "demo", "Ch4ng31t")
    replayed = await _next(am, step, "demo", "Ch4ng31t")
    assert replayed.status_code == 401
    assert replayed.json() == TIMED_OUT


async def test_an_auth_id_expires(am: AM) -> None:
    step = await _first_step(am)
    await am.advance(901)
    late = await _next(am, step, "demo", "Ch4ng31t")
    assert late.status_code == 401
    assert late.json() == TIMED_OUT


async def test_an_auth_id_of_another_realm_is_refused_and_not_burned(am: AM) -> None:
    step = await _first_step(am)
    answer = await am.post(f"{ALPHA}/authenticate", json=filled(step, "demo", "Ch4ng31t"))
    assert answer.json() == error(401, "Unauthorized", "Authentication Failed")
    assert (await _next(am, step, "demo", "Ch4ng31t")).status_code == 200, "and nothing is used up"


@pytest.mark.parametrize("auth_id", ["", "a.b.c", "x", 1, None, [], {"a": 1}, "é.é.é"])
async def test_a_forged_auth_id_is_refused(am: AM, auth_id: Any) -> None:
    answer = await am.post(f"{ROOT}/authenticate", json={"authId": auth_id, "callbacks": []})
    assert answer.status_code == 401


@pytest.mark.parametrize("callbacks", [None, [], [{}], [{"input": [{"value": 7}]}], "x"])
async def test_callbacks_that_do_not_match_use_nothing_up(am: AM, callbacks: Any) -> None:
    step = await _first_step(am)
    body = {"authId": step["authId"], "callbacks": callbacks}
    assert (await am.post(f"{ROOT}/authenticate", json=body)).status_code == 400
    assert (await _next(am, step, "demo", "Ch4ng31t")).status_code == 200


async def test_only_post_logs_in(am: AM) -> None:
    assert (await am.get(f"{ROOT}/authenticate")).status_code == 405


async def test_a_form_is_an_unsupported_media_type(am: AM) -> None:
    # am.md 2.6
    assert (await am.post(f"{ROOT}/authenticate", data={"a": "b"})).status_code == 415
