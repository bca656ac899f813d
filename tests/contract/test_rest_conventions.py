"""What holds for every `/json/**` endpoint (am.md 2)."""

import pytest

from tests.contract.am import ALPHA, AM, ROOT, SESSION, Administrator, error
from tests.contract.configuration import CLIENTS, PUSH_SERVICE, SERVICES, TREES, push_tree

NODE = f"{TREES}/nodes/UsernameCollectorNode/11111111-0000-4000-8000-000000000000"
ADMINISTERED = [
    f"{ALPHA}{TREES}/trees/ldapService",
    f"{ALPHA}{TREES}/trees?_queryFilter=true",
    f"{ALPHA}{NODE}",
    f"{ALPHA}{SERVICES}/pushNotification",
    f"{ALPHA}{CLIENTS}/myCIBAClient",
    f"{ALPHA}/users/demo",
    f"{ALPHA}/users/demo/devices/2fa/push?_queryFilter=true",
    "/json/global-config/realms?_queryFilter=true",
]
RESOURCES = {
    f"{TREES}/trees/newTree": push_tree(),
    NODE: {},
    f"{SERVICES}/pushNotification": PUSH_SERVICE,
    f"{CLIENTS}/newClient": {"coreOAuth2ClientConfig": {"userpassword": "s"}},
    "/users/new": {"userpassword": "Ch4ng31t"},
    "/json/global-config/realms/L2JldGE": {"name": "beta", "parentPath": "/"},
}
RESOURCE = pytest.mark.parametrize(("path", "body"), RESOURCES.items(), ids=RESOURCES)


@pytest.mark.parametrize("path", ADMINISTERED)
async def test_only_an_administrator_gets_in(am: AM, path: str) -> None:
    # am.md 2.6
    demo_at_root = await am.session("demo", "Ch4ng31t")
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    nobody = {SESSION: "nothing"}
    for method in ("GET", "PUT", "DELETE"):
        for headers in ({}, nobody):
            answer = await am.http.request(method, path, headers=headers)
            assert answer.json() == error(401, "Unauthorized", "Access Denied")
            assert answer.status_code == 401
        for headers in (demo_at_root, demo):
            answer = await am.http.request(method, path, headers=headers)
            assert answer.json() == error(403, "Forbidden", "Forbidden")
            assert answer.status_code == 403


async def test_amadmin_of_a_subrealm_is_no_administrator(
    am: AM, administrator: Administrator
) -> None:
    await administrator.put("/users/amadmin", {"userpassword": "Ch4ng31t"})
    impostor = await am.session("amadmin", "Ch4ng31t", ALPHA)
    assert (await am.get(f"{ALPHA}/users/demo", headers=impostor)).status_code == 403


@RESOURCE
async def test_put_creates_then_replaces_and_delete_returns_what_was_there(
    administrator: Administrator, path: str, body: dict[str, object]
) -> None:
    # am.md 2.4
    created = await administrator.put(path, body)
    assert created.status_code == 201
    full = path if path.startswith("/json") else ALPHA + path
    assert created.headers["location"] == administrator.am.url + full
    again = await administrator.put(path, body)
    assert again.status_code == 200
    assert "location" not in again.headers
    read = await administrator.get(path)
    assert (read.status_code, read.json()) == (200, again.json())
    deleted = await administrator.delete(path)
    assert (deleted.status_code, deleted.json()) == (200, read.json())


@RESOURCE
async def test_what_is_not_there_is_not_found(
    administrator: Administrator, path: str, body: dict[str, object]
) -> None:
    for method in ("GET", "DELETE"):
        answer = await administrator.request(method, path)
        assert answer.status_code == 404
        assert answer.json() == error(404, "Not Found", "Not Found")


@RESOURCE
async def test_if_none_match_only_creates(
    administrator: Administrator, path: str, body: dict[str, object]
) -> None:
    assert (await administrator.put(path, body, If_None_Match="*")).status_code == 201
    answer = await administrator.put(path, body, If_None_Match="*")
    assert answer.status_code == 412
    assert answer.json()["reason"] == "Precondition Failed"
    assert answer.json()["message"].startswith("Unable to create SMS config")


async def test_if_match_wants_the_revision_that_is_there(administrator: Administrator) -> None:
    path = f"{TREES}/trees/newTree"
    first = (await administrator.put(path, push_tree())).headers["etag"]
    changed = push_tree() | {"description": "changed"}
    assert (await administrator.put(path, changed, If_Match=first)).status_code == 200
    stale = await administrator.put(path, push_tree(), If_Match=first)
    assert stale.json() == error(412, "Precondition Failed", "Revision did not match")
    assert (await administrator.get(path)).json()["description"] == "changed"
    assert (await administrator.put(path, push_tree(), If_Match="*")).status_code == 200


async def test_etag_is_the_revision_a_signed_32_bit_number(administrator: Administrator) -> None:
    # am.md 2.2, 2.5
    answer = await administrator.get(f"{TREES}/trees/ldapService")
    assert answer.headers["etag"] == f'"{answer.json()["_rev"]}"'
    assert -(2**31) <= int(answer.json()["_rev"]) < 2**31


async def test_the_revision_changes_with_the_content_alone(administrator: Administrator) -> None:
    path = f"{TREES}/trees/newTree"
    first = (await administrator.put(path, push_tree())).json()["_rev"]
    other = (await administrator.put(path, push_tree() | {"description": "x"})).json()["_rev"]
    again = (await administrator.put(path, push_tree())).json()["_rev"]
    assert first == again != other


