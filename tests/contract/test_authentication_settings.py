"""`realm-config/authentication`: a realm's core settings (am.md 2.3, 3.1; recorded)."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, Administrator, error
from tests.contract.configuration import FAILURE, TREES
from tests.contract.login_trees import ASK_NAME, SETTINGS, Nodes, change_settings, put_tree

SECTIONS = {
    "accountlockout",
    "core",
    "general",
    "postauthprocess",
    "security",
    "trees",
    "userprofile",
}


async def test_every_realm_has_core_settings(administrator: Administrator) -> None:
    answer = await administrator.get(SETTINGS)
    settings = answer.json()
    assert answer.headers["content-api-version"] == "resource=2.0"
    assert answer.headers["etag"]
    assert {*settings} == {"_id", "_type", *SECTIONS}
    assert settings["_id"] == ""
    assert settings["_type"] == {"_id": "EMPTY", "name": "Core", "collection": False}
    assert settings["core"] == {"adminAuthModule": "ldapService", "orgConfig": "ldapService"}
    assert settings["security"]["sharedSecret"] is None


async def test_what_was_read_may_be_put_back_changed(administrator: Administrator) -> None:
    # am.md 2.4
    before = await administrator.get(SETTINGS)
    changed = await change_settings(administrator, "accountlockout", loginFailureCount=3)
    assert changed.status_code == 200
    assert changed.json()["accountlockout"]["loginFailureCount"] == 3
    after = await administrator.get(SETTINGS)
    assert after.json() == changed.json()
    assert after.headers["etag"] == changed.headers["etag"] != before.headers["etag"]


async def test_a_secret_is_never_read(administrator: Administrator) -> None:
    changed = await change_settings(administrator, "security", sharedSecret="c2VjcmV0")
    assert changed.json()["security"]["sharedSecret"] is None
    assert (await administrator.get(SETTINGS)).json() == changed.json()


async def test_the_organizations_tree_is_the_one_that_a_login_without_a_name_walks(
    am: AM, administrator: Administrator
) -> None:
    nodes: Nodes = {ASK_NAME: ("UsernameCollectorNode", {}, {"outcome": FAILURE})}
    await put_tree(administrator, "name", ASK_NAME, nodes)
    await change_settings(administrator, "core", orgConfig="name")
    step = (await am.post(f"{ALPHA}/authenticate", json={})).json()
    assert [one["type"] for one in step["callbacks"]] == ["NameCallback"]
    elsewhere = (await am.post("/json/realms/root/authenticate", json={})).json()
    assert len(elsewhere["callbacks"]) == 2, "another realm has settings of its own"


async def test_a_tree_that_is_not_there_has_no_configuration(
    am: AM, administrator: Administrator
) -> None:
    # am.md 2.6
    await change_settings(administrator, "core", orgConfig="nothing")
    answer = await am.post(f"{ALPHA}/authenticate", json={})
    assert answer.json() == error(400, "Bad Request", "No Configuration found")


@pytest.mark.parametrize(
    "body", [{"core": {"orgConfig": 1}}, {"core": {"colour": "red"}}, {"colour": {}}]
)
async def test_wrong_settings_are_refused(administrator: Administrator, body: Any) -> None:
    # am.md 2.4
    assert (await administrator.put(SETTINGS, body)).status_code == 400


async def test_settings_are_neither_made_nor_deleted(administrator: Administrator) -> None:
    for method in ("POST", "DELETE"):
        answer = await administrator.request(method, SETTINGS)
        assert answer.status_code in (400, 405)


async def test_trees_have_no_global_settings(administrator: Administrator) -> None:
    answer = await administrator.get(f"/json/global-config{TREES.removeprefix('/realm-config')}")
    body = answer.json()
    assert answer.headers["etag"] == f'"{body.pop("_rev")}"'
    name = "Authentication Trees Configuration"
    assert body == {"_id": "", "_type": {"_id": "EMPTY", "name": name, "collection": False}}
