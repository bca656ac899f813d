"""The schema of a service: attributes, some of them in sections as on the console's tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mock_am.errors import DataValidationFailed, InvalidAttribute
from mock_am.realm.attribute import Attribute
from mock_am.realm.document import Document, labels, template, without_metadata

DEFAULTS = "defaults"
"""Where a service of the deployment keeps what new services of realms begin with (REC)."""

Limits = Mapping[str, Mapping[str, Any]]
"""What an attribute accepts beyond its type, by its key: arguments of `Attribute`."""


@dataclass(frozen=True)
class Section:
    """Attributes and sections under one title."""

    title: str
    order: int
    members: Mapping[str, "Attribute | Section"]

    def checked(self, body: Any, fallback: Document | None = None) -> Document:
        """`body` as it is kept: completed, without what is unset.

        What `body` leaves out is taken from `fallback`, what that leaves out too from the
        schema's own defaults. Raises InvalidAttribute for a name the schema lacks,
        DataValidationFailed for a value it does not accept (am.md 2.4, REC).
        """
        if not isinstance(body, dict):
            raise DataValidationFailed(self.title)
        given, others = without_metadata(body), fallback or {}
        if given.keys() - self.members.keys():
            raise InvalidAttribute(list(self.members))
        values = {
            key: _checked(member, given.get(key), others.get(key))
            for key, member in self.members.items()
        }
        return {key: value for key, value in values.items() if value is not None}

    def json_schema(self) -> Document:
        """The JSON schema (am.md 9, DOC: the Amster entity reference has AM's, key by key)."""
        properties = {key: _property(member) for key, member in self.members.items()}
        return {"type": "object", "properties": properties}


def _checked(member: Attribute | Section, value: Any, fallback: Any) -> Any:
    if isinstance(member, Section):
        return member.checked({} if value is None else value, fallback)
    return member.checked(fallback if value is None else value)


def _property(member: Attribute | Section) -> Document:
    if isinstance(member, Section):
        about = {"title": member.title, "propertyOrder": member.order}
        return {**about, **member.json_schema()}
    schema = member.schema()
    schema.pop("default", None)
    return {**schema, "required": member.needs_value or member.default is not None}


def section(name: str, limits: Limits) -> Section:
    """The schema of the resource `name`, from its template and its labels."""
    return _section(name, 0, template(name), labels(name), limits)


def global_section(name: str, limits: Limits) -> Section:
    """The schema of the service `name` for the whole deployment.

    Under `defaults` it is a realm's, but for the few values that the template names there.
    """
    document = template(f"global/{name}")
    document[DEFAULTS] = _overlaid(template(name), document[DEFAULTS])
    return _section(name, 0, document, labels(name), limits)


def _overlaid(document: Document, changes: Document) -> Document:
    return {
        key: {**value, **changes[key]} if key in changes else value
        for key, value in document.items()
    }


def _section(
    title: str, order: int, defaults: Document, titles: Mapping[str, str], limits: Limits
) -> Section:
    places = list(titles)  # AM's own order: that of the console
    members: dict[str, Attribute | Section] = {}
    for key, default in defaults.items():
        place = places.index(key) if key in titles else len(places)
        if isinstance(default, dict) and default:
            members[key] = _section(titles[key], place, default, titles, limits)
        else:
            members[key] = Attribute(key, titles[key], "", default, place, **limits.get(key, {}))
    return Section(title, order, members)