async def test_a_query_has_ams_envelope(administrator: Administrator) -> None:
    # am.md 2.3
    answer = await administrator.get(f"{TREES}/trees?_queryFilter=true")
    body = answer.json()
    assert [tree["_id"] for tree in body.pop("result")] == ["ldapService"]
    assert body == {
        "resultCount": 1,
        "pagedResultsCookie": None,
        "totalPagedResultsPolicy": "NONE",
        "totalPagedResults": -1,
        "remainingPagedResults": -1,
    }
    assert "etag" not in answer.headers
    assert answer.headers["content-api-version"] == "protocol=2.0,resource=1.0, resource=1.0"


@pytest.mark.parametrize("path", [f"{TREES}/trees", f"{CLIENTS}", "/users"])
async def test_a_query_without_the_filter_true_is_not_implemented(
    administrator: Administrator, path: str
) -> None:
    answer = await administrator.get(f"{path}?_queryFilter=false")
    message = "Query not supported: false"
    assert answer.json() == error(501, "Not Implemented", message)


async def test_config_answers_carry_ams_headers(administrator: Administrator) -> None:
    # am.md 2.2
    headers = (await administrator.get(f"{TREES}/trees/ldapService")).headers
    assert headers["content-type"] == "application/json;charset=UTF-8"
    assert headers["content-api-version"] == "resource=1.0"
    assert headers["cache-control"] == "private"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["content-security-policy"].startswith("default-src 'none'")


async def test_a_body_that_is_not_json_is_shown_back(administrator: Administrator) -> None:
    # am.md 2.4
    answer = await administrator.am.http.put(
        f"{ALPHA}{TREES}/trees/x", headers=administrator.headers, content=b"{nope"
    )
    message = "The request could not be processed because the provided content is not valid JSON"
    assert answer.json() == error(400, "Bad Request", message, detail='"{nope"')


async def test_an_unknown_attribute_is_answered_with_the_valid_ones(
    administrator: Administrator,
) -> None:
    # am.md 2.4
    answer = await administrator.put(f"{TREES}/trees/x", push_tree() | {"colour": "red"})
    assert answer.status_code == 400
    assert answer.json()["message"] == "Invalid attribute specified."
    valid = answer.json()["detail"]["validAttributes"]
    assert valid == sorted(valid)
    assert {"description", "enabled", "entryNodeId", "nodes", "staticNodes", "uiConfig"} <= {*valid}


# am.md 2.1: the CSRF rule


@pytest.mark.parametrize("header", ["X-Requested-With", "Accept-API-Version"])
async def test_a_session_in_the_cookie_needs_a_mark_against_forgery(am: AM, header: str) -> None:
    token = (await am.session())[SESSION]
    cookie = {"Cookie": f"{SESSION}={token}"}
    path = f"{ALPHA}/users/new"
    refused = await am.http.put(path, headers=cookie, json={"userpassword": "x"})
    assert refused.json() == error(403, "Forbidden", "Forbidden")
    assert (await am.get(path, headers={SESSION: token})).status_code == 404
    marked = cookie | {header: "resource=4.0"}
    assert (await am.http.put(path, headers=marked, json={"userpassword": "x"})).status_code == 201


async def test_a_session_in_the_cookie_may_read_without_a_mark(am: AM) -> None:
    cookie = {"Cookie": f"{SESSION}={(await am.session())[SESSION]}"}
    assert (await am.get(f"{ALPHA}/users/demo", headers=cookie)).status_code == 200


async def test_a_session_in_the_header_needs_no_mark(am: AM) -> None:
    header = {SESSION: (await am.session())[SESSION]}
    answer = await am.http.put(f"{ALPHA}/users/x", headers=header, json={"userpassword": "x"})
    assert answer.status_code == 201


async def test_an_unknown_resource_version_matches_no_route(am: AM) -> None:
    # am.md 2.1
    headers = {"Accept-API-Version": "resource=999.0"}
    message = 'Accept-API-Version: Requested version "999.0" does not match any routes.'
    answer = await am.get("/json/serverinfo/*", headers=headers)
    assert answer.json() == error(404, "Not Found", message)
    login = await am.post(f"{ROOT}/authenticate", headers=headers, json={})
    assert login.json() == error(406, "Not Acceptable", message)


@pytest.mark.parametrize("version", ["resource=2.0, protocol=1.0", "protocol=2.1,resource=1.0"])
async def test_both_orders_of_the_version_header_are_read(am: AM, version: str) -> None:
    answer = await am.get("/json/serverinfo/*", headers={"Accept-API-Version": version})
    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["PATCH", "PROPFIND", "TRACE"])
async def test_another_method_is_not_allowed_in_ams_words(
    administrator: Administrator, method: str
) -> None:
    answer = await administrator.request(method, f"{TREES}/trees/ldapService")
    assert answer.status_code == 405
    assert answer.json() == error(405, "Method Not Allowed", "Method Not Allowed")


async def test_a_trailing_slash_makes_no_difference(administrator: Administrator) -> None:
    path = "/json/global-config/realms"
    plain = await administrator.get(f"{path}?_queryFilter=true")
    slashed = await administrator.get(f"{path}/?_queryFilter=true")
    assert plain.json() == slashed.json()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_no_answer_opens_the_way_for_other_origins(
    administrator: Administrator, method: str
) -> None:
    answer = await administrator.request(
        method, f"{TREES}/trees/x", {}, Origin="https://evil.example"
    )
    assert not [name for name in answer.headers if name.startswith("access-control")]
