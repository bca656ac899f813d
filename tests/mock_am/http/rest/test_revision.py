"""am.md 2.5: recorded revisions, and hash codes as Java documents them."""

import json
from pathlib import Path
from typing import Any

import pytest

from mock_am.http.rest.revision import revision

RECORDED_REALMS = {
    "L2FscGhh": ("alpha", [], "362268810"),
    "L2JyYXZv": ("bravo", [], "480875699"),
    "L2ZpcnN0": ("first", ["one", "dnsfirst"], "1051737267"),
    "L3RyaXBsZS0tLWRhc2gtLS0tLS1mdW4": ("triple---dash------fun", [], "1037493590"),
}


@pytest.mark.parametrize("identifier", RECORDED_REALMS)
def test_a_realms_revision_is_the_recorded_one(identifier: str) -> None:
    name, aliases, recorded = RECORDED_REALMS[identifier]
    realm = {"_id": identifier, "parentPath": "/", "active": True, "name": name}
    assert revision({**realm, "aliases": aliases}) == recorded


def test_the_root_realms_revision_is_the_recorded_one() -> None:
    aliases = ["localhost", "openam-frodo-dev.classic.com", "openam", "testurl.com"]
    root = {"_id": "Lw", "parentPath": None, "active": True, "name": "/", "aliases": aliases}
    assert revision(root) == "492331277"


def test_a_trees_revision_is_the_recorded_one() -> None:
    tree = json.loads((Path(__file__).parent / "push_registration.json").read_text("utf-8"))
    assert revision(tree) == tree["_rev"] == "-250131000"


@pytest.mark.parametrize(
    ("value", "hash_code"),
    [
        (None, 0),
        (False, 1237),
        (7, 7),
        (-7, -7),
        (2**32, 1),
        (1.5, 1073217536),
        ("", 0),
        ("abc", 96354),
        ("😀", 1772899),
        ([1, 2], 994),
        ([], 1),
        ({}, 0),
        ({"b": True}, 98 ^ 1231),
    ],
)
def test_every_kind_of_value_is_hashed_as_java_hashes_it(value: Any, hash_code: int) -> None:
    key = ord("a")  # a map's hash code is the sum of key ^ value, here of one member
    assert int(revision({"a": value})) == key ^ hash_code


def test_what_the_server_adds_is_not_hashed() -> None:
    assert revision({"a": 1, "_rev": "x", "_type": {}, "_outcomes": []}) == revision({"a": 1})
