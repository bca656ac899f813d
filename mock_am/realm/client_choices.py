"""What some settings of an OAuth2 client may be set to (am.md 10.1)."""

from functools import cache

from mock_am.errors import DataValidationFailed
from mock_am.realm.document import Document, label, template
from mock_am.realm.services import OAUTH2_PROVIDER

BASIC = "client_secret_basic"
POST = "client_secret_post"
PRIVATE_KEY_JWT = "private_key_jwt"
NONE = "none"
"""How a client may authenticate here; AM's two kinds of mutual TLS are stored only."""

_CORE = "coreOAuth2ClientConfig"
_ADVANCED = "advancedOAuth2ClientConfig"
_SIGNING = "signEncOAuth2ClientConfig"
_OIDC, _ADVANCED_OIDC = "coreOIDCConfig", "advancedOIDCConfig"
_FORMATS = ("JSON", "SIGNED_JWT", "SIGNED_THEN_ENCRYPTED_JWT")

_CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "clientType": (_CORE, ("Confidential", "Public")),
    "status": (_CORE, ("Active", "Inactive")),
    "subjectType": (_ADVANCED, ("public", "pairwise", "Public", "Pairwise")),  # REC: both cases
    "tokenEndpointAuthMethod": (
        _ADVANCED,
        (BASIC, POST, PRIVATE_KEY_JWT, NONE, "self_signed_tls_client_auth", "tls_client_auth"),
    ),
    "publicKeyLocation": (_SIGNING, ("jwks_uri", "jwks", "x509")),
    "userinfoResponseFormat": (_SIGNING, _FORMATS),
    "tokenIntrospectionResponseFormat": (_SIGNING, _FORMATS),
}

_PROVIDERS_LISTS = {
    "idTokenSignedResponseAlg": (_OIDC, "supportedIDTokenSigningAlgorithms"),
    "idTokenEncryptionAlgorithm": (_OIDC, "supportedIDTokenEncryptionAlgorithms"),
    "idTokenEncryptionMethod": (_OIDC, "supportedIDTokenEncryptionMethods"),
    "tokenEndpointAuthSigningAlgorithm": (
        _ADVANCED_OIDC,
        "supportedTokenEndpointAuthenticationSigningAlgorithms",
    ),
    "requestParameterSignedAlg": (_ADVANCED_OIDC, "supportedRequestParameterSigningAlgorithms"),
    "userinfoSignedResponseAlg": (_ADVANCED_OIDC, "supportedUserInfoSigningAlgorithms"),
    "tokenIntrospectionSignedResponseAlg": (
        _ADVANCED_OIDC,
        "supportedTokenIntrospectionResponseSigningAlgorithms",
    ),
    "authorizationResponseSigningAlgorithm": (
        _ADVANCED_OIDC,
        "supportedAuthorizationResponseSigningAlgorithms",
    ),
}
"""Algorithms: a client's setting, and the provider's list of those that AM knows."""


@cache
def choices() -> dict[tuple[str, str], tuple[str, ...]]:
    """What may be set, by section and attribute, for each attribute that is a choice."""
    provider = template(OAUTH2_PROVIDER)
    algorithms = {
        (_SIGNING, name): tuple(provider[section][known])
        for name, (section, known) in _PROVIDERS_LISTS.items()
    }
    return {(section, name): known for name, (section, known) in _CHOICES.items()} | algorithms


def check_choices(document: Document) -> None:
    """Raise DataValidationFailed where a client's setting is none of those it may be."""
    for (section, name), known in choices().items():
        value = document[section][name]
        if value is not None and value not in known:
            raise DataValidationFailed(label(name))
