"""Who gets in, by which session, and what keeps forged requests out (am.md 2.1, 2.6)."""

import pytest

from tests.contract.am import ADMIN, ALPHA, AM, ROOT, SESSION, Administrator, error
from tests.contract.configuration import CLIENTS, SERVICES, TREES, stranger
from tests.contract.conftest import Mounted
from tests.contract.resources import NODE

ADMINISTERED = [
    f"{ALPHA}{TREES}/trees/ldapService",
    f"{ALPHA}{TREES}/trees?_queryFilter=true",
    f"{ALPHA}{NODE}",
    f"{ALPHA}{SERVICES}/pushNotification",
    f"{ALPHA}{CLIENTS}/myCIBAClient",
    f"{ALPHA}/users/demo",
    "/json/global-config/realms?_queryFilter=true",
]


@pytest.mark.parametrize("path", ADMINISTERED)
async def test_only_an_administrator_gets_in(
    am: AM, administrator: Administrator, path: str
) -> None:
    # am.md 2.6
    demo_elsewhere = await stranger(administrator)
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    nobody = {SESSION: "nothing"}
    for method in ("GET", "PUT", "DELETE"):
        for headers in ({}, nobody):
            answer = await am.http.request(method, path, headers=headers)
            assert answer.json() == error(401, "Unauthorized", "Access Denied")
            assert answer.status_code == 401
        for headers in (demo_elsewhere, demo):
            answer = await am.http.request(method, path, headers=headers)
            assert answer.json() == error(403, "Forbidden", "Forbidden")
            assert answer.status_code == 403


@pytest.mark.parametrize("path", ADMINISTERED)
async def test_a_user_of_the_root_realm_is_no_administrator(mount: Mounted, path: str) -> None:
    # am.md 2.6
    am = await mount()
    answer = await am.get(path, headers=await am.session("demo", "Ch4ng31t"))
    assert answer.json() == error(403, "Forbidden", "Forbidden")


async def test_amadmin_of_a_subrealm_is_no_administrator(
    am: AM, administrator: Administrator
) -> None:
    # am.md 2.6
    await administrator.put(f"/users/{ADMIN}", {"userpassword": "Ch4ng31t"})
    impostor = await am.session(ADMIN, "Ch4ng31t", ALPHA)
    assert (await am.get(f"{ALPHA}/users/demo", headers=impostor)).status_code == 403


# am.md 2.1: the CSRF rule


@pytest.mark.parametrize("header", ["X-Requested-With", "Accept-API-Version"])
async def test_a_session_in_the_cookie_needs_a_mark_against_forgery(am: AM, header: str) -> None:
    # am.md 2.1
    token = (await am.session())[SESSION]
    cookie = {"Cookie": f"{SESSION}={token}"}
    path = f"{ALPHA}/users/new"
    refused = await am.http.put(path, headers=cookie, json={"userpassword": "x"})
    assert refused.json() == error(403, "Forbidden", "Forbidden")
    assert (await am.get(path, headers={SESSION: token})).status_code == 404
    marked = cookie | {header: "resource=4.0"}
    assert (await am.http.put(path, headers=marked, json={"userpassword": "x"})).status_code == 201


async def test_a_session_in_the_cookie_may_read_without_a_mark(am: AM) -> None:
    # am.md 2.1
    cookie = {"Cookie": f"{SESSION}={(await am.session())[SESSION]}"}
    assert (await am.get(f"{ALPHA}/users/demo", headers=cookie)).status_code == 200


async def test_a_session_in_the_header_needs_no_mark(am: AM) -> None:
    # am.md 2.1
    header = {SESSION: (await am.session())[SESSION]}
    answer = await am.http.put(f"{ALPHA}/users/x", headers=header, json={"userpassword": "x"})
    assert answer.status_code == 201


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_no_answer_opens_the_way_for_other_origins(
    administrator: Administrator, method: str
) -> None:
    # am.md 2.2
    answer = await administrator.request(
        method, f"{TREES}/trees/x", {}, Origin="https://evil.example"
    )
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", f"{ALPHA}/users/demo"),
        ("POST", f"{ALPHA}{TREES}/nodes?_action=getAllTypes"),
        ("POST", f"{ALPHA}/users/demo/devices/2fa/push?_action=reset"),
        ("POST", f"{ROOT}/sessions?_action=logout"),
        ("POST", f"{ROOT}/authenticate"),
    ],
)
async def test_every_change_needs_a_mark_where_the_session_is_in_the_cookie(
    am: AM, method: str, path: str
) -> None:
    token = (await am.session())[SESSION]
    cookie = {"Cookie": f"{SESSION}={token}"}
    refused = await am.http.request(method, path, headers=cookie)
    assert refused.json() == error(403, "Forbidden", "Forbidden")
    marked = cookie | {"X-Requested-With": "XMLHttpRequest", "Content-Type": "application/json"}
    assert (await am.http.request(method, path, headers=marked)).status_code == 200


async def test_the_session_is_taken_from_the_header_before_the_cookie(am: AM) -> None:
    # am.md 2.1
    both = {"Cookie": f"{SESSION}=nothing", **await am.session()}
    assert (await am.get(f"{ALPHA}/users/demo", headers=both)).status_code == 200


async def test_a_bearer_token_is_no_session(am: AM) -> None:
    # am.md 2.1: cloud tenants alone take one
    bearer = {"Authorization": f"Bearer {(await am.session())[SESSION]}"}
    answer = await am.get(f"{ALPHA}/users/demo", headers=bearer)
    assert answer.json() == error(401, "Unauthorized", "Access Denied")
