"""`/realms/root/realms/alpha` in a URL is the realm `/alpha`; nothing at all is the root realm."""

from urllib.parse import unquote

from starlette.convertors import Convertor

from mock_am.realm.realm import url_path


class RealmConvertor(Convertor[str]):
    """Turns the realm part of a URL into the realm's path (am.md 1, DOC)."""

    regex = "(?:/realms/root(?:/realms/[^/]+)*)?"

    def convert(self, value: str) -> str:
        """The realm's path."""
        names = value.split("/realms/")[2:]
        return "/" + "/".join(unquote(name) for name in names)

    def to_string(self, value: str) -> str:
        """The URL part of a realm."""
        return url_path(value)
