"""`/json/…/users/<id>/devices/2fa/push`: the phones that a user registered (am.md 6)."""

import time
from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, SESSION, VERSION, Administrator, error
from tests.contract.configuration import give_phone, stranger
from tests.contract.second_login import Registered, after_the_wait, begun

PHONES = "/users/demo/devices/2fa/push"
LIST = f"{PHONES}?_queryFilter=true"
FORBIDDEN = error(403, "Forbidden", "Forbidden")


async def _listed(administrator: Administrator, **headers: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await administrator.get(LIST, **headers)).json()["result"]
    return listed


async def _by_phone(am: AM, registered: Registered) -> dict[str, str]:
    """The headers of demo, whose phone has approved the login."""
    waiting = await begun(am)
    (message,) = await registered[0].mailbox()
    await registered[0].answer(message)
    answer = await after_the_wait(am, waiting)
    return {SESSION: answer.json()["tokenId"], **VERSION}


async def test_a_phone_is_listed_as_am_lists_it(
    am: AM, registered: Registered, administrator: Administrator
) -> None:
    # AM 8, list registered devices over REST
    (phone,) = await _listed(administrator)
    uuid = registered[0].qr["pid"]
    assert abs(phone["createdDate"] / 1000 - time.time() - am.ahead) < 60, "in milliseconds"
    assert isinstance(phone["createdDate"], int)
    assert phone == {
        "_id": uuid,
        "_rev": phone["_rev"],
        "createdDate": phone["createdDate"],
        "lastAccessDate": phone["createdDate"],
        "deviceName": "Push Device",
        "uuid": uuid,
        "deviceManagementStatus": False,
    }
    assert int(phone["_rev"])


async def test_a_login_by_phone_is_an_access_to_it(
    am: AM, registered: Registered, administrator: Administrator
) -> None:
    # am-external: PushResultVerifierNode
    await am.advance(100)
    await _by_phone(am, registered)
    (phone,) = await _listed(administrator)
    assert 100_000 <= phone["lastAccessDate"] - phone["createdDate"] <= 160_000


async def test_a_phone_is_deleted_but_not_read(am: AM, administrator: Administrator) -> None:
    await give_phone(am)
    (listed,) = await _listed(administrator)
    path = f"{PHONES}/{listed['uuid']}"
    for method in ("GET", "PUT", "PATCH"):
        answer = await administrator.request(method, path, {})
        assert answer.json() == error(501, "Not Implemented", "Not supported.")
    deleted = await administrator.delete(path)
    assert deleted.json() == listed
    assert deleted.headers["etag"] == f'"{listed["_rev"]}"'
    message = f"User device, {listed['uuid']}, not found."
    assert (await administrator.delete(path)).json() == error(404, "Not Found", message)


async def test_users_see_their_own_phones_and_no_others(
    am: AM, administrator: Administrator
) -> None:
    # am.md 6: the SDKs do so with the user's own session
    await give_phone(am)
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    assert (await am.get(ALPHA + LIST, headers=demo)).json()["resultCount"] == 1
    namesake = await stranger(administrator)
    assert (await am.get(ALPHA + LIST, headers=namesake)).json() == FORBIDDEN
    assert (await am.get(ALPHA + LIST)).status_code == 401


async def test_who_has_not_logged_in_by_phone_removes_none(am: AM) -> None:
    # Auth node reference, Enable Device Management node
    await give_phone(am)
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    (phone,) = (await am.get(ALPHA + LIST, headers=demo)).json()["result"]
    assert phone["deviceManagementStatus"] is False
    removals = [
        await am.http.delete(f"{ALPHA}{PHONES}/{phone['uuid']}", headers=demo),
        await am.post(f"{ALPHA}{PHONES}?_action=reset", headers=demo, json={}),
    ]
    for answer in removals:
        assert (answer.status_code, answer.json()) == (403, FORBIDDEN)
    assert (await am.get(ALPHA + LIST, headers=demo)).json()["resultCount"] == 1


