"""The witnesses that npm installs are pinned, and no address of an index is."""

import json
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

FOLDERS = ["browser/axe", "frodo", "handset_page", "provider/openid_client"]

pytestmark = pytest.mark.parametrize("folder", FOLDERS)


def lock(folder: str) -> str:
    return (TESTS / folder / "package-lock.json").read_text(encoding="utf-8")


def test_the_lock_names_no_address(folder: str) -> None:
    packages = json.loads(lock(folder))["packages"].values()
    assert not any("resolved" in package for package in packages)
    without_funding = [{**package, "funding": None} for package in packages]
    assert "://" not in json.dumps(without_funding)


def test_npm_is_told_to_leave_addresses_out(folder: str) -> None:
    npmrc = (TESTS / folder / ".npmrc").read_text(encoding="utf-8")
    assert "omit-lockfile-registry-resolved=true" in npmrc.split()


def test_every_package_is_one_version_with_its_checksum(folder: str) -> None:
    package = json.loads((TESTS / folder / "package.json").read_text(encoding="utf-8"))
    locked = {
        path.removeprefix("node_modules/"): entry
        for path, entry in json.loads(lock(folder))["packages"].items()
        if path
    }
    wanted = package["dependencies"]
    assert wanted == {name: locked[name]["version"] for name in wanted}
    assert all(entry["integrity"].startswith("sha512-") for entry in locked.values())
