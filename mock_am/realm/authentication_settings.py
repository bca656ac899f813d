"""A realm's core authentication settings (recorded on classic AM)."""

from dataclasses import dataclass
from functools import cache

from mock_am.realm.document import Document
from mock_am.realm.section import Section, section

TYPE: Document = {"_id": "EMPTY", "name": "Core", "collection": False}
_PROFILES = {
    "true": "Dynamic",
    "createAlias": "Dynamic with User Alias",
    "ignore": "Ignored",
    "false": "Required",
}
"""Whether who logs in needs a profile (AM 8, core authentication attributes, DOC)."""


@dataclass(frozen=True)
class AuthenticationSettings:
    """What a login asks of the settings.

    `default_tree` is the one of a login that names none; `success_url` and `failure_url` are told
    to the client, the latter only where it is set; `needs_profile` refuses a user who has none.
    """

    default_tree: str
    success_url: str
    failure_url: str | None
    needs_profile: bool

    @classmethod
    def of_document(cls, document: Document) -> "AuthenticationSettings":
        """The settings that a stored document describes.

        A profile is never made at login, so that Dynamic asks for one as Required does.
        """
        urls = document["postauthprocess"]
        return cls(
            default_tree=document["core"]["orgConfig"],
            success_url=next(iter(urls["loginSuccessUrl"]), "/am/console"),
            failure_url=next(iter(urls["loginFailureUrl"]), None),
            needs_profile=document["userprofile"]["dynamicProfileCreation"] != "ignore",
        )


@cache
def _schema() -> Section:
    return section("authentication", {"dynamicProfileCreation": {"choices": _PROFILES}})


def default_settings() -> Document:
    """What holds in a realm where nobody has changed anything."""
    return _schema().checked({})


def checked_settings(body: Document, existing: Document) -> Document:
    """`body` completed with AM's defaults; a secret that is left out is kept.

    Raises InvalidAttribute or DataValidationFailed as AM does (am.md 2.4, REC).
    """
    secret = existing["security"].get("sharedSecret")
    return _schema().checked(body, {"security": {"sharedSecret": secret}})


def readable(settings: Document) -> Document:
    """The settings that a read returns: everything but the secret."""
    return {**settings, "security": {**settings["security"], "sharedSecret": None}}
