"""frodo is pinned, and no address of an index is."""

import json
from pathlib import Path

HERE = Path(__file__).parent
LOCK = (HERE / "package-lock.json").read_text(encoding="utf-8")
FRODO = "@rockcarver/frodo-cli"


def test_the_lock_names_no_address() -> None:
    assert "resolved" not in LOCK
    assert "://" not in LOCK


def test_npm_is_told_to_leave_addresses_out() -> None:
    assert "omit-lockfile-registry-resolved=true" in (HERE / ".npmrc").read_text().split()


def test_every_package_is_one_version_with_its_checksum() -> None:
    package = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    locked = {
        path.removeprefix("node_modules/"): entry
        for path, entry in json.loads(LOCK)["packages"].items()
        if path
    }
    assert package["dependencies"] == {FRODO: locked[FRODO]["version"]}
    assert all(entry["integrity"].startswith("sha512-") for entry in locked.values())
