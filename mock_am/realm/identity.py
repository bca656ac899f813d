"""An end user: what AM stores, and what a read returns (am.md 6)."""

import hmac
from datetime import UTC, datetime
from typing import Any

from mock_am.errors import BadRequest, DataValidationFailed
from mock_am.realm.document import Document, without_metadata

PASSWORD = "userpassword"
_PLAIN = {"username", "realm", PASSWORD}


def checked_identity(username: str, realm: str, body: Document, *, at: float) -> Document:
    """`body` as AM would store it: attributes as arrays, `sn` and `cn` defaulting to the name.

    Raises BadRequest where the password is missing, DataValidationFailed for a wrong type.
    """
    given = without_metadata(body)
    if not isinstance(given.get(PASSWORD), str) or not given[PASSWORD]:
        raise BadRequest("The request body must include 'userpassword'.")
    attributes = {key: _values(key, value) for key, value in given.items() if key not in _PLAIN}
    stamp = datetime.fromtimestamp(at, UTC).strftime("%Y%m%d%H%M%SZ")
    defaults = {
        "uid": [username],
        "sn": [username],
        "cn": [username],
        "inetUserStatus": ["Active"],
        "dn": [f"uid={username},ou=people,{_suffix(realm)}"],
        "universalid": [universal_id(username, realm)],
        "objectClass": ["inetOrgPerson", "inetuser", "person", "top"],
        "createTimestamp": [stamp],
    }
    return {
        "username": username,
        "realm": realm,
        **defaults,
        **attributes,
        PASSWORD: given[PASSWORD],
    }


def changed_identity(existing: Document, body: Document) -> Document:
    """`existing` with the attributes of `body` in place of its own; one without values is gone."""
    given = without_metadata(body)
    attributes = {key: _values(key, value) for key, value in given.items() if key not in _PLAIN}
    password = given.get(PASSWORD, existing[PASSWORD])
    if not isinstance(password, str) or not password:
        raise DataValidationFailed("Password")
    changed = {**existing, **attributes, PASSWORD: password}
    return {key: value for key, value in changed.items() if value != []}


def readable(document: Document) -> Document:
    """What a read returns: everything but the password."""
    return {key: value for key, value in document.items() if key != PASSWORD}


def has_password(document: Document, password: str) -> bool:
    """Whether the identity is active and `password` is its own, compared in constant time."""
    same = hmac.compare_digest(password.encode(), document[PASSWORD].encode())
    return same and is_active(document)


def is_active(document: Document) -> bool:
    """Whether the identity may log in."""
    status: list[str] = document.get("inetUserStatus", ["Active"])
    return status == ["Active"]


def first(document: Document, attribute: str) -> str | None:
    """The first value of a multi-valued attribute, None where it has none."""
    values = document.get(attribute) or [None]
    value: str | None = values[0]
    return value


def universal_id(username: str, realm: str) -> str:
    """The identity's name in all of AM (am.md 4, REC)."""
    return f"id={username},ou=user,{_suffix(realm)}"


def _suffix(realm: str) -> str:
    names = [name for name in reversed(realm.split("/")) if name]
    return ",".join([*(f"o={name},ou=services" for name in names), "ou=am-config"])


def _values(key: str, value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in values):
        raise DataValidationFailed(key)
    return values
