"""A realm's core authentication settings (recorded on classic AM)."""

from mock_am.realm.document import Document, completed, template

TYPE: Document = {"_id": "EMPTY", "name": "Core", "collection": False}
_NAME = "authentication"


def default_settings() -> Document:
    """What holds in a realm where nobody has changed anything."""
    return template(_NAME)


def checked_settings(body: Document, existing: Document) -> Document:
    """`body` completed with AM's defaults; a secret that is left out is kept.

    Raises InvalidAttribute or DataValidationFailed as AM does (am.md 2.4, REC).
    """
    settings = completed(template(_NAME), body)
    security = settings["security"]
    security["sharedSecret"] = security["sharedSecret"] or existing["security"]["sharedSecret"]
    return settings


def readable(settings: Document) -> Document:
    """The settings that a read returns: everything but the secret."""
    return {**settings, "security": {**settings["security"], "sharedSecret": None}}


def default_tree(settings: Document) -> str:
    """The tree of a login that names none: the Organization Authentication Configuration."""
    tree: str = settings["core"]["orgConfig"]
    return tree
