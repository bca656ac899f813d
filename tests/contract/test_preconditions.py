"""`If-Match` and `If-None-Match` (am.md 2.4)."""

import pytest

from tests.contract.am import Administrator, error
from tests.contract.configuration import push_tree
from tests.contract.resources import EXISTS, RESOURCE, TREE


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
