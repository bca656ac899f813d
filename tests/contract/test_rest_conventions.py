"""What holds for every `/json/**` endpoint (am.md 2)."""

import pytest

from tests.contract.am import (
    ADMIN,
    ALPHA,
    AM,
    REALM,
    REALMS,
    ROOT,
    SESSION,
    Administrator,
    error,
    realm_id,
)
from tests.contract.configuration import (
    CLIENTS,
    PUSH_SERVICE,
    SERVICES,
    TREES,
    push_tree,
    stranger,
)
from tests.contract.conftest import Mounted

NODE = f"{TREES}/nodes/UsernameCollectorNode/11111111-0000-4000-8000-000000000000"
BETA = f"{REALMS}/{realm_id(f'{REALM}/beta')}"
TREE = f"{TREES}/trees/newTree"
ADMINISTERED = [
    f"{ALPHA}{TREES}/trees/ldapService",
    f"{ALPHA}{TREES}/trees?_queryFilter=true",
    f"{ALPHA}{NODE}",
    f"{ALPHA}{SERVICES}/pushNotification",
    f"{ALPHA}{CLIENTS}/myCIBAClient",
    f"{ALPHA}/users/demo",
    "/json/global-config/realms?_queryFilter=true",
]
RESOURCES = {
    TREE: push_tree(),
    NODE: {},
    f"{SERVICES}/pushNotification": PUSH_SERVICE,
    f"{CLIENTS}/newClient": {"coreOAuth2ClientConfig": {"userpassword": "s"}},
    "/users/new": {"userpassword": "Ch4ng31t"},
    BETA: {"name": "beta", "parentPath": REALM, "active": True, "aliases": []},
}
MISSING = {"/users/new": "Resource cannot be found."}
EXISTS = {
    f"{SERVICES}/pushNotification": "Service Already Exists",
    "/users/new": "Identity new of type user already exists.",
    BETA: "Organization already exists, beta",
    "": "Unable to create SMS config: Service already exists",
}
RESOURCE = pytest.mark.parametrize(("path", "body"), RESOURCES.items(), ids=RESOURCES)


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
    demo = await am.session("demo", "Ch4ng31t")
    answer = await am.get(path, headers=demo)
    assert answer.json() == error(403, "Forbidden", "Forbidden")


async def test_amadmin_of_a_subrealm_is_no_administrator(
    am: AM, administrator: Administrator
) -> None:
    # am.md 2.6
    await administrator.put(f"/users/{ADMIN}", {"userpassword": "Ch4ng31t"})
    impostor = await am.session(ADMIN, "Ch4ng31t", ALPHA)
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
    assert deleted.status_code == 200
    assert deleted.json() == read.json() or path.startswith("/users/")
    assert (await administrator.get(path)).status_code == 404


@RESOURCE
async def test_what_is_not_there_is_not_found(
    administrator: Administrator, path: str, body: dict[str, object]
) -> None:
    # am.md 2.4
    for method in ("GET", "DELETE"):
        answer = await administrator.request(method, path)
        assert answer.status_code == 404
        assert answer.json() == error(404, "Not Found", MISSING.get(path, "Not Found"))


# am.md 2.4: preconditions


@RESOURCE
async def test_if_none_match_only_creates(
    administrator: Administrator, path: str, body: dict[str, object]
) -> None:
    # am.md 2.4
    assert (await administrator.put(path, body, If_None_Match="*")).status_code == 201
    answer = await administrator.put(path, body, If_None_Match="*")
    message = EXISTS.get(path, EXISTS[""])
    assert answer.json() == error(412, "Precondition Failed", message)


@RESOURCE
async def test_if_match_only_replaces(
    administrator: Administrator, path: str, body: dict[str, object]
) -> None:
    # am.md 2.4
    for revision in ("*", '"1"'):
        answer = await administrator.put(path, body, If_Match=revision)
        assert answer.json()["code"] == 404
    await administrator.put(path, body)
    assert (await administrator.put(path, body, If_Match="*")).status_code == 200


async def test_protocol_1_knows_no_upsert(administrator: Administrator) -> None:
    # am.md 2.4
    old = {"Accept_API_Version": "protocol=1.0,resource=1.0"}
    assert (await administrator.put(TREE, push_tree(), **old)).status_code == 404
    created = await administrator.put(TREE, push_tree(), If_None_Match="*", **old)
    assert created.status_code == 201
    assert (await administrator.put(TREE, push_tree(), **old)).status_code == 200


