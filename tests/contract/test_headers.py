"""The headers of answers (am.md 2.2)."""

from typing import Any

import httpx
import pytest

from tests.contract.am import ALPHA, AM, OAUTH2, ROOT, Administrator
from tests.contract.configuration import CLIENTS, SERVICES, TREES, push_tree
from tests.contract.resources import RESOURCE, TREE

EVERYWHERE = {
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "cache-control": "private",
    "content-security-policy": "default-src 'none';frame-ancestors 'none';sandbox",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "expires": "0",
    "pragma": "no-cache",
    "content-type": "application/json;charset=UTF-8",
}
OF_THE_TRANSPORT = {"content-length", "date", "server", "connection", "keep-alive"}
VERSION = "content-api-version"


def _headers(answer: httpx.Response) -> dict[str, str]:
    return {name: text for name, text in answer.headers.items() if name not in OF_THE_TRANSPORT}


@RESOURCE
async def test_one_resource_comes_with_its_revision(
    administrator: Administrator, path: str, body: dict[str, Any]
) -> None:
    for method in ("PUT", "PUT", "GET", "DELETE"):
        answer = await administrator.request(method, path, body)
        headers = _headers(answer)
        assert headers.pop("etag") == f'"{answer.json()["_rev"]}"'
        assert ("location" in headers) is (answer.status_code == 201)
        headers.pop("location", None)
        version = "1.2" if path.startswith("/users/") else "1.0"
        assert headers == EVERYWHERE | {VERSION: f"resource={version}"}


async def test_a_query_has_no_revision(administrator: Administrator) -> None:
    answer = await administrator.get(f"{TREES}/trees?_queryFilter=true")
    versions = "protocol=2.1,resource=1.0, resource=1.0"
    assert _headers(answer) == EVERYWHERE | {VERSION: versions}


async def test_a_query_without_results_has_the_version_of_the_query_alone(
    administrator: Administrator,
) -> None:
    # Recorded for a user without devices and for nodes of a type that has none.
    # am.md 2.2: recorded for a user without devices and for nodes of a type that has none
    answer = await administrator.get(f"{CLIENTS}?_queryFilter=true")
    assert answer.json()["result"] == []
    assert _headers(answer) == EVERYWHERE | {VERSION: "resource=1.0"}


@pytest.mark.parametrize(
    "path",
    [
        f"{TREES}/nodes?_action=getAllTypes",
        f"{TREES}/nodes?_action=nextdescendents",
        f"{SERVICES}?_action=getCreatableTypes",
        f"{TREES}/nodes/PageNode?_action=schema",
    ],
)
async def test_an_action_has_no_revision(administrator: Administrator, path: str) -> None:
    answer = await administrator.post(path)
    assert _headers(answer) == EVERYWHERE | {VERSION: "resource=1.0"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", TREE),
        ("GET", f"{TREES}/nodes/NoSuchNode/x"),
        ("GET", f"{TREES}/trees"),
        ("PATCH", TREE),
        ("POST", f"{TREES}/trees?_action=dance"),
    ],
)
async def test_errors_carry_the_version_and_no_revision(
    administrator: Administrator, method: str, path: str
) -> None:
    answer = await administrator.request(method, path)
    assert answer.status_code >= 400
    assert _headers(answer) == EVERYWHERE | {VERSION: "resource=1.0"}


async def test_a_location_is_absolute_and_only_a_new_resources(
    am: AM, administrator: Administrator
) -> None:
    created = await administrator.put(TREE, push_tree())
    assert created.headers["location"] == f"{am.url}{ALPHA}{TREE}"
    assert "location" not in (await administrator.put(TREE, push_tree())).headers


@pytest.mark.parametrize("asked", ["1.1", "2.0"])
@pytest.mark.parametrize("name", ["*", "version"])
async def test_nobody_stores_the_server_info(am: AM, asked: str, name: str) -> None:
    headers = {**await am.session(), "Accept-API-Version": f"resource={asked}"}
    answer = await am.get(f"/json/serverinfo/{name}", headers=headers)
    etag = f'"{answer.json()["_rev"]}"'
    others = {VERSION: f"resource={asked}", "etag": etag, "cache-control": "no-store"}
    assert _headers(answer) == EVERYWHERE | others


LOGIN = {
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "cache-control": "private",
    VERSION: "resource=2.1",
    "expires": "0",
    "pragma": "no-cache",
    "content-type": "application/json",
}
"""Version 2.1, although 2.0 is what clients ask for."""


@pytest.mark.parametrize("credentials", [("demo", "Ch4ng31t"), ("demo", "wrong"), ("", "")])
async def test_a_login_has_fewer_headers(am: AM, credentials: tuple[str, str]) -> None:
    headers = _headers(await am.login(*credentials, ALPHA))
    headers.pop("set-cookie", None)
    assert headers == LOGIN


@pytest.mark.parametrize("action", ["getSessionInfo", "validate", "logout"])
async def test_sessions_are_of_version_4(am: AM, action: str) -> None:
    # am.md 4
    body = {"tokenId": (await am.login("demo", "Ch4ng31t", ALPHA)).json()["tokenId"]}
    asked = {"Accept-API-Version": "resource=4.0"}
    answer = await am.post(f"{ROOT}/sessions/?_action={action}", headers=asked, json=body)
    assert _headers(answer) == EVERYWHERE | {VERSION: "resource=4.0"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{OAUTH2}/access_token"),
        ("GET", f"{OAUTH2}/access_token"),
        ("POST", f"{OAUTH2}/bc-authorize"),
        ("POST", f"{OAUTH2}/introspect"),
    ],
)
async def test_nobody_stores_what_oauth2_endpoints_say(am: AM, method: str, path: str) -> None:
    headers = (await am.http.request(method, path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["pragma"] == "no-cache"
    assert headers["content-type"] == "application/json;charset=UTF-8"
    assert VERSION not in headers


async def test_a_transaction_id_is_not_sent_back(administrator: Administrator) -> None:
    # am.md 2.1: recorded for classic AM
    answer = await administrator.get("/users/demo", X_ForgeRock_TransactionId="1")
    assert "x-forgerock-transactionid" not in answer.headers
