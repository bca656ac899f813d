"""`/json/serverinfo` (am.md 4)."""

import pytest

from tests.contract.am import ALPHA, AM, REALM, error
from tests.contract.conftest import Mounted


async def test_everybody_may_read_the_server_info(am: AM) -> None:
    answer = await am.get("/json/serverinfo/*")
    info = answer.json()
    assert answer.status_code == 200
    assert (info["_id"], info["cookieName"], info["realm"]) == ("*", "iPlanetDirectoryPro", "/")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["etag"] == f'"{info["_rev"]}"'


async def test_the_server_info_of_a_realm_names_it(am: AM) -> None:
    assert (await am.get(f"{ALPHA}/serverinfo/*")).json()["realm"] == REALM


async def test_the_version_is_for_those_with_a_session(am: AM) -> None:
    without = await am.get("/json/serverinfo/version")
    assert without.status_code == 401
    assert without.json() == error(401, "Unauthorized", "Access Denied")
    session = await am.session("demo", "Ch4ng31t", ALPHA)
    version = (await am.get("/json/serverinfo/version", headers=session)).json()
    assert {*version} == {"_id", "_rev", "version", "fullVersion", "revision", "date"}


async def test_the_mock_claims_to_be_no_build_of_ams(mount: Mounted) -> None:
    am = await mount()
    version = (await am.get("/json/serverinfo/version", headers=await am.session())).json()
    assert version["version"] == "8.0.1-mock"
    assert "ForgeRock" not in version["fullVersion"]


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