async def test_if_match_wants_the_revision_that_is_there(administrator: Administrator) -> None:
    # am.md 2.4
    first = (await administrator.put(TREE, push_tree())).headers["etag"]
    changed = push_tree() | {"description": "changed"}
    assert (await administrator.put(TREE, changed, If_Match=first)).status_code == 200
    for stale in (
        await administrator.put(TREE, push_tree(), If_Match=first),
        await administrator.delete(TREE, If_Match=first),
    ):
        assert stale.json() == error(412, "Precondition Failed", "Revision did not match")
    read = await administrator.get(TREE)
    assert read.json()["description"] == "changed"
    assert (await administrator.delete(TREE, If_Match=read.headers["etag"])).status_code == 200


async def test_a_reader_who_has_the_revision_gets_headers_alone(
    administrator: Administrator,
) -> None:
    # am.md 2.2, 2.4
    revision = (await administrator.put(TREE, push_tree())).headers["etag"]
    answer = await administrator.get(TREE, If_None_Match=revision)
    assert (answer.status_code, answer.content) == (304, b"")
    assert (await administrator.get(TREE, If_None_Match='"1"')).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "header", "value", "message"),
    [
        ("GET", TREE, "If-Match", "1", "If-Match not supported for GET requests"),
        ("POST", TREE, "If-Match", "1", "If-Match not supported for POST requests"),
        ("POST", TREE, "If-None-Match", "*", "If-None-Match not supported for POST requests"),
        ("DELETE", TREE, "If-None-Match", "1", "If-None-Match not supported for DELETE requests"),
        ("GET", TREE, "If-None-Match", "*", "If-None-Match * not appropriate for GET requests"),
        (
            "GET",
            "/users?_queryFilter=true",
            "If-None-Match",
            "1",
            "If-None-Match not supported for GET requests",
        ),
    ],
)
async def test_a_precondition_out_of_place_fails(
    administrator: Administrator, method: str, path: str, header: str, value: str, message: str
) -> None:
    # am.md 2.4
    answer = await administrator.request(method, path, None, **{header: value})
    assert answer.json() == error(412, "Precondition Failed", message)


async def test_two_preconditions_at_once_fail(administrator: Administrator) -> None:
    # am.md 2.4
    answer = await administrator.put(TREE, push_tree(), If_Match="*", If_None_Match="*")
    message = "Simultaneous use of If-Match and If-None-Match not supported for PUT requests"
    assert answer.json() == error(412, "Precondition Failed", message)


async def test_a_revision_must_not_be_absent_on_put(administrator: Administrator) -> None:
    # am.md 2.4
    answer = await administrator.put(TREE, push_tree(), If_None_Match='"1"')
    message = '"1" is not a supported value for If-None-Match on PUT'
    assert answer.json() == error(400, "Bad Request", message)


@pytest.mark.parametrize("header", ["If-Modified-Since", "If-Unmodified-Since"])
async def test_dates_are_no_preconditions(administrator: Administrator, header: str) -> None:
    # am.md 2.4
    since = {header: "Sat, 29 Oct 1994 19:43:31 GMT"}
    answer = await administrator.get("/users/demo", **since)
    assert answer.json() == error(409, "Conflict", f"Header {header} not supported")


async def test_etag_is_the_revision_a_signed_32_bit_number(administrator: Administrator) -> None:
    # am.md 2.2, 2.5
    answer = await administrator.get(f"{TREES}/trees/ldapService")
    assert answer.headers["etag"] == f'"{answer.json()["_rev"]}"'
    assert -(2**31) <= int(answer.json()["_rev"]) < 2**31


async def test_the_revision_changes_with_the_content_alone(administrator: Administrator) -> None:
    # am.md 2.5
    path = f"{TREES}/trees/newTree"
    first = (await administrator.put(path, push_tree())).json()["_rev"]
    other = (await administrator.put(path, push_tree() | {"description": "x"})).json()["_rev"]
    again = (await administrator.put(path, push_tree())).json()["_rev"]
    assert first == again != other


async def test_a_query_has_ams_envelope(administrator: Administrator) -> None:
    # am.md 2.3
    answer = await administrator.get(f"{TREES}/trees?_queryFilter=true")
    body = answer.json()
    trees = [tree["_id"] for tree in body.pop("result")]
    assert "ldapService" in trees
    assert body == {
        "resultCount": len(trees),
        "pagedResultsCookie": None,
        "totalPagedResultsPolicy": "NONE",
        "totalPagedResults": -1,
        "remainingPagedResults": -1,
    }
    assert "etag" not in answer.headers
    assert answer.headers["content-api-version"] == "protocol=2.1,resource=1.0, resource=1.0"


async def test_a_query_without_results_has_the_version_of_the_query_alone(
    administrator: Administrator,
) -> None:
    # am.md 2.2: recorded for a user without devices and for nodes of a type that has none
    answer = await administrator.get(f"{CLIENTS}?_queryFilter=true")
    assert answer.json()["result"] == []
    assert answer.headers["content-api-version"] == "resource=1.0"


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


