"""The claims about an end user that a scope opens (OIDC Core 5.4, am.md 14.1)."""

from collections.abc import Iterable
from typing import Any

from mock_am.realm.document import Document

_CLAIMS_OF_SCOPE = {
    "profile": {
        "name": "cn",
        "family_name": "sn",
        "given_name": "givenname",
        "zoneinfo": "preferredtimezone",
        "locale": "preferredlocale",
    },
    "email": {"email": "mail"},
    "phone": {"phone_number": "telephonenumber"},
}
"""Which attribute each claim is (FORK: the claims script that a provider begins with)."""

_ADDRESS, _POSTAL_ADDRESS = "address", "postaladdress"


def profile_claims(identity: Document, scope: Iterable[str]) -> dict[str, Any]:
    """The claims of `identity` that `scope` opens.

    An attribute without a value gives no claim, but an empty address (public AM tokens have it);
    one with several values gives them all.
    """
    # As in a directory, the case of an attribute's name says nothing.
    attributes = {name.lower(): value for name, value in identity.items()}
    asked = tuple(scope)
    pairs = [pair for one in asked for pair in _CLAIMS_OF_SCOPE.get(one, {}).items()]
    values = {claim: _value(attributes, attribute) for claim, attribute in pairs}
    claims = {claim: value for claim, value in values.items() if value is not None}
    if _ADDRESS in asked:
        formatted = _value(attributes, _POSTAL_ADDRESS)
        claims[_ADDRESS] = {} if formatted is None else {"formatted": formatted}
    return claims


def _value(attributes: Document, attribute: str) -> Any:
    values = attributes.get(attribute) or [None]
    return values[0] if len(values) == 1 else values
