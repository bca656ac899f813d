"""`_rev` is Java's hash code of the JSON (am.md 2.5)."""

import struct
from typing import Any

import pytest

from tests.contract.am import Administrator
from tests.contract.configuration import TREES, push_tree
from tests.contract.resources import BETA, RESOURCE, RESOURCES, TREE

ALIASED = {**RESOURCES[BETA], "aliases": ["b.example.com"]}
_BITS = 2**32 - 1


def _text(text: str) -> int:
    hashed = 0
    for char in text:
        hashed = 31 * hashed + ord(char) & _BITS
    return hashed


def hash_code(value: Any) -> int:
    """What java.lang says of Map, List, String, Boolean, Integer and Double; unsigned."""
    if value is None:
        return 0
    if isinstance(value, bool):
        return 1231 if value else 1237
    if isinstance(value, int):
        return value & _BITS
    if isinstance(value, float):
        (bits,) = struct.unpack(">Q", struct.pack(">d", value))
        return int(bits ^ bits >> 32) & _BITS
    if isinstance(value, dict):
        return sum(_text(key) ^ hash_code(member) for key, member in value.items()) & _BITS
    if isinstance(value, str):
        return _text(value)
    hashed = 1
    for element in value:
        hashed = 31 * hashed + hash_code(element) & _BITS
    return hashed


def _revision(document: dict[str, Any], *without: str) -> str:
    left_out = ("_rev", *without)
    hashed = hash_code({key: one for key, one in document.items() if key not in left_out})
    return str(hashed - 2**32 if hashed >= 2**31 else hashed)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"description": "Für CIBA", "enabled": False},
        {"staticNodes": {"startNode": {"x": -5, "y": 2.5}}, "uiConfig": {"categories": "[]"}},
    ],
)
async def test_a_trees_revision_is_that_of_all_of_it(
    administrator: Administrator, changed: dict[str, Any]
) -> None:
    tree = (await administrator.put(TREE, push_tree() | changed)).json()
    assert tree["_rev"] == _revision(tree)
    every = (await administrator.get(f"{TREES}/trees?_queryFilter=true")).json()["result"]
    assert [one["_rev"] for one in every] == [_revision(one) for one in every]


async def test_a_realms_revision_is_that_of_all_of_it(administrator: Administrator) -> None:
    realm = (await administrator.put(BETA, ALIASED)).json()
    assert realm["_rev"] == _revision(realm)
    listed = (await administrator.get("/json/global-config/realms?_queryFilter=true")).json()
    assert [one["_rev"] for one in listed["result"]] == [_revision(one) for one in listed["result"]]


@pytest.mark.parametrize("name", ["*", "version"])
async def test_the_server_infos_revision_leaves_out_its_id(
    administrator: Administrator, name: str
) -> None:
    info = (await administrator.get(f"/json/serverinfo/{name}")).json()
    assert info["_rev"] == _revision(info, "_id")


@RESOURCE
async def test_a_revision_is_a_signed_32_bit_number_that_stays(
    administrator: Administrator, path: str, body: dict[str, Any]
) -> None:
    revision = (await administrator.put(path, body)).json()["_rev"]
    assert str(int(revision)) == revision
    assert -(2**31) <= int(revision) < 2**31
    for method in ("GET", "PUT", "DELETE"):
        assert (await administrator.request(method, path, body)).json()["_rev"] == revision
