"""`/_mock/`: what AM does not have."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, REALM, Administrator, error
from tests.contract.configuration import NAME, SENDER, VERIFIER, WAIT, give_phone
from tests.contract.till import Till, approve


async def test_the_server_says_what_it_is(am: AM) -> None:
    about = (await am.mock("GET", "/")).json()
    assert (about["product"], about["profile"], about["url"]) == ("mock_am", "am", am.url)


async def test_the_clock_moves_and_goes_back(am: AM) -> None:
    start = (await am.mock("GET", "/clock")).json()
    assert start["offset"] == 0
    moved = (await am.mock("POST", "/clock", json={"advance": 660})).json()
    assert moved["offset"] == 660
    assert 660 <= moved["now"] - start["now"] < 690
    back = (await am.mock("POST", "/clock", json={"advance": -60.5})).json()
    assert back["offset"] == 599.5
    assert (await am.mock("POST", "/clock", json={"reset": True})).json()["offset"] == 0


@pytest.mark.parametrize("seconds", ["60", None, True, [], 10**400, 1e300, 10 * 366 * 24 * 3600])
async def test_the_clock_refuses_what_is_no_sensible_time(am: AM, seconds: Any) -> None:
    answer = await am.mock("POST", "/clock", json={"advance": seconds})
    assert answer.status_code == 400
    assert (await am.mock("GET", "/clock")).json()["offset"] == 0


async def test_the_clock_cannot_be_walked_out_of_the_calendar(am: AM) -> None:
    decade = {"advance": 10 * 365 * 24 * 3600}
    assert (await am.mock("POST", "/clock", json=decade)).status_code == 200
    assert (await am.mock("POST", "/clock", json=decade)).status_code == 400
    assert (await am.login("amadmin", "password")).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"realm": REALM}, {"realm": "/beta", "username": "demo"}, {"username": "x"}]
)
async def test_a_phone_needs_an_owner(am: AM, body: dict[str, str]) -> None:
    assert (await am.mock("POST", "/phones", json=body)).status_code == 404


async def test_a_phone_given_is_a_registered_device(am: AM, administrator: Administrator) -> None:
    await give_phone(am)
    listed = await administrator.get("/users/demo/devices/2fa/push?_queryFilter=true")
    assert listed.json()["resultCount"] == 1


async def test_an_action_on_an_unknown_request_is_404(am: AM) -> None:
    answer = await am.mock("POST", "/action", params={"token": "nothing", "type": "allow"})
    assert answer.status_code == 404


@pytest.mark.parametrize("kind", ["", "approve", "ALLOW"])
async def test_an_action_is_allow_or_deny(till: Till, kind: str) -> None:
    auth_req_id = await till.acknowledged()
    answer = await till.am.mock("POST", "/action", params={"token": auth_req_id, "type": kind})
    assert answer.status_code == 400
    assert (await till.poll(auth_req_id)).json()["error"] == "authorization_pending"


async def test_the_status_of_a_request_can_be_watched(till: Till) -> None:
    async def status() -> str:
        answer = await till.am.mock("GET", "/request", params={"token": auth_req_id})
        return str(answer.json()["status"])

    auth_req_id = "nothing"
    assert await status() == "unknown"
    auth_req_id = await till.acknowledged()
    assert await status() == "pending"
    await approve(till.am, auth_req_id)
    assert await status() == "approved"
    await till.poll(auth_req_id)
    assert await status() == "redeemed"
    auth_req_id = await till.acknowledged()
    await approve(till.am, auth_req_id, "deny")
    assert await status() == "denied"
    auth_req_id = await till.acknowledged()
    await till.am.advance(601)
    assert await status() == "expired"


async def test_a_request_is_forgotten_an_hour_after_its_expiry(till: Till) -> None:
    params = {"token": await till.acknowledged()}
    for seconds, status in ((600 + 3500, "expired"), (200, "unknown")):
        await till.am.advance(seconds)
        await till.acknowledged()  # each new request sweeps a little
        answer = await till.am.mock("GET", "/request", params=params)
        assert answer.json() == {"status": status}


async def test_the_trail_names_each_node_and_its_outcome(till: Till) -> None:
    async def trail() -> list[tuple[str, str]]:
        params = {"realm": REALM, "username": "demo"}
        steps = (await till.am.mock("GET", "/trail", params=params)).json()["result"]
        return [(step["node_id"], step["outcome"]) for step in steps]

    auth_req_id = await till.acknowledged()
    assert await trail() == [(NAME, "outcome"), (SENDER, "SENT")]
    await approve(till.am, auth_req_id)
    assert (await trail())[2:] == [(WAIT, "DONE"), (VERIFIER, "TRUE")]


async def test_reset_is_the_first_day_again(till: Till, administrator: Administrator) -> None:
    am = till.am
    await am.advance(1000)
    auth_req_id = await till.acknowledged()
    assert (await am.mock("POST", "/reset")).json() == {}
    assert (await am.mock("GET", "/clock")).json()["offset"] == 0
    assert (await administrator.get("/users/demo")).status_code == 401, "sessions are gone"
    assert (await till.poll(auth_req_id)).json()["error"] == "invalid_client"
    assert (await am.login("demo", "Ch4ng31t", ALPHA)).status_code == 200


async def test_other_methods_are_not_allowed(am: AM) -> None:
    for path in ("/reset", "/phones", "/action"):
        assert (await am.mock("GET", path)).status_code == 405
    assert (await am.mock("DELETE", "/clock")).status_code == 405


CONTROLS = [
    ("GET", "/"),
    ("POST", "/phones"),
    ("GET", "/phones/x/messages"),
    ("POST", "/action"),
    ("GET", "/request"),
    ("GET", "/trail"),
    ("GET", "/clock"),
    ("POST", "/clock"),
    ("POST", "/reset"),
]


@pytest.mark.parametrize(("method", "path"), CONTROLS)
async def test_a_control_token_guards_every_control(mount: Any, method: str, path: str) -> None:
    am = await mount(control_token="let-me-in")
    message = "A control token is required: Authorization: Bearer <control token>"
    for header in (None, "Bearer wrong", "Bearer", "Basic let-me-in", "let-me-in", "Bearer é"):
        headers = {} if header is None else {"Authorization": header.encode("latin-1")}
        answer = await am.mock(method, path, headers=headers)
        assert (answer.status_code, answer.json()) == (403, error(403, "Forbidden", message))
    right = {"Authorization": "Bearer let-me-in"}
    assert (await am.mock(method, path, headers=right)).status_code != 403


async def test_the_control_token_opens_nothing_of_ams(mount: Any) -> None:
    am = await mount(control_token="let-me-in")
    headers = {"Authorization": "Bearer let-me-in"}
    assert (await am.get(f"{ALPHA}/users/demo", headers=headers)).status_code == 401
    assert (await am.login("amadmin", "password")).status_code == 200
