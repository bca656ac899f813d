from typing import Any

import pytest

from mock_am.errors import DataValidationFailed, InvalidAttribute
from mock_am.realm.document import (
    completed,
    label,
    labels,
    parsed_json,
    template,
    without_metadata,
)

DEFAULTS: dict[str, Any] = {
    "text": "a",
    "number": 1,
    "flag": False,
    "texts": ["x"],
    "map": {},
    "unset": None,
    "section": {"inner": 2},
}


def test_nothing_given_is_the_defaults() -> None:
    assert completed(DEFAULTS, {}) == DEFAULTS


def test_a_null_falls_back_to_the_default() -> None:
    assert completed(DEFAULTS, {"number": None, "section": None}) == DEFAULTS


def test_what_is_given_wins() -> None:
    given = {
        "text": "b",
        "number": 2,
        "flag": True,
        "texts": [],
        "map": {"en": "x"},
        "unset": "y",
        "section": {"inner": 3},
    }
    assert completed(DEFAULTS, given) == given


def test_the_defaults_are_never_handed_out() -> None:
    completed(DEFAULTS, {})["texts"].append("y")
    completed(DEFAULTS, {})["map"]["a"] = "b"
    assert DEFAULTS["texts"] == ["x"]
    assert DEFAULTS["map"] == {}
    template("oauth-oidc")["cibaConfig"].clear()
    assert template("oauth-oidc")["cibaConfig"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", 1),
        ("text", ["a"]),
        ("number", "1"),
        ("number", 1.0),
        ("number", True),
        ("number", 2**31),
        ("number", -(2**31)),
        ("flag", 0),
        ("flag", "true"),
        ("texts", "x"),
        ("texts", [1]),
        ("texts", [None]),
        ("map", []),
        ("map", {"en": 1}),
        ("unset", 1),
        ("unset", {}),
        ("section", []),
        ("section", "x"),
    ],
)
def test_a_value_of_another_type_is_named_by_its_label(key: str, value: Any) -> None:
    with pytest.raises(DataValidationFailed, match=f"attribute, {label(key)}$"):
        completed(DEFAULTS, {key: value})


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(InvalidAttribute) as caught:
        completed(DEFAULTS, {"nope": 1})
    assert caught.value.detail == {"validAttributes": sorted(DEFAULTS)}
    with pytest.raises(InvalidAttribute) as caught:
        completed(DEFAULTS, {"section": {"nope": 1}})
    assert caught.value.detail == {"validAttributes": ["inner"]}


def test_a_label_is_the_consoles() -> None:
    assert label("jwkSet") == "Json Web Key"
    assert labels("oauth-oidc")["cibaMinimumPollingInterval"] == "Polling Wait Interval (seconds)"


def test_a_label_that_is_not_known_is_made_of_the_name() -> None:
    assert labels("oauth-oidc")["messageTimeout"] == "Message Timeout"


@pytest.mark.parametrize(
    "name",
    ["OAuth2Client", "authenticatorPushService", "baseurl", "oauth-oidc", "pushNotification"],
)
def test_every_label_belongs_to_an_attribute(name: str) -> None:
    document = template(name)
    sections = [one for one in document.values() if isinstance(one, dict)]
    keys = {key for one in (document, *sections) for key in one}
    if name != "OAuth2Client":
        keys |= template(f"global/{name}").keys()
    assert labels(name).keys() <= keys


def test_metadata_is_passed_over() -> None:
    assert without_metadata({"_id": 1, "_rev": 2, "_type": 3, "_outcomes": 4, "a": 5}) == {"a": 5}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"NaN",
        b"[Infinity]",
        b"1e999",
        b'"\\ud800"',
        b'{"\\ud800": 1}',
        b'{"a": 1, "a": 1}',
        b"\xff\xfe\x00",
        b"1" * 5000,
    ],
)
def test_json_that_cannot_be_written_again_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  any kind of it
        parsed_json(text)


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert parsed_json(b'"\\ud83d\\udc4d"') == "👍"
