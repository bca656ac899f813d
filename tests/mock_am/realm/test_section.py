from typing import Any

import pytest

from mock_am.errors import DataValidationFailed, InvalidAttribute
from mock_am.realm.attribute import Attribute
from mock_am.realm.section import Section

SCHEMA = Section(
    "Thing",
    0,
    {
        "number": Attribute("number", "A Number", "", 1, 0, minimum=0, maximum=9),
        "unset": Attribute("unset", "An Unset Text", "", None, 1),
        "map": Attribute("map", "A Map", "", {}, 2),
        "inner": Section("Inside", 3, {"text": Attribute("text", "A Text", "", "a", 0)}),
    },
)
DEFAULTS = {"number": 1, "map": {}, "inner": {"text": "a"}}


def test_nothing_given_is_the_defaults_without_what_is_unset() -> None:
    assert SCHEMA.checked({}) == DEFAULTS
    assert SCHEMA.checked({"number": None, "inner": None}) == DEFAULTS


def test_what_is_left_out_comes_from_the_fallback() -> None:
    fallback = {"number": 2, "unset": "x", "map": {"a": "b"}, "inner": {"text": "c"}}
    assert SCHEMA.checked({}, fallback) == fallback
    assert SCHEMA.checked({"number": 3}, fallback) == fallback | {"number": 3}
    assert SCHEMA.checked({"inner": {"text": "d"}}, {}) == DEFAULTS | {"inner": {"text": "d"}}


def test_a_fallback_does_not_change_the_type() -> None:
    assert SCHEMA.checked({"map": {"c": "d"}}, {"map": {"a": "b"}})["map"] == {"c": "d"}
    assert SCHEMA.checked({"map": {}}, {"map": {"a": "b"}})["map"] == {}


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ([], "Thing"),
        ({"number": -1}, "A Number"),
        ({"number": 10}, "A Number"),
        ({"unset": 1}, "An Unset Text"),
        ({"map": {"a": {"b": "c"}}}, "A Map"),
        ({"inner": "x"}, "Inside"),
        ({"inner": {"text": ["x"]}}, "A Text"),
    ],
)
def test_a_bad_value_is_named_by_its_title(body: Any, title: str) -> None:
    with pytest.raises(DataValidationFailed, match=f"attribute, {title}$"):
        SCHEMA.checked(body)


@pytest.mark.parametrize(
    ("body", "valid"),
    [({"nope": 1}, ["inner", "map", "number", "unset"]), ({"inner": {"nope": 1}}, ["text"])],
)
def test_an_unknown_name_lists_the_known_ones(body: Any, valid: list[str]) -> None:
    with pytest.raises(InvalidAttribute) as caught:
        SCHEMA.checked(body)
    assert caught.value.detail == {"validAttributes": valid}


def test_metadata_is_passed_over() -> None:
    assert SCHEMA.checked({"_id": "", "_type": {}, "inner": {"_rev": "1"}}) == DEFAULTS


def test_the_json_schema_says_what_must_have_a_value() -> None:
    properties = SCHEMA.json_schema()["properties"]
    assert properties["number"] == {
        "title": "A Number",
        "description": "",
        "propertyOrder": 0,
        "type": "integer",
        "exampleValue": "",
        "required": True,
    }
    assert properties["unset"]["required"] is False
    assert (properties["inner"]["title"], properties["inner"]["propertyOrder"]) == ("Inside", 3)
    assert properties["inner"]["properties"]["text"]["type"] == "string"
