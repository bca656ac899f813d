"""The `authId` that ties one step of a login to the next (am.md 3.2)."""

import base64
import json
from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, Administrator, error
from tests.contract.configuration import put_branch
from tests.contract.login_trees import first_step, next_step
from tests.contract.phone import filled

TIMED_OUT = error(401, "Unauthorized", "Session has timed out", detail={"errorCode": "110"})
"""ForgeRock's knowledge base, a34866502."""


def _claims(step: dict[str, Any]) -> dict[str, Any]:
    payload = step["authId"].split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return claims


async def test_an_auth_id_is_a_signed_token_of_900_seconds(am: AM) -> None:
    # am.md 3.2
    step = await first_step(am)
    header = step["authId"].split(".")[0]
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"typ": "JWT", "alg": "HS256"}
    claims = _claims(step)
    assert claims["exp"] - claims["iat"] == 900
    names = {"authIndexValue", "otk", "authIndexType", "realm", "sessionId", "exp", "iat"}
    assert claims.keys() == names


async def test_a_login_goes_by_one_session_id_from_step_to_step(am: AM) -> None:
    # am.md 3.2
    first = await first_step(am)
    second = (await next_step(am, first, "demo", "")).json()
    assert _claims(first)["sessionId"] == _claims(second)["sessionId"]
    assert _claims(first)["otk"] != _claims(second)["otk"]


async def test_an_auth_id_is_good_for_one_use(am: AM) -> None:
    # am.md 3.2
    step = await first_step(am)
    await next_step(am, step, "demo", "Ch4ng31t")
    replayed = await next_step(am, step, "demo", "Ch4ng31t")
    assert (replayed.status_code, replayed.json()) == (401, TIMED_OUT)


async def test_an_auth_id_expires(am: AM) -> None:
    # am.md 2.6
    step = await first_step(am)
    await am.advance(901)
    late = await next_step(am, step, "demo", "Ch4ng31t")
    assert (late.status_code, late.json()) == (401, TIMED_OUT)


async def test_an_auth_id_of_another_realm_is_refused_and_not_burned(
    am: AM, administrator: Administrator
) -> None:
    # am.md 2.6
    branch = f"/json{await put_branch(administrator)}"
    step = await first_step(am)
    answer = await am.post(f"{branch}/authenticate", json=filled(step, "demo", "Ch4ng31t"))
    assert answer.json() == error(401, "Unauthorized", "Authentication Failed")
    assert (await next_step(am, step, "demo", "Ch4ng31t")).status_code == 200, "nothing is used up"


@pytest.mark.parametrize("auth_id", ["", "a.b.c", "x", 1, [], {"a": 1}, "é.é.é"])
async def test_what_is_no_auth_id_is_a_bad_request(am: AM, auth_id: Any) -> None:
    # AuthIdHelper of AM's open ancestor
    answer = await am.post(f"{ALPHA}/authenticate", json={"authId": auth_id, "callbacks": []})
    assert answer.status_code == answer.json()["code"] == 400
    assert answer.json()["message"].startswith("Failed to parse JWT, ")


async def test_a_forged_auth_id_is_a_bad_request(am: AM) -> None:
    # AuthIdHelper of AM's open ancestor
    step = await first_step(am)
    header, payload, signature = step["authId"].split(".")
    forged = {**step, "authId": f"{header}.{payload}.{signature[::-1]}"}
    answer = await next_step(am, forged, "demo", "Ch4ng31t")
    assert answer.json() == error(400, "Bad Request", "AuthId JWT Signature not valid")


async def test_no_auth_id_is_a_new_login(am: AM) -> None:
    answer = await am.post(f"{ALPHA}/authenticate", json={"authId": None})
    assert answer.json().keys() == {"authId", "callbacks"}
