"""The comparison that `test_recorded.py` stands on: it must be able to fail."""

from typing import Any

import pytest

from tests.contract.shapes import differences, filled, named

FITTING: list[tuple[Any, Any]] = [
    ("string", ""),
    ("integer", 3),
    ("number", 3),
    ("number", 3.5),
    ("boolean", False),
    (None, None),
    (0, 0),
    (True, True),
    ("=", ""),
    ("=Not Found", "Not Found"),
    ("~-?[0-9]+", "-12"),
    ({}, {}),
    ({"a": {"b": "string"}}, {"a": {"b": "x"}}),
    ({"*": "string"}, {"de": "Hallo", "en": "Hello"}),
    ([], []),
    (["string"], ["a", "b"]),
    (["integer", None], [None, 1, 2]),
    (["=a", "string"], ["b", "a"]),
    (["=a", "..."], ["b", "a", 3]),
]
UNFIT: list[tuple[Any, Any, list[str]]] = [
    ("string", 1, ['answer: expected "string", is 1']),
    ("string", None, ['answer: expected "string", is null']),
    ("integer", True, ['answer: expected "integer", is true']),
    ("integer", 1.0, ['answer: expected "integer", is 1.0']),
    ("boolean", 0, ['answer: expected "boolean", is 0']),
    (None, "", ['answer: expected null, is ""']),
    (0, False, ["answer: expected 0, is false"]),
    (1, 1.0, ["answer: expected 1, is 1.0"]),
    ("=a", "b", ['answer: expected "=a", is "b"']),
    ("~[0-9]+", "1x", ['answer: expected "~[0-9]+", is "1x"']),
    ("~[0-9]+", 1, ['answer: expected "~[0-9]+", is 1']),
    ({"a": "string"}, [], ['answer: expected {"a": "string"}, is []']),
    ({"a": {"b": "string"}}, {"a": {}}, ["answer.a.b: missing"]),
    ({"a": {}}, {"a": {"b": None}}, ["answer.a.b: not expected, is null"]),
    ({"a": "string", "b": 1}, {"b": 2}, ["answer.a: missing", "answer.b: expected 1, is 2"]),
    ({"*": "string"}, {"en": 1}, ['answer.en: expected "string", is 1']),
    ({"*": "string"}, {}, ["answer.*: missing"]),
    (["string"], "a", ['answer: expected ["string"], is "a"']),
    (["string"], [], ['answer: no element is "string"']),
    (["string"], ["a", 1], ['answer[1]: expected "string", is 1']),
    ([], [1], ["answer[0]: not expected, is 1"]),
    (["=a", "=b"], ["a"], ['answer: no element is "=b"']),
    (["=a", "..."], ["b"], ['answer: no element is "=a"']),
    (
        [{"id": "=a", "n": "integer"}, {"id": "=b"}],
        [{"id": "b"}, {"id": "a", "n": "1"}],
        ['answer[1].n: expected "integer", is "1"'],
    ),
]


@pytest.mark.parametrize(("shape", "value"), FITTING)
def test_a_value_of_its_shape_has_no_differences(shape: Any, value: Any) -> None:
    assert differences(shape, value) == []


@pytest.mark.parametrize(("shape", "value", "expected"), UNFIT)
def test_a_difference_is_named_by_its_path(shape: Any, value: Any, expected: list[str]) -> None:
    assert differences(shape, value) == expected


def test_a_word_that_is_no_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="not a shape: 'text'"):
        differences("text", "text")


def test_a_name_stands_for_a_shape_that_may_be_changed_in_places() -> None:
    names = {"error": {"code": "integer", "of": "@who"}, "who": ["string"]}
    assert named("@error", names) == {"code": "integer", "of": ["string"]}
    changed = {"@": "error", "code": 404, "more": "@who"}
    assert named([changed], names) == [{"code": 404, "of": ["string"], "more": ["string"]}]
    with pytest.raises(KeyError):
        named("@nobody", names)


def test_values_are_filled_in_wherever_a_text_names_them() -> None:
    document = {"a": ["=$url/x", 1], "$node": "$unknown"}
    expected = {"a": ["=http://am/x", 1], "n1": "$unknown"}
    assert filled(document, {"url": "http://am", "node": "n1"}) == expected
