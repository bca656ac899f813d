from typing import Any

import pytest

from mock_am.realm.document import (
    labels,
    parsed_json,
    same_type,
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
}
GIVEN: dict[str, Any] = {
    "text": "b",
    "number": 2,
    "flag": True,
    "texts": [],
    "map": {"en": "x"},
    "unset": "y",
}


def test_a_template_is_handed_out_as_a_copy() -> None:
    template("oauth-oidc")["cibaConfig"].clear()
    assert template("oauth-oidc")["cibaConfig"]


@pytest.mark.parametrize("key", GIVEN)
def test_a_value_is_of_its_defaults_type(key: str) -> None:
    assert same_type(DEFAULTS[key], GIVEN[key])


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
    ],
)
def test_a_value_of_another_type_is_told_apart(key: str, value: Any) -> None:
    assert not same_type(DEFAULTS[key], value)


def test_a_label_is_the_consoles() -> None:
    assert labels("OAuth2Client")["jwkSet"] == "Json Web Key"
    assert labels("oauth-oidc")["cibaMinimumPollingInterval"] == "Polling Wait Interval (seconds)"


def test_a_label_that_is_not_known_is_made_of_the_name() -> None:
    assert labels("oauth-oidc")["messageTimeout"] == "Message Timeout"


@pytest.mark.parametrize(
    "name",
    [
        "OAuth2Client",
        "authentication",
        "authenticatorPushService",
        "baseurl",
        "oauth-oidc",
        "pushNotification",
    ],
)
def test_every_label_belongs_to_an_attribute(name: str) -> None:
    document = template(name)
    sections = [one for one in document.values() if isinstance(one, dict)]
    keys = {key for one in (document, *sections) for key in one}
    if name not in ("OAuth2Client", "authentication"):
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


@pytest.mark.parametrize(("left", "right"), [("[", "]"), ('{"a": ', "}"), ('[{"a": ', "}]")])
def test_a_hundred_levels_are_read_and_no_more(left: str, right: str) -> None:
    levels = left.count("[") + left.count("{")
    times = 100 // levels
    assert parsed_json(left * times + "1" + right * times)
    with pytest.raises(ValueError, match="too deep"):
        parsed_json(left * (times + 1) + "1" + right * (times + 1))
