from typing import Any

import pytest

from mock_am.errors import DataValidationFailed, InvalidAttribute
from mock_am.realm.attribute import Attribute, checked, json_schema

TEXT = Attribute("text", "Some Text", "A text.", "a", 100, needs_value=True)
COUNT = Attribute("count", "How Many", "A number.", 3, 200, minimum=1)
FLAG = Attribute("flag", "Flag", "A switch.", True, 300, needs_value=True)
NAMES = Attribute("names", "Names", "Some names.", [], 400)
TEXTS = Attribute("texts", "Texts", "A text a locale.", {}, 500)
COLOUR = Attribute("colour", "Colour", "One of two.", "R", 600, choices={"R": "Red", "B": "Blue"})
UNSET = Attribute("unset", "Unset", "A text or nothing.", None, 700)
EVERY = (TEXT, COUNT, FLAG, NAMES, TEXTS, COLOUR, UNSET)
DEFAULTS = {"text": "a", "count": 3, "flag": True, "names": [], "texts": {}, "colour": "R"}


def test_what_is_left_out_or_null_is_the_default_and_what_is_unset_is_not_kept() -> None:
    assert checked(EVERY, {}) == DEFAULTS
    assert checked(EVERY, {one.key: None for one in EVERY}) == DEFAULTS


def test_what_is_given_is_kept_and_what_a_read_adds_is_passed_over() -> None:
    given = {
        "text": "b",
        "count": 1,
        "flag": False,
        "names": ["x"],
        "texts": {"en": "y"},
        "colour": "B",
        "unset": "z",
    }
    assert checked(EVERY, {**given, "_id": "1", "_type": {}, "_outcomes": []}) == given


def test_a_default_is_never_handed_out() -> None:
    checked(EVERY, {})["names"].append("x")
    json_schema(EVERY)["properties"]["texts"]["default"]["en"] = "x"
    assert checked(EVERY, {}) == DEFAULTS


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"text": ""}, "Some Text"),
        ({"text": 1}, "Some Text"),
        ({"count": 0}, "How Many"),
        ({"count": True}, "How Many"),
        ({"count": 2**31}, "How Many"),
        ({"flag": "true"}, "Flag"),
        ({"names": "x"}, "Names"),
        ({"names": [1]}, "Names"),
        ({"texts": {"en": None}}, "Texts"),
        ({"colour": "G"}, "Colour"),
        ({"unset": 1}, "Unset"),
    ],
)
def test_a_refused_value_is_named_by_its_title(given: dict[str, Any], title: str) -> None:
    with pytest.raises(DataValidationFailed, match=f"the attribute, {title}$"):
        checked(EVERY, given)


def test_an_unknown_attribute_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InvalidAttribute) as refused:
        checked((TEXT, COUNT), {"size": 1})
    assert refused.value.detail == {"validAttributes": ["count", "text"]}


def test_the_json_schema_is_ams() -> None:
    # am.md 8
    schema = json_schema((COUNT, COLOUR, TEXTS, NAMES, UNSET))
    assert schema["type"] == "object"
    assert schema["required"] == ["count", "colour", "texts", "names"]
    assert schema["properties"]["count"] == {
        "title": "How Many",
        "description": "A number.",
        "propertyOrder": 200,
        "type": "integer",
        "exampleValue": "",
        "default": 3,
    }
    assert schema["properties"]["colour"] == {
        "title": "Colour",
        "description": "One of two.",
        "propertyOrder": 600,
        "enum": ["R", "B"],
        "options": {"enum_titles": ["Red", "Blue"]},
        "enumNames": ["Red", "Blue"],
        "type": "string",
        "exampleValue": "",
        "default": "R",
    }
    shapes = {key: one["type"] for key, one in schema["properties"].items()}
    assert shapes["texts"] == "object"
    assert shapes["names"] == "array"
    assert "default" not in schema["properties"]["unset"]
