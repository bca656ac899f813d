"""An attribute of a configured resource: its schema, once for defaults, checks and JSON schema."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from mock_am.errors import DataValidationFailed, InvalidAttribute
from mock_am.realm.document import Document, same_type, without_metadata

_SHAPES: dict[type, Document] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    list: {"items": {"type": "string"}, "type": "array"},
    dict: {"patternProperties": {".*": {"type": "string"}}, "type": "object"},
}


@dataclass(frozen=True)
class Attribute:
    """One attribute.

    `title` is the console's label, which AM's errors name; `order` its place in the console; a
    `default` of None means a text that may be left unset; `choices` maps each allowed value to
    the console's name for it; `minimum` and `maximum` are allowed themselves; `needs_value`
    refuses the empty text.
    """

    key: str
    title: str
    description: str
    default: Any
    order: int
    choices: Mapping[str, str] = field(default_factory=dict)
    minimum: int | None = None
    maximum: int | None = None
    needs_value: bool = False

    def checked(self, value: Any) -> Any:
        """`value`, or the default where it is None; raises DataValidationFailed (am.md 2.4)."""
        if value is None:
            return deepcopy(self.default)
        if not self.accepts(value):
            raise DataValidationFailed(self.title)
        return value

    def accepts(self, value: Any) -> bool:
        """Whether `value` is of the attribute's type and within its limits."""
        if not same_type(self.default, value):
            return False
        if self.choices and value not in self.choices:
            return False
        if self.minimum is not None and value < self.minimum:
            return False
        if self.maximum is not None and value > self.maximum:
            return False
        return not (self.needs_value and value == "")

    def schema(self) -> Document:
        """The attribute's part of a JSON schema (am.md 8, REC: the keys and their order)."""
        about = {
            "title": self.title,
            "description": self.description,
            "propertyOrder": self.order,
        }
        default = {} if self.default is None else {"default": deepcopy(self.default)}
        return {**about, **self._choices(), **self.shape(), "exampleValue": "", **default}

    def shape(self) -> Document:
        """What the JSON schema says of the value itself."""
        return deepcopy(_SHAPES[str if self.default is None else type(self.default)])

    def _choices(self) -> Document:
        if not self.choices:
            return {}
        names = list(self.choices.values())
        return {"enum": list(self.choices), "options": {"enum_titles": names}, "enumNames": names}


def checked(attributes: Iterable[Attribute], body: Document) -> Document:
    """`body` as it is kept: completed with the defaults, without what is unset.

    Raises InvalidAttribute for a name that is no attribute's, DataValidationFailed for a value
    that its attribute does not accept (am.md 2.4, REC).
    """
    known = {one.key: one for one in attributes}
    given = without_metadata(body)
    if given.keys() - known.keys():
        raise InvalidAttribute(list(known))
    values = {key: one.checked(given.get(key)) for key, one in known.items()}
    return {key: value for key, value in values.items() if value is not None}


def json_schema(attributes: Iterable[Attribute]) -> Document:
    """The JSON schema of a resource with these attributes (am.md 8, REC)."""
    every = tuple(attributes)
    return {
        "type": "object",
        "properties": {one.key: one.schema() for one in every},
        "required": [one.key for one in every if one.default is not None],
    }
