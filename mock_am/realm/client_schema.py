"""The schema of an OAuth2 client: sections of attributes, most of them wrapped (am.md 10.1)."""

from functools import cache

from mock_am.realm.client_choices import client_choices
from mock_am.realm.document import Document
from mock_am.realm.section import Section, section

NAME = "OAuth2Client"
PLAIN_SECTION = "overrideOAuth2ClientConfig"
SECRET = "userpassword"
"""What is never wrapped."""

_ABOUT = ("title", "description", "propertyOrder", "exampleValue")


@cache
def client_schema() -> Section:
    """Its attributes with their defaults, labels and choices."""
    return section(NAME, client_choices())


def client_json_schema() -> Document:
    """The JSON schema; its shape is that of the Amster entity reference (DOC)."""
    schema = client_schema().json_schema()
    for name, one in schema["properties"].items():
        if name != PLAIN_SECTION:
            one["properties"] = {k: _wrapped(k, of) for k, of in one["properties"].items()}
    return schema


def _wrapped(name: str, plain: Document) -> Document:
    if name == SECRET:
        return plain
    about = {key: plain[key] for key in _ABOUT}
    value = {key: of for key, of in plain.items() if key not in _ABOUT}
    inherited = {"type": "boolean", "required": True}
    return {**about, "type": "object", "properties": {"inherited": inherited, "value": value}}
