"""`/json/serverinfo` (am.md 4)."""

import pytest

from tests.contract.am import ALPHA, AM, error


async def test_everybody_may_read_the_server_info(am: AM) -> None:
    answer = await am.get("/json/serverinfo/*")
    info = answer.json()
    assert answer.status_code == 200
    assert (info["_id"], info["cookieName"], info["realm"]) == ("*", "iPlanetDirectoryPro", "/")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["etag"] == f'"{info["_rev"]}"'


async def test_the_server_info_of_a_realm_names_it(am: AM) -> None:
    assert (await am.get(f"{ALPHA}/serverinfo/*")).json()["realm"] == "/alpha"


async def test_the_version_is_for_those_with_a_session(am: AM) -> None:
    without = await am.get("/json/serverinfo/version")
    assert without.status_code == 401
    assert without.json() == error(401, "Unauthorized", "Access Denied")
    session = await am.session("demo", "Ch4ng31t", ALPHA)
    version = (await am.get("/json/serverinfo/version", headers=session)).json()
    assert version["version"] == "8.0.1-mock"
    assert "ForgeRock" not in version["fullVersion"], "the mock claims to be no build of AM's"


@pytest.mark.parametrize("asked", ["1.1", "2.0"])
async def test_the_version_that_was_asked_for_is_named(am: AM, asked: str) -> None:
    # am.md 2.2
    headers = {"Accept-API-Version": f"resource={asked}"}
    answer = await am.get("/json/serverinfo/*", headers=headers)
    assert answer.headers["content-api-version"] == f"resource={asked}"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
async def test_the_server_info_can_only_be_read(am: AM, method: str) -> None:
    answer = await am.http.request(method, "/json/serverinfo/*")
    assert answer.status_code == 501


async def test_a_path_outside_the_api_is_not_found(am: AM) -> None:
    assert (await am.get("/nothing")).status_code == 404
