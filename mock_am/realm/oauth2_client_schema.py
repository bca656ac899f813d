"""The JSON schema of an OAuth2 client (am.md 10.1; its shape is the Amster reference's, DOC)."""

from typing import Any

from mock_am.realm.client_choices import choices
from mock_am.realm.document import Document, label, template
from mock_am.realm.oauth2_client import PLAIN_SECTION, SECRET

_TYPES = {bool: "boolean", int: "integer", list: "array"}


def json_schema() -> Document:
    """Each section with its attributes; a value stands in a wrapper where a read wraps it."""
    sections = template("OAuth2Client").items()
    return {
        "type": "object",
        "properties": {
            section: {
                "type": "object",
                "title": label(section),
                "propertyOrder": order,
                "properties": _properties(section, attributes),
            }
            for order, (section, attributes) in enumerate(sections)
        },
    }


def _properties(section: str, attributes: Document) -> Document:
    return {
        name: {
            "title": label(name),
            "propertyOrder": order,
            **_value(section, name, default),
            "exampleValue": "",
        }
        for order, (name, default) in enumerate(attributes.items())
    }


def _value(section: str, name: str, default: Any) -> Document:
    plain: Document = {"type": _TYPES.get(type(default), "string")}
    if isinstance(default, list):
        plain = {"items": {"type": "string"}, **plain}
    if (section, name) in choices():
        plain = {"enum": list(choices()[section, name]), **plain}
    if section == PLAIN_SECTION or name == SECRET:
        return {**plain, "required": default is not None}
    wrapper = {
        "inherited": {"type": "boolean", "required": True},
        "value": {**plain, "required": default is not None},
    }
    return {"type": "object", "properties": wrapper}
