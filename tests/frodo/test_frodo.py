"""frodo completes against the mock as it does against AM (am.md 15)."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from mock_am import AM_VERSION
from tests.frodo.command import CLIENT, JOURNEY, Frodo, without_meta
from tests.frodo.scenario import CONFIGURED, NAME, Scenario


def rows(output: str) -> list[list[str]]:
    """The cells of a table that frodo printed."""
    table = [line for line in output.splitlines() if "│" in line]
    return [[cell.strip() for cell in line.split("│")] for line in table]


def test_no_command_fails(scenario: Scenario) -> None:
    failed = {name: run.output for name, run in scenario.runs.items() if run.failed}
    assert not failed
    assert len(scenario.runs) == 17


def test_info_takes_the_mock_for_a_classic_deployment(scenario: Scenario) -> None:
    # am.md 4, 14.7
    info = dict(rows(scenario.runs["info"].output))
    assert info["AM Version"].startswith(f"{AM_VERSION} Build ")
    assert info["Deployment Type"] == "classic"
    assert info["Subject (Type)"] == "amadmin (User)"
    assert info["Cookie Name"] == "iPlanetDirectoryPro"


def test_the_realms_are_listed(scenario: Scenario) -> None:
    # am.md 5
    listed = rows(scenario.runs["realm list"].output)
    assert ["Lw", "/", "active", "", ""] in listed
    assert ["L2FscGhh", "alpha", "active", "", "/"] in listed


def test_a_realm_is_described(scenario: Scenario) -> None:
    # am.md 5
    told = dict(rows(scenario.runs["realm describe"].output))
    assert told["Name"] == (scenario.frodo.realm.removeprefix("/") or "/")
    assert told["Status"] == "active"


def test_the_services_are_listed(scenario: Scenario) -> None:
    # am.md 9
    listed = rows(scenario.runs["service list"].output)
    assert ["oauth-oidc", "OAuth2 Provider"] in listed
    assert ["pushNotification", "Push Notification Service"] in listed


def test_what_was_exported_of_the_services_is_imported_where_they_have_gone(
    scenario: Scenario,
) -> None:
    # am.md 9
    exported = scenario.frodo.exported("services.json")
    assert exported["service"].keys() == CONFIGURED.keys()
    assert exported["service"]["oauth-oidc"]["cibaConfig"]["cibaAuthReqIdLifetime"] == 90
    assert scenario.frodo.exported("services again.json") == exported


def test_an_imported_journey_is_there_to_be_walked(scenario: Scenario) -> None:
    # am.md 7, 3.2
    assert scenario.seen["tree"].status_code == 200
    assert [NAME, "enabled", "push, CIBA"] in rows(scenario.runs["journey list"].output)
    (callback,) = scenario.seen["walk"].json()["callbacks"]
    assert callback["type"] == "NameCallback"


def test_nodes_that_no_tree_holds_are_pruned_and_no_others(scenario: Scenario) -> None:
    # am.md 7, 8: among those that stay are the nodes on a page; the export comes later
    output = scenario.runs["journey prune"].output
    assert "1 orphaned nodes" in output
    assert "Removed 1 orphaned nodes." in output
    assert scenario.seen["pruned node"].status_code == 404


def test_an_exported_journey_is_the_one_that_was_imported(scenario: Scenario) -> None:
    # am.md 7, 8
    assert scenario.frodo.exported("journey.json") == without_meta(JOURNEY)


def test_a_deleted_journey_is_gone_with_all_its_nodes(scenario: Scenario) -> None:
    # am.md 7, 8
    assert f"Deleted {NAME} and 8/8 nodes." in scenario.runs["journey delete"].output
    gone = {what: answer for what, answer in scenario.seen.items() if what.startswith("deleted")}
    assert len(gone) == 9
    assert {answer.status_code for answer in gone.values()} == {404}


def test_an_imported_client_is_there_with_its_secret(scenario: Scenario) -> None:
    # am.md 10, 13
    assert scenario.seen["client"].status_code == 200
    (listed,) = [row for row in rows(scenario.runs["oauth client list"].output) if row[0] == NAME]
    assert listed[1:4] == ["Active", "Confidential", "CIBA"]
    assert scenario.seen["right secret"].json()["error"] == "invalid_grant"
    assert scenario.seen["wrong secret"].json()["error"] == "invalid_client"


def test_an_exported_client_is_the_one_that_was_imported(scenario: Scenario) -> None:
    # am.md 10.1: the secret is never returned
    given = without_meta(CLIENT)["application"][NAME]
    del given["coreOAuth2ClientConfig"]["userpassword"]
    exported = scenario.frodo.exported("client.json")["application"][NAME]
    assert narrowed(exported, given) == given
    assert "userpassword" not in exported["coreOAuth2ClientConfig"]
    assert exported["_provider"]["_type"]["_id"] == "oauth-oidc"


def narrowed(exported: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The sections' attributes in `exported` that `given` sets; AM adds its defaults."""
    return {
        key: {name: exported[key].get(name) for name in value}
        if isinstance(value, dict)
        else exported[key]
        for key, value in given.items()
    }


def test_what_a_client_was_given_by_default_is_imported_too(scenario: Scenario) -> None:
    # am.md 10.1
    assert scenario.frodo.exported("again.json") == scenario.frodo.exported("client.json")


def test_what_this_am_does_not_know_is_left_out_of_an_import(
    url: str, http: httpx.Client, tmp_path: Path
) -> None:
    # am.md 2.6: frodo tries again with what the error calls valid
    realm = {"name": "older", "parentPath": "/", "active": True, "aliases": []}
    assert http.post("/json/global-config/realms?_action=create", json=realm).status_code == 201
    newer = json.loads(JOURNEY.read_text(encoding="utf-8"))
    newer["tree"]["ofANewerAM"] = True
    for node in [*newer["nodes"].values(), *newer["innerNodes"].values()]:
        node["ofANewerAM"] = True
    (tmp_path / "newer.json").write_text(json.dumps(newer), encoding="utf-8")

    frodo = Frodo(url, tmp_path, "/older", ("-m", "classic"))
    assert not frodo.run("journey", "import", "-i", NAME, "-f", "newer.json").failed
    assert not frodo.run("journey", "export", "-i", NAME, "-f", "exported.json").failed
    assert frodo.exported("exported.json") == without_meta(JOURNEY)


@pytest.mark.parametrize("options", [(), ("-m", "classic")], ids=["kind detected", "-m classic"])
def test_frodo_notices_a_wrong_password(url: str, tmp_path: Path, options: tuple[str, ...]) -> None:
    # am.md 3.3
    refused = Frodo(url, tmp_path, "/", options, password="wrong").info()
    assert refused.failed
    assert refused.status == 1
    assert "Status: 401" in refused.output
    assert "Message: Login failure" in refused.output


def test_frodo_notices_a_journey_that_is_not_there(url: str, tmp_path: Path) -> None:
    # am.md 2.4: frodo ends with 0 here, so its words count
    refused = Frodo(url, tmp_path, "/alpha").run("journey", "delete", "-i", "nobody's")
    assert refused.failed
    assert "Error deleting nobody's." in refused.output
