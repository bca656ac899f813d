"""What a query may ask for beside its collection (am.md 2.3)."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.contract.am import Administrator, error
from tests.contract.configuration import CLIENTS, TREES

PEOPLE = {"ann": ["Zuse"], "bob": ["Yao"], "cec": ["Xu"], "dan": ["yao"]}


@pytest.fixture
async def people(administrator: Administrator) -> Administrator:
    """Four users more than a fresh realm has."""
    for name, surname in PEOPLE.items():
        await administrator.put(f"/users/{name}", {"userpassword": "x", "sn": surname})
    return administrator


async def _query(administrator: Administrator, path: str = "/users", **asked: Any) -> Any:
    names = {f"_{name}": value for name, value in {"queryFilter": "true", **asked}.items()}
    return await administrator.get(f"{path}?{urlencode(names)}")


async def _ids(administrator: Administrator, **asked: Any) -> list[str]:
    return [one["_id"] for one in (await _query(administrator, **asked)).json()["result"]]


async def test_only_the_fields_asked_for_come_with_id_and_revision(people: Administrator) -> None:
    answer = await _query(people, queryFilter='_id eq "ann"', fields="sn,username,nothing")
    assert answer.json()["result"] == [
        {"_id": "ann", "_rev": "-1", "sn": ["Zuse"], "username": "ann"}
    ]


async def test_one_resource_is_read_in_part_too(administrator: Administrator) -> None:
    path = f"{TREES}/trees/ldapService"
    whole = await administrator.get(path)
    part = await administrator.get(f"{path}?_fields=enabled&_fields=/uiConfig/categories")
    assert part.json().keys() <= {"_id", "_rev", "enabled", "categories"}
    assert part.json()["enabled"] is True
    assert part.headers["etag"] == whole.headers["etag"]
    assert (await administrator.get(f"{path}?_fields=")).json() == whole.json()


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        ("_id", ["ann", "bob", "cec", "dan", "demo"]),
        ("-_id", ["demo", "dan", "cec", "bob", "ann"]),
        ("+sn", ["demo", "cec", "bob", "dan", "ann"]),
        ("-sn,-_id", ["ann", "dan", "bob", "cec", "demo"]),
        ("/sn/0", ["demo", "cec", "bob", "dan", "ann"]),
    ],
)
async def test_results_are_sorted_by_keys(
    people: Administrator, keys: str, order: list[str]
) -> None:
    assert await _ids(people, sortKeys=keys) == order


async def test_pages_follow_one_another_by_their_cookie(people: Administrator) -> None:
    pages, cookie = [], {}
    for _ in range(3):
        answer = (await _query(people, pageSize=2, **cookie)).json()
        pages.append([one["_id"] for one in answer["result"]])
        assert answer["resultCount"] == len(answer["result"])
        cookie = {"pagedResultsCookie": answer["pagedResultsCookie"]}
    assert pages == [["ann", "bob"], ["cec", "dan"], ["demo"]]
    assert cookie == {"pagedResultsCookie": None}


async def test_a_page_may_begin_at_a_result(people: Administrator) -> None:
    assert await _ids(people, pageSize=2, pagedResultsOffset=3) == ["dan", "demo"]
    assert await _ids(people, pageSize=2, pagedResultsOffset=5) == []


@pytest.mark.parametrize("size", [0, -1])
async def test_no_page_size_is_everything(people: Administrator, size: int) -> None:
    # am.md 2.3: -1 is what real clients send
    answer = (await _query(people, pageSize=size)).json()
    assert (answer["resultCount"], answer["pagedResultsCookie"]) == (5, None)


@pytest.mark.parametrize("policy", ["EXACT", "exact", "ESTIMATE"])
async def test_all_results_are_counted_where_it_is_asked(
    people: Administrator, policy: str
) -> None:
    answer = (await _query(people, pageSize=1, totalPagedResultsPolicy=policy)).json()
    assert (answer["totalPagedResultsPolicy"], answer["totalPagedResults"]) == ("EXACT", 5)
    assert (answer["resultCount"], answer["remainingPagedResults"]) == (1, -1)


async def test_configuration_is_filtered_as_users_are(administrator: Administrator) -> None:
    body = {"coreOAuth2ClientConfig": {"userpassword": "s"}}
    for name in ("one", "two"):
        await administrator.put(f"{CLIENTS}/{name}", body)
    for wanted in ('_id eq "two"', '/_type/name co "oauth2" and !(_id sw "o")'):
        answer = await _query(administrator, CLIENTS, queryFilter=wanted)
        assert [one["_id"] for one in answer.json()["result"]] == ["two"]


async def test_clients_are_counted_unasked(administrator: Administrator) -> None:
    # am.md 2.3
    body = {"coreOAuth2ClientConfig": {"userpassword": "s"}}
    for name in ("one", "two"):
        await administrator.put(f"{CLIENTS}/{name}", body)
    answer = (await _query(administrator, CLIENTS, pageSize=1)).json()
    assert (answer["totalPagedResultsPolicy"], answer["totalPagedResults"]) == ("EXACT", 2)


async def test_names_of_parameters_are_read_in_any_case(people: Administrator) -> None:
    answer = await people.get("/users?_QUERYFILTER=true&_pagesize=1")
    assert answer.json()["resultCount"] == 1


def _not_parsed(name: str, value: str, kind: str) -> str:
    return f"The value '{value}' for parameter '_{name}' could not be parsed as {kind}"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"queryFilter": "uid eq"},
            _not_parsed("queryFilter", "uid eq", "a valid query filter"),
        ),
        ({"pageSize": "x"}, _not_parsed("pageSize", "x", "a valid integer")),
        (
            {"pagedResultsOffset": "-1"},
            _not_parsed("pagedResultsOffset", "-1", "a valid integer"),
        ),
        (
            {"sortKeys": "a,-"},
            _not_parsed("sortKeys", "a,-", "a comma separated list of sort keys"),
        ),
        (
            {"totalPagedResultsPolicy": "ALL"},
            _not_parsed("totalPagedResultsPolicy", "ALL", "a valid count policy"),
        ),
        ({"queryId": "*"}, "The parameters _queryId and _queryFilter are mutually exclusive"),
    ],
)
async def test_what_cannot_be_parsed_is_a_bad_request(
    administrator: Administrator, asked: dict[str, str], message: str
) -> None:
    answer = await _query(administrator, **asked)
    assert answer.json() == error(400, "Bad Request", message)


@pytest.mark.parametrize(
    "query",
    [
        f"_queryFilter=uid/{'9' * 5000}%20pr",
        f"_queryFilter=false&_sortKeys=uid/{'9' * 5000}",
        f"_queryFilter=true&_fields=uid/{'9' * 5000}",
    ],
)
async def test_a_place_that_no_list_has_is_nothing(
    administrator: Administrator, query: str
) -> None:
    # am.md 2.3: JSON pointers
    answer = await administrator.get(f"/users?{query}")
    assert answer.status_code == 200
    assert all("uid" not in one for one in answer.json()["result"])


@pytest.mark.parametrize(
    "query",
    [
        "_queryFilter=true&_pagedResultsCookie=x&_pageSize=1",
        "_queryFilter=true&_pagedResultsCookie=1&_pagedResultsOffset=1&_pageSize=1",
        f"_queryFilter=true&_pageSize={'9' * 5000}",
        f"_queryFilter=true&_pagedResultsCookie={'9' * 5000}&_pageSize=1",
        "_queryFilter=true&_queryFilter=true",
        "_queryFilter=true&_pageSize=1&_pageSize=1",
    ],
)
async def test_what_makes_no_sense_is_a_bad_request(
    administrator: Administrator, query: str
) -> None:
    assert (await administrator.get(f"/users?{query}")).status_code == 400


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("_queryId=*", "*"),
        ("_queryExpression=x", "x"),
        ("_queryFilter=uid%20like%20%22d%22", 'uid like "d"'),
    ],
)
async def test_another_kind_of_query_is_not_implemented(
    administrator: Administrator, query: str, wanted: str
) -> None:
    answer = await administrator.get(f"/users?{query}")
    assert answer.json() == error(501, "Not Implemented", f"Query not supported: {wanted}")
