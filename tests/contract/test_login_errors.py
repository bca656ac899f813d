"""What a login is refused for before its tree has ended (am.md 2.6, 3)."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, error
from tests.contract.login_trees import first_step, next_step


@pytest.mark.parametrize(
    "query",
    [
        "authIndexType=service&authIndexValue=nothing",
        "authIndexType=service",
        "authIndexType=SERVICE&authIndexValue=nothing",
        "authIndexType=module&authIndexValue=DataStore",
        "authIndexType=composite_advice",
    ],
)
async def test_an_unknown_tree_has_no_configuration(am: AM, query: str) -> None:
    # am.md 2.6, 3.1
    answer = await am.post(f"{ALPHA}/authenticate?{query}", json={})
    assert answer.status_code == 400
    assert answer.json() == error(400, "Bad Request", "No Configuration found")


async def test_an_unknown_kind_of_index_is_a_bad_request(am: AM) -> None:
    # RestAuthenticationHandler of AM's open ancestor
    answer = await am.post(f"{ALPHA}/authenticate?authIndexType=tree&authIndexValue=x", json={})
    assert answer.json() == error(400, "Bad Request", "Unknown Authentication Index Type")


async def test_a_disabled_tree_has_no_configuration(am: AM) -> None:
    # am.md 7
    session = await am.session()
    path = f"{ALPHA}/realm-config/authentication/authenticationtrees/trees/ldapService"
    tree = (await am.get(path, headers=session)).json()
    await am.http.put(path, headers=session, json=tree | {"enabled": False})
    answer = await am.post(f"{ALPHA}/authenticate", json={})
    assert answer.json() == error(400, "Bad Request", "No Configuration found")


NAME = {"type": "NameCallback", "input": [{"name": "IDToken1", "value": "demo"}]}
WRONG_NUMBER = "Incorrect number of callbacks found in JSON response"
WRONG_TYPE = "Required callback not found in JSON response"


@pytest.mark.parametrize(
    ("callbacks", "message"),
    [
        (None, WRONG_NUMBER),
        ([], WRONG_NUMBER),
        ("xx", WRONG_NUMBER),
        ([NAME], WRONG_NUMBER),
        ([NAME, NAME, NAME], WRONG_NUMBER),
        ([NAME, NAME], WRONG_TYPE),
        ([NAME, {}], WRONG_TYPE),
        ([NAME, "PasswordCallback"], WRONG_TYPE),
        ([{"input": NAME["input"]}, NAME], WRONG_TYPE),
    ],
)
async def test_callbacks_that_do_not_match_use_nothing_up(
    am: AM, callbacks: Any, message: str
) -> None:
    # RestAuthCallbackHandlerManager of AM's open ancestor
    # am.md 3.2
    step = await first_step(am)
    body = {"authId": step["authId"], "callbacks": callbacks}
    answer = await am.post(f"{ALPHA}/authenticate", json=body)
    assert answer.json() == error(400, "Bad Request", message)
    assert (await next_step(am, step, "demo", "Ch4ng31t")).status_code == 200


@pytest.mark.parametrize("value", [7, True, None, [], {}])
@pytest.mark.parametrize("given", [True, False])
async def test_an_input_must_be_a_text(am: AM, value: Any, given: bool) -> None:
    step = await first_step(am)
    step["callbacks"][1]["input"] = [{"name": "IDToken2", "value": value}] if given else value
    answer = await am.post(f"{ALPHA}/authenticate", json=step)
    assert answer.status_code == answer.json()["code"] == 400


@pytest.mark.parametrize("content", [b"[1]", b'"x"', b"7", b"{nope", b'{"authId":', b"\xff"])
async def test_a_body_that_is_no_json_object_is_a_bad_request(am: AM, content: bytes) -> None:
    kind = {"Content-Type": "application/json"}
    answer = await am.post(f"{ALPHA}/authenticate", headers=kind, content=content)
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["reason"]) == (400, "Bad Request")
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("content", [b"", b"{}"])
async def test_a_body_with_nothing_in_it_begins_a_login(am: AM, content: bytes) -> None:
    # am.md 3.1
    kind = {"Content-Type": "application/json"}
    answer = await am.post(f"{ALPHA}/authenticate", headers=kind, content=content)
    assert answer.json().keys() == {"authId", "callbacks"}


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain"])
async def test_a_form_is_an_unsupported_media_type(am: AM, kind: str) -> None:
    # am.md 2.1, 2.6
    answer = await am.post(f"{ALPHA}/authenticate", headers={"Content-Type": kind}, content=b"a=b")
    assert answer.json() == error(415, "Unsupported Media Type", "Unsupported Media Type")
    assert answer.status_code == 415


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_only_post_logs_in(am: AM, method: str) -> None:
    # am.md 3.1
    answer = await am.http.request(method, f"{ALPHA}/authenticate")
    assert answer.status_code == answer.json()["code"] == 405


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