async def test_an_unknown_resource_version_matches_no_route(am: AM) -> None:
    # am.md 2.1
    headers = {"Accept-API-Version": "resource=999.0"}
    message = 'Accept-API-Version: Requested version "999.0" does not match any routes.'
    answer = await am.get("/json/serverinfo/*", headers=headers)
    assert answer.json() == error(404, "Not Found", message)
    login = await am.post(f"{ROOT}/authenticate", headers=headers, json={})
    assert login.json() == error(406, "Not Acceptable", message)


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("resource=2.0, protocol=1.0", "2.0"),
        ("protocol=2.1,resource=1.0", "1.1"),
        ("protocol=2.0 , resource=1.1", "1.1"),
        ("resource=2", "2.0"),
        ("protocol=1", "2.0"),
        ("", "2.0"),
    ],
)
async def test_the_version_header_is_read_in_all_its_forms(am: AM, asked: str, served: str) -> None:
    # am.md 2.1, 2.2: an older minor version is served by the newer one, no version by the latest
    answer = await am.get("/json/serverinfo/*", headers={"Accept-API-Version": asked})
    assert answer.headers["content-api-version"] == f"resource={served}"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("resource", "Version string is in an invalid format."),
        ("resource=1.0.0", "Version string is in an invalid format."),
        ("resource=1.0 protocol=1.0", "Version string is in an invalid format."),
        ("resource=1.0,resource=2.0", "Version string is in an invalid format."),
        ("resource=" + "9" * 5000, "Version string is in an invalid format."),
        ("protocol=3.0,resource=1.0", "Unsupported major version: 3.0"),
        ("protocol=2.2", "Unsupported minor version: 2.2"),
    ],
)
async def test_a_version_header_that_cannot_be_read_is_a_bad_request(
    am: AM, asked: str, message: str
) -> None:
    # am.md 2.1
    answer = await am.get("/json/serverinfo/*", headers={"Accept-API-Version": asked})
    assert answer.json() == error(400, "Bad Request", message)


NOT_DONE = {
    "PATCH": "Patch not supported",
    "PROPFIND": "Method PROPFIND not supported",
    "TRACE": "Method TRACE not supported",
    "OPTIONS": "Method OPTIONS not supported",
}


@pytest.mark.parametrize(("method", "message"), NOT_DONE.items())
async def test_what_crest_does_not_do_is_not_implemented(
    administrator: Administrator, method: str, message: str
) -> None:
    # am.md 2.6
    answer = await administrator.request(method, f"{TREES}/trees/ldapService")
    assert answer.json() == error(501, "Not Implemented", message)


@pytest.mark.parametrize(
    ("method", "verb"),
    [("GET", "read"), ("PUT", "updated"), ("DELETE", "deleted"), ("PATCH", "patched")],
)
async def test_a_collection_is_only_queried(
    administrator: Administrator, method: str, verb: str
) -> None:
    # am.md 2.6
    answer = await administrator.request(method, f"{TREES}/trees", {})
    message = f"The resource collection  cannot be {verb}"
    assert answer.json() == error(400, "Bad Request", message)


async def test_one_resource_is_neither_queried_nor_created_within(
    administrator: Administrator,
) -> None:
    # am.md 2.6
    path = f"{TREES}/trees/ldapService"
    queried = await administrator.get(f"{path}?_queryFilter=true")
    message = "The resource instance  cannot be queried"
    assert queried.json() == error(400, "Bad Request", message)
    for query in ("", "?_action=create"):
        created = await administrator.post(path + query, {})
        message = "The resource instance  cannot be created"
        assert created.json() == error(400, "Bad Request", message)


@pytest.mark.parametrize("path", [f"{TREES}/trees", f"{TREES}/trees/ldapService"])
async def test_an_unknown_action_is_not_implemented(
    administrator: Administrator, path: str
) -> None:
    # am.md 2.6
    answer = await administrator.post(f"{path}?_action=dance")
    assert answer.json() == error(501, "Not Implemented", "dancenot supported")


async def test_a_post_without_an_action_creates_since_protocol_2_1(
    administrator: Administrator,
) -> None:
    # am.md 2.4
    body = {"_id": "posted", **push_tree()}
    old = await administrator.post(
        f"{TREES}/trees", body, Accept_API_Version="protocol=2.0,resource=1.0"
    )
    message = "No values provided for the request parameter '_action'"
    assert old.json() == error(400, "Bad Request", message)
    created = await administrator.post(f"{TREES}/trees", body)
    assert created.status_code == 201
    assert created.headers["location"].endswith("/trees/posted")
    again = await administrator.post(f"{TREES}/trees?_action=CREATE", body)
    assert again.status_code == 409


@pytest.mark.parametrize("given", ["other", 7])
async def test_the_id_in_the_body_must_be_that_in_the_path(
    administrator: Administrator, given: object
) -> None:
    # am.md 2.4
    answer = await administrator.put(TREE, push_tree() | {"_id": given})
    message = "name and URI's resource ID do not match"
    assert answer.json() == error(400, "Bad Request", message)


