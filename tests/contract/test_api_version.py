"""`Accept-API-Version` (am.md 2.1, 2.2)."""

from typing import Any

import pytest

from tests.contract.am import AM, ROOT, error
from tests.contract.configuration import CLIENTS, SERVICES, TREES


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


@pytest.mark.parametrize(
    ("method", "path", "asked"),
    [
        ("POST", f"{ROOT}/authenticate", "resource=2.0, protocol=1.0"),
        ("GET", "/json/serverinfo/*", "resource=1.1"),
        ("GET", "/json/serverinfo/*", "protocol=2.1,resource=2.0"),
        ("GET", "/json/serverinfo/version", "resource=1.0"),
        ("POST", f"{ROOT}/sessions?_action=validate", "resource=4.0"),
        ("GET", "/json/global-config/realms?_queryFilter=true", "protocol=2.0,resource=1.0"),
        ("GET", f"{ROOT}{TREES}/trees?_queryFilter=true", "protocol=2.1,resource=1.0"),
        ("POST", f"{ROOT}{TREES}/nodes?_action=getAllTypes", "protocol=2.1,resource=1.0"),
        ("GET", f"{ROOT}{CLIENTS}?_queryFilter=true", "protocol=2.1,resource=1.0"),
        ("POST", f"{ROOT}{SERVICES}?_action=nextdescendents", "protocol=2.0,resource=1.0"),
        ("GET", f"{ROOT}{TREES}/nodes/PageNode/1.0?_queryFilter=true", "protocol=2.1,resource=3.0"),
        ("GET", f"{ROOT}/users?_queryFilter=true", "protocol=2.0,resource=4.0"),
    ],
)
async def test_the_versions_that_clients_ask_for_are_there(
    am: AM, method: str, path: str, asked: str
) -> None:
    # am.md 2.1: what real clients were recorded to send
    headers = {**await am.session(), "Accept-API-Version": asked}
    body: dict[str, Any] = {"json": {}} if method == "POST" else {}
    answer = await am.http.request(method, path, headers=headers, **body)
    assert answer.status_code == 200, answer.text
