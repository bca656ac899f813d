"""What some settings of an OAuth2 client may be set to (am.md 10.1)."""

from mock_am.realm.document import template
from mock_am.realm.section import Limits
from mock_am.realm.services import OAUTH2_PROVIDER

BASIC = "client_secret_basic"
POST = "client_secret_post"
PRIVATE_KEY_JWT = "private_key_jwt"
NONE = "none"
"""How a client may authenticate here; AM's two kinds of mutual TLS are stored only."""

_AUTH_METHODS = (BASIC, POST, PRIVATE_KEY_JWT, NONE)
_MUTUAL_TLS = ("self_signed_tls_client_auth", "tls_client_auth")
_FORMATS = ("JSON", "SIGNED_JWT", "SIGNED_THEN_ENCRYPTED_JWT")
_CHOICES = {
    "clientType": ("Confidential", "Public"),
    "status": ("Active", "Inactive"),
    "subjectType": ("public", "pairwise", "Public", "Pairwise"),  # REC: either case
    "tokenEndpointAuthMethod": (*_AUTH_METHODS, *_MUTUAL_TLS),
    "publicKeyLocation": ("jwks_uri", "jwks", "x509"),
    "userinfoResponseFormat": _FORMATS,
    "tokenIntrospectionResponseFormat": _FORMATS,
}

_OIDC, _ADVANCED = "coreOIDCConfig", "advancedOIDCConfig"
_PROVIDERS_LISTS = {
    "idTokenSignedResponseAlg": (_OIDC, "supportedIDTokenSigningAlgorithms"),
    "idTokenEncryptionAlgorithm": (_OIDC, "supportedIDTokenEncryptionAlgorithms"),
    "idTokenEncryptionMethod": (_OIDC, "supportedIDTokenEncryptionMethods"),
    "tokenEndpointAuthSigningAlgorithm": (
        _ADVANCED,
        "supportedTokenEndpointAuthenticationSigningAlgorithms",
    ),
    "requestParameterSignedAlg": (_ADVANCED, "supportedRequestParameterSigningAlgorithms"),
    "userinfoSignedResponseAlg": (_ADVANCED, "supportedUserInfoSigningAlgorithms"),
    "tokenIntrospectionSignedResponseAlg": (
        _ADVANCED,
        "supportedTokenIntrospectionResponseSigningAlgorithms",
    ),
    "authorizationResponseSigningAlgorithm": (
        _ADVANCED,
        "supportedAuthorizationResponseSigningAlgorithms",
    ),
}
"""Algorithms: a client's setting, and the provider's list of those that AM knows."""


def client_choices() -> Limits:
    """The choices by attribute, each under its own name in the console."""
    provider = template(OAUTH2_PROVIDER)
    algorithms = {
        name: tuple(provider[section][known]) for name, (section, known) in _PROVIDERS_LISTS.items()
    }
    every = {**_CHOICES, **algorithms}
    return {name: {"choices": {one: one for one in known}} for name, known in every.items()}