@pytest.mark.parametrize("given", ["a/b", 7])
async def test_an_id_that_cannot_stand_in_a_path_creates_nothing(
    administrator: Administrator, given: object
) -> None:
    # am.md 2.4
    answer = await administrator.post(f"{TREES}/trees", push_tree() | {"_id": given})
    assert answer.json() == error(400, "Bad Request", "Invalid name")


# am.md 2.4: paths that lead nowhere


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        (f"{ALPHA}/realm-config/agents/Teapot?_queryFilter=true", "Teapot"),
        (f"{ALPHA}/realm-config/agents/OAuth2Client/foo/x", "foo/x"),
        (f"{ALPHA}/realm-config/services/CorsService", "CorsService"),
        (f"{ALPHA}/realm-config/services/baseurl/x", "baseurl/x"),
        (f"{ALPHA}{TREES}/nodes/type1/node1", "type1/node1"),
        (f"{ALPHA}{TREES}/leaves", "leaves"),
        (f"{ALPHA}/partner/realm-config/agents", "partner/realm-config/agents"),
        (f"{ALPHA}/nothing", "nothing"),
        (f"{ALPHA}/users/demo/x", "demo/x"),
        (ALPHA, ""),
        ("/json/global-config/nothing", "nothing"),
        ("/json/nothing", "nothing"),
    ],
)
async def test_the_path_after_the_last_router_is_not_found(
    administrator: Administrator, path: str, rest: str
) -> None:
    # am.md 2.4
    methods = ["PUT"] if "/services/" in path else ["GET", "PUT", "DELETE"]
    for method in methods:
        answer = await administrator.request(method, path, {})
        assert answer.json() == error(404, "Not Found", f"Resource '{rest}' not found")


# am.md 2.4, 2.6: bodies


def _content(kind: str) -> str:
    only = "when only the content-type 'application/json' and 'multipart/form-data' are supported"
    return f"it specified the content-type '{kind}' {only}"


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        ("application/json", b"", "it did not contain any JSON content"),
        ("application/json", b"[]", "the provided content is not a JSON object"),
        ("text/plain", b"{}", _content("text/plain")),
        (
            "application/x-www-form-urlencoded",
            b"a=b",
            _content("application/x-www-form-urlencoded"),
        ),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/trees/x"), ("POST", "/trees?_action=create")]
)
async def test_a_body_that_is_no_json_object_cannot_be_processed(
    administrator: Administrator, method: str, path: str, kind: str, content: bytes, message: str
) -> None:
    # am.md 2.4, 2.6
    answer = await administrator.am.http.request(
        method,
        f"{ALPHA}{TREES}{path}",
        headers={**administrator.headers, "Content-Type": kind},
        content=content,
    )
    message = f"The request could not be processed because {message}"
    assert answer.json() == error(400, "Bad Request", message)


async def test_the_charset_of_json_may_be_named(administrator: Administrator) -> None:
    # am.md 2.1
    kind = {"Content_Type": "application/json; charset=UTF-8"}
    assert (await administrator.put(TREE, push_tree(), **kind)).status_code == 201


async def test_errors_carry_the_version_and_no_etag(administrator: Administrator) -> None:
    # am.md 2.2
    headers = (await administrator.get(TREE)).headers
    assert headers["content-api-version"] == "resource=1.0"
    assert headers["cache-control"] == "private"
    assert "etag" not in headers


async def test_a_transaction_id_is_not_sent_back(administrator: Administrator) -> None:
    # am.md 2.1: recorded for classic AM
    answer = await administrator.get("/users/demo", X_ForgeRock_TransactionId="1")
    assert "x-forgerock-transactionid" not in answer.headers


async def test_an_answer_may_stand_on_many_lines(administrator: Administrator) -> None:
    # am.md 2.3
    path = f"{TREES}/trees/ldapService"
    plain = await administrator.get(path)
    lines = await administrator.get(f"{path}?_prettyPrint=true")
    assert lines.json() == plain.json()
    assert lines.text.startswith('{\n  "_id" : "ldapService",\n')


async def test_a_trailing_slash_makes_no_difference(administrator: Administrator) -> None:
    # am.md 5
    path = "/json/global-config/realms"
    plain = await administrator.get(f"{path}?_queryFilter=true")
    slashed = await administrator.get(f"{path}/?_queryFilter=true")
    assert plain.json() == slashed.json()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_no_answer_opens_the_way_for_other_origins(
    administrator: Administrator, method: str
) -> None:
    # am.md 2.2
    answer = await administrator.request(
        method, f"{TREES}/trees/x", {}, Origin="https://evil.example"
    )
    assert not [name for name in answer.headers if name.startswith("access-control")]
