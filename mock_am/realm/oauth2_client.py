"""An OAuth2 client: AM's two forms of its JSON, and what the core reads of it (am.md 10)."""

import hmac
import json
from dataclasses import dataclass
from typing import Any

from mock_am.errors import BadRequest, DataValidationFailed
from mock_am.realm.document import Document, completed, label, template
from mock_am.realm.services import OAUTH2_PROVIDER
from mock_am.realm.verification_keys import VerificationKeys

TYPE = {"_id": "OAuth2Client", "name": "OAuth2 Clients", "collection": True}
_PLAIN_SECTION = "overrideOAuth2ClientConfig"
_CORE = "coreOAuth2ClientConfig"
_SECRET = "userpassword"
_LISTED_ONLY: Document = {"agentgroup": None, "secretLabelIdentifier": None}


@dataclass(frozen=True)
class OAuth2Client:
    """A registered client. A lifetime of 0 seconds means: the provider's."""

    client_id: str
    secret: str | None
    confidential: bool
    active: bool
    scopes: frozenset[str]
    grant_types: frozenset[str]
    auth_method: str
    keys: VerificationKeys
    id_token_alg: str
    access_token_lifetime: int
    refresh_token_lifetime: int
    id_token_lifetime: int

    @classmethod
    def of_document(cls, client_id: str, document: Document) -> "OAuth2Client":
        """The client that a stored document describes."""
        core, advanced = document[_CORE], document["advancedOAuth2ClientConfig"]
        signing = document["signEncOAuth2ClientConfig"]
        return cls(
            client_id=client_id,
            secret=core[_SECRET],
            confidential=core["clientType"] == "Confidential",
            active=core["status"] == "Active",
            scopes=frozenset(_scope_name(scope) for scope in core["scopes"]),
            grant_types=frozenset(advanced["grantTypes"]),
            auth_method=advanced["tokenEndpointAuthMethod"],
            keys=_keys(signing),
            id_token_alg=signing["idTokenSignedResponseAlg"],
            access_token_lifetime=core["accessTokenLifetime"],
            refresh_token_lifetime=core["refreshTokenLifetime"],
            id_token_lifetime=document["coreOpenIDClientConfig"]["jwtTokenLifetime"],
        )

    def knows(self, secret: str) -> bool:
        """Whether `secret` is this client's, compared in constant time."""
        expected = self.secret or ""
        same = hmac.compare_digest(secret.encode(), expected.encode())
        return same and bool(expected)


def _scope_name(scope: str) -> str:
    # The console stores translated scopes as `name|locale|text`.
    return scope.split("|", 1)[0]


def _keys(signing: Document) -> VerificationKeys:
    if signing["publicKeyLocation"] != "jwks" or not signing["jwkSet"]:
        return VerificationKeys(())
    return VerificationKeys(json.loads(signing["jwkSet"])["keys"])


def checked_client(body: Document, existing: Document | None) -> Document:
    """`body`, in either form, as AM would store it; an omitted secret is kept (am.md 10.1, REC).

    Raises InvalidAttribute, DataValidationFailed or BadRequest.
    """
    document = completed(template("OAuth2Client"), _unwrapped(body))
    if document[_CORE][_SECRET] is None and existing is not None:
        document[_CORE][_SECRET] = existing[_CORE][_SECRET]
    signing = document["signEncOAuth2ClientConfig"]
    _check_key_set(signing["jwkSet"])
    if signing["idTokenSignedResponseAlg"] not in _signing_algorithms():
        raise DataValidationFailed(label("idTokenSignedResponseAlg"))
    return document


def _signing_algorithms() -> list[str]:
    algorithms: list[str] = template(OAUTH2_PROVIDER)["coreOIDCConfig"][
        "supportedIDTokenSigningAlgorithms"
    ]
    return algorithms


def _unwrapped(body: Document) -> Document:
    return {
        section: {n: _plain(value) for n, value in attributes.items() if n not in _LISTED_ONLY}
        if isinstance(attributes, dict)
        else attributes
        for section, attributes in body.items()
    }


def _plain(value: Any) -> Any:
    wrapped = isinstance(value, dict) and "inherited" in value
    return value.get("value") if wrapped else value


def _check_key_set(text: str | None) -> None:
    if text is None:
        return
    try:
        keys = json.loads(text)["keys"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadRequest("Json Web Key must be a JSON object with a 'keys' array") from None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise BadRequest("Json Web Key must be a JSON object with a 'keys' array")


def listed(document: Document) -> Document:
    """The form a query returns: plain values, never the secret (am.md 10.1, REC)."""
    core = {name: value for name, value in document[_CORE].items() if name != _SECRET}
    return {**document, _CORE: {**core, **_LISTED_ONLY}}


def wrapped(document: Document) -> Document:
    """The form a read returns: `{"inherited", "value"}` around each value (am.md 10.1, REC)."""
    return {
        section: values if section == _PLAIN_SECTION else _wrapped_section(values)
        for section, values in document.items()
    }


def _wrapped_section(values: Document) -> Document:
    return {
        name: {"inherited": False} if value is None else {"inherited": False, "value": value}
        for name, value in values.items()
        if name != _SECRET
    }
