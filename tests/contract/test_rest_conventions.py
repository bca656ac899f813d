"""What holds for every `/json/**` endpoint (am.md 2)."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, OAUTH2, Administrator, error
from tests.contract.configuration import CIBA, CLIENTS, SERVICES, TREES, push_tree
from tests.contract.resources import MISSING, RESOURCE, TREE


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


FIXED = {"source": "FIXED_VALUE", "fixedValue": "https://am.example.com/am"}


@pytest.mark.parametrize(
    ("path", "given"),
    [
        (TREE, {"description": "x"}),
        (f"{SERVICES}/baseurl", FIXED),
        (f"{CLIENTS}/c", {"advancedOAuth2ClientConfig": {"grantTypes": [CIBA]}}),
    ],
)
async def test_what_a_put_leaves_out_is_deleted(
    administrator: Administrator, path: str, given: dict[str, Any]
) -> None:
    # am.md 2.4
    base = push_tree() if path == TREE else {}
    fresh = (await administrator.put(path, base)).json()
    changed = (await administrator.put(path, base | given)).json()
    assert changed != fresh
    assert (await administrator.put(path, base)).json() == fresh


async def test_a_secret_outlives_a_put_without_it(administrator: Administrator) -> None:
    # am.md 2.4: the one exception
    path = f"{CLIENTS}/c"
    await administrator.put(path, {"coreOAuth2ClientConfig": {"userpassword": "s3cret"}})
    await administrator.put(path, {"coreOAuth2ClientConfig": {"status": "Active"}})
    for secret, fits in (("s3cret", True), ("other", False)):
        answer = await administrator.am.post(
            f"{OAUTH2}/access_token", data={"grant_type": "x"}, auth=("c", secret)
        )
        assert (answer.json()["error"] != "invalid_client") is fits


@RESOURCE
async def test_what_was_read_may_be_put_back(
    administrator: Administrator, path: str, body: dict[str, object]
) -> None:
    # am.md 2.4: `_id`, `_rev`, `_type` and `_outcomes` are passed over
    await administrator.put(path, body)
    read = (await administrator.get(path)).json()
    noted = {"_rev": "0", "_type": {"_id": "x"}, "_outcomes": [{"id": "x"}]}
    again = await administrator.put(path, read | noted)
    assert (again.status_code, again.json()) == (200, read)


async def test_a_query_of_the_console_is_as_any_other(administrator: Administrator) -> None:
    # am.md 2.3
    path = f"{TREES}/trees?_queryFilter=true"
    plain, console = await administrator.get(path), await administrator.get(f"{path}&forUI=true")
    assert console.json() == plain.json()


@pytest.mark.parametrize(
    "path",
    [
        f"{TREES}/nodes?_action=getAllTypes",
        f"{TREES}/nodes?_action=nextdescendents",
        f"{SERVICES}?_action=nextdescendents",
        f"{SERVICES}?_action=getCreatableTypes",
        f"{SERVICES}?_action=getAllTypes",
        "/realm-config/agents?_action=getAllTypes",
    ],
)
async def test_an_actions_list_is_a_result_without_an_envelope(
    administrator: Administrator, path: str
) -> None:
    # am.md 2.3
    answer = await administrator.post(path)
    assert answer.status_code == 200
    assert answer.json().keys() == {"result"}
    assert isinstance(answer.json()["result"], list)
