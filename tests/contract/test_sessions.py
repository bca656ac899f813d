"""`/json/…/sessions` (am.md 4)."""

from datetime import datetime
from typing import Any

import pytest

from tests.contract.am import ADMIN, ALPHA, AM, REALM, ROOT, SESSION, error

DENIED = error(401, "Unauthorized", "Access Denied")
IN_REALM = ",".join(f"o={name},ou=services" for name in reversed(REALM.strip("/").split("/")))


async def _ask(am: AM, action: str, token: str | None) -> Any:
    body = {} if token is None else {"tokenId": token}
    return await am.post(f"{ROOT}/sessions/?_action={action}", json=body)


async def _token(am: AM) -> str:
    return (await am.session())[SESSION]


async def test_session_info_tells_whose_it_is_and_until_when(am: AM) -> None:
    answer = await _ask(am, "getSessionInfo", await _token(am))
    info = answer.json()
    assert answer.headers["content-api-version"] == "resource=4.0"
    assert info["username"] == ADMIN
    assert info["universalId"] == f"id={ADMIN},ou=user,ou=am-config"
    assert info["realm"] == "/"
    latest, idle, longest = (
        datetime.fromisoformat(info[name])
        for name in ("latestAccessTime", "maxIdleExpirationTime", "maxSessionExpirationTime")
    )
    assert (idle - latest).seconds == 30 * 60
    assert (longest - latest).seconds == 120 * 60
    assert list(info["properties"]) == ["AMCtxId"]


async def test_the_token_may_come_as_a_header_too(am: AM) -> None:
    answer = await am.post(f"{ROOT}/sessions?_action=getSessionInfo", headers=await am.session())
    assert answer.json()["username"] == ADMIN


async def test_the_universal_id_of_a_subrealms_user_names_the_realm(am: AM) -> None:
    token = (await am.session("demo", "Ch4ng31t", ALPHA))[SESSION]
    info = (await _ask(am, "getSessionInfo", token)).json()
    assert info["universalId"] == f"id=demo,ou=user,{IN_REALM},ou=am-config"


async def test_validate_tells_live_from_dead(am: AM) -> None:
    valid = (await _ask(am, "validate", await _token(am))).json()
    assert (valid["valid"], valid["uid"], valid["realm"]) == (True, ADMIN, "/")
    assert (await _ask(am, "validate", "nothing")).json() == {"valid": False}


async def test_logout_ends_the_session(am: AM) -> None:
    token = await _token(am)
    assert (await _ask(am, "logout", token)).json() == {"result": "Successfully logged out"}
    assert (await _ask(am, "logout", token)).json() == {"result": "Token has expired"}
    assert (await _ask(am, "getSessionInfo", token)).json() == DENIED


async def test_without_a_token_access_is_denied(am: AM) -> None:
    for action in ("getSessionInfo", "validate", "logout"):
        answer = await _ask(am, action, None)
        assert (answer.status_code, answer.json()) == (401, DENIED)


async def test_an_idle_session_ends_after_half_an_hour(am: AM) -> None:
    token = await _token(am)
    await am.advance(29 * 60)
    assert (await _ask(am, "validate", token)).json()["valid"]  # and this keeps it alive
    await am.advance(29 * 60)
    assert (await _ask(am, "validate", token)).json()["valid"]
    await am.advance(31 * 60)
    assert (await _ask(am, "getSessionInfo", token)).json() == DENIED


async def test_no_session_outlives_two_hours(am: AM) -> None:
    token = await _token(am)
    for _ in range(5):
        await am.advance(25 * 60)
        valid = (await _ask(am, "validate", token)).json()["valid"]
    assert not valid


async def test_looking_at_a_session_does_not_keep_it_from_going_idle(am: AM) -> None:
    token = await _token(am)
    for action in ("getSessionInfo", "validate&refresh=false"):
        await am.advance(14 * 60)
        assert (await _ask(am, action, token)).status_code == 200
    await am.advance(3 * 60)
    assert (await _ask(am, "validate", token)).json() == {"valid": False}


@pytest.mark.parametrize("action", ["getSessionInfoAndResetIdleTime", "refresh", "validate"])
async def test_what_resets_the_idle_time(am: AM, action: str) -> None:
    token = await _token(am)
    for _ in range(3):
        await am.advance(20 * 60)
        assert (await _ask(am, action, token)).status_code == 200
    info = (await _ask(am, "getSessionInfo", token)).json()
    latest = datetime.fromisoformat(info["latestAccessTime"]).timestamp()
    longest = datetime.fromisoformat(info["maxSessionExpirationTime"]).timestamp()
    assert 59 * 60 <= longest - latest <= 61 * 60


async def test_refresh_tells_how_much_time_is_left(am: AM) -> None:
    token = (await am.session("demo", "Ch4ng31t", ALPHA))[SESSION]
    answer = (await _ask(am, "refresh", token)).json()
    assert 7190 <= answer.pop("maxtime") <= 7200
    assert answer == {
        "uid": "demo",
        "realm": REALM,
        "idletime": 0,
        "maxidletime": 30,
        "maxsessiontime": 120,
    }


ABOUT = ["getSessionInfo", "getSessionInfoAndResetIdleTime", "refresh"]


@pytest.mark.parametrize("action", ABOUT)
async def test_an_administrator_may_ask_about_any_session(am: AM, action: str) -> None:
    demo = (await am.session("demo", "Ch4ng31t", ALPHA))[SESSION]
    path = f"{ROOT}/sessions?_action={action}"
    answer = await am.post(path, headers=await _header(am), json={"tokenId": demo})
    assert answer.json()["realm"] == REALM


@pytest.mark.parametrize("action", ABOUT)
async def test_a_user_may_not_ask_about_anothers_session(am: AM, action: str) -> None:
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    path = f"{ROOT}/sessions?_action={action}"
    asked = {SESSION: demo[SESSION]}
    answer = await am.post(path, headers=asked, json={"tokenId": await _token(am)})
    assert answer.json() == error(403, "Forbidden", "Forbidden")


async def _header(am: AM) -> dict[str, str]:
    return {SESSION: await _token(am)}


async def test_an_unknown_action_is_not_implemented(am: AM) -> None:
    # am.md 2.6
    answer = await _ask(am, "dance", await _token(am))
    message = "Action dance not implemented for this resource"
    assert answer.json() == error(501, "Not Implemented", message)


async def test_sessions_are_not_read(am: AM) -> None:
    answer = await am.get(f"{ROOT}/sessions", headers=await _header(am))
    assert answer.json() == error(501, "Not Implemented", "Operation is not supported.")
