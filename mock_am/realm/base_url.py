"""The Base URL Source service (`baseurl`): where the URLs in AM's answers begin (am.md 9.4)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from mock_am.errors import DataValidationFailed
from mock_am.realm.document import Document, labels

_FIXED = "FIXED_VALUE"
_HERE = "/am"


@dataclass(frozen=True)
class BaseURLSource:
    """A realm's base URL: `fixed`, or where it is None the server's own address.

    Of AM's five sources only FIXED_VALUE makes a difference. The others look at the request, or
    ask a Java class; this server trusts no header, so they all come to the address that it was
    started with. The context path always counts.
    """

    fixed: str | None
    context_path: str

    @classmethod
    def of_document(cls, document: Document) -> "BaseURLSource":
        """The source that a stored `baseurl` document describes."""
        fixed = document.get("fixedValue") if document["source"] == _FIXED else None
        return cls(fixed, document["contextPath"])

    def url(self, own: str) -> str:
        """The base URL of a server whose own is `own`; it never ends in a slash (FORK)."""
        origin = self.fixed or own.removesuffix(_HERE)
        return (origin + self.context_path).removesuffix("/")


def check_fixed_value(document: Document) -> None:
    """Raise DataValidationFailed where a fixed value is wanted and none is given.

    AM takes it and fails later; the mock's own rule.
    """
    if document["source"] == _FIXED and not _is_web_address(document.get("fixedValue", "")):
        raise DataValidationFailed(labels("baseurl")["fixedValue"])


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
