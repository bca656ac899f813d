"""The claims about an end user that a scope opens (OIDC Core 5.4, am.md 14.1)."""

from collections.abc import Iterable
from typing import Any

from mock_am.realm.document import Document
from mock_am.realm.identity import first

_CLAIMS_OF_SCOPE = {
    "profile": (("name", "cn"), ("family_name", "sn"), ("given_name", "givenName")),
    "email": (("email", "mail"),),
    "phone": (("phone_number", "telephoneNumber"),),
}


def profile_claims(identity: Document, scope: Iterable[str]) -> dict[str, Any]:
    """The claims of `identity` that `scope` opens; an attribute without a value gives none."""
    pairs = [pair for name in scope for pair in _CLAIMS_OF_SCOPE.get(name, ())]
    values = {claim: first(identity, attribute) for claim, attribute in pairs}
    return {claim: value for claim, value in values.items() if value is not None}