@pytest.mark.parametrize("removal", ["delete", "reset"])
async def test_who_has_logged_in_by_phone_may_remove_it(
    am: AM, registered: Registered, removal: str
) -> None:
    # Auth node reference, Enable Device Management node
    demo = await _by_phone(am, registered)
    (phone,) = (await am.get(ALPHA + LIST, headers=demo)).json()["result"]
    assert phone["deviceManagementStatus"] is True
    if removal == "delete":
        answer = await am.http.delete(f"{ALPHA}{PHONES}/{phone['uuid']}", headers=demo)
    else:
        answer = await am.post(f"{ALPHA}{PHONES}?_action=reset", headers=demo, json={})
    assert answer.status_code == 200
    assert (await am.get(ALPHA + LIST, headers=demo)).json()["result"] == []


async def test_a_denied_login_proves_nothing(am: AM, registered: Registered) -> None:
    waiting = await begun(am)
    (message,) = await registered[0].mailbox()
    await registered[0].answer(message, deny=True)
    assert (await after_the_wait(am, waiting)).status_code == 401


# Actions: AM 8 entity reference, PushUserDevices; OathDevicesResource of AM's open ancestor


async def test_reset_drops_every_phone_and_forgets_the_users_choice(
    am: AM, administrator: Administrator
) -> None:
    await give_phone(am)
    await give_phone(am)
    assert (await administrator.post(f"{PHONES}?_action=reset")).json() == {"result": True}
    assert await _listed(administrator) == []
    user = (await administrator.get("/users/demo")).json()
    assert user["push2faEnabled"] == ["0"]


@pytest.mark.parametrize(("value", "kept"), [(True, "1"), (False, "2")])
async def test_a_user_decides_to_go_without_push(
    am: AM, administrator: Administrator, value: bool, kept: str
) -> None:
    demo = Administrator(am, await am.session("demo", "Ch4ng31t", ALPHA))
    assert (await demo.post(f"{PHONES}?_action=check")).json() == {"result": False}
    assert (await demo.post(f"{PHONES}?_action=skip", {"value": value})).json() == {}
    assert (await demo.post(f"{PHONES}?_action=check")).json() == {"result": value}
    user = (await administrator.get("/users/demo")).json()
    assert user["push2faEnabled"] == [kept]


@pytest.mark.parametrize("body", [{}, {"value": None}, {"value": "true"}])
async def test_a_decision_must_be_yes_or_no(
    administrator: Administrator, body: dict[str, Any]
) -> None:
    answer = await administrator.post(f"{PHONES}?_action=skip", body)
    assert answer.json() == error(400, "Bad Request", "/value: Expecting a java.lang.Boolean")


@pytest.mark.parametrize("action", ["reset", "check", "skip"])
async def test_nobodys_phones_are_an_error(administrator: Administrator, action: str) -> None:
    path = PHONES.replace("demo", "nobody")
    answer = await administrator.post(f"{path}?_action={action}", {"value": True})
    assert answer.json() == error(404, "Not Found", "Resource cannot be found.")


async def test_a_user_without_phones_has_an_empty_list(administrator: Administrator) -> None:
    answer = (await administrator.get(f"{PHONES}?_queryFilter=true")).json()
    assert (answer["result"], answer["resultCount"]) == ([], 0)


async def test_phones_can_be_searched(am: AM, administrator: Administrator) -> None:
    await give_phone(am)
    query = f'{PHONES}?_queryFilter=deviceName sw "phone"&_fields=uuid'
    (found,) = (await administrator.get(query)).json()["result"]
    assert found.keys() == {"_id", "_rev", "uuid"}
    assert found["uuid"] == found["_id"]


@pytest.mark.parametrize(
    ("method", "query"), [("POST", "?_action=dance"), ("PUT", ""), ("GET", "")]
)
async def test_phones_know_no_other_deed(
    administrator: Administrator, method: str, query: str
) -> None:
    assert (await administrator.request(method, PHONES + query, {})).status_code == 501


async def test_a_deleted_users_phones_are_gone(am: AM, administrator: Administrator) -> None:
    await give_phone(am)
    await administrator.delete("/users/demo")
    assert (await administrator.get(f"{PHONES}?_queryFilter=true")).json()["result"] == []
