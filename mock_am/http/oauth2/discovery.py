"""`.well-known/openid-configuration` and `connect/jwk_uri`: what is served, nothing else."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import NotFound
from mock_am.http.deployment import Deployment, deployment, realm_of
from mock_am.http.oauth2.answer import oauth_answer, oauth_endpoint
from mock_am.realm.backchannel_client import DeliveryMode
from mock_am.realm.client_choices import BASIC, NONE, POST, PRIVATE_KEY_JWT
from mock_am.realm.document import Document
from mock_am.realm.oauth2_provider import CIBA_GRANT, REFRESH_GRANT
from mock_am.token.signing_key import FAMILIES, FAMILY_OF_ALG, SigningKey, algorithms_of, public_jwk

_ALGORITHMS = frozenset({*FAMILY_OF_ALG, "HS256", "HS384", "HS512"})
_AUTH_METHODS = (POST, PRIVATE_KEY_JWT, BASIC)


@oauth_endpoint("GET")
async def openid_configuration(request: Request) -> Response:
    """The provider's metadata. AM names no CIBA endpoint there, the specification does."""
    am, realm = deployment(request), realm_of(request)
    metadata = _metadata(am, realm)
    if am.profile.has_client_metadata and CIBA_GRANT in metadata["grant_types_supported"]:
        metadata.update(_ciba_metadata(am, realm))
    return oauth_answer(metadata)


def _metadata(am: Deployment, realm: str) -> dict[str, Any]:
    provider, issuer = am.provider(realm), am.issuer(realm)
    served = [grant for grant in (CIBA_GRANT, REFRESH_GRANT) if grant in provider.grant_types]
    return {
        "request_parameter_supported": True,
        "claims_parameter_supported": False,
        "introspection_endpoint": f"{issuer}/introspect",
        "issuer": issuer,
        "claims_supported": list(provider.claims),
        "token_endpoint_auth_methods_supported": list(_AUTH_METHODS),
        "token_endpoint": f"{issuer}/access_token",
        "response_types_supported": [],
        "revocation_endpoint_auth_methods_supported": [*_AUTH_METHODS, NONE],
        "request_uri_parameter_supported": False,  # said, since it is true where nothing is said
        "grant_types_supported": served,
        "version": "3.0",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "scopes_supported": list(provider.scopes),
        "acr_values_supported": list(provider.acr_mapping),
        "revocation_endpoint": f"{issuer}/token/revoke",
        "token_endpoint_auth_signing_alg_values_supported": am.profile.allowed(
            _known(provider.assertion_algorithms)
        ),
        "jwks_uri": provider.remote_jwks_uri or f"{issuer}/connect/jwk_uri",  # FORK
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": _known(provider.id_token_algorithms),
    }


def _known(algorithms: tuple[str, ...]) -> list[str]:
    return [alg for alg in algorithms if alg in _ALGORITHMS]


def _ciba_metadata(am: Deployment, realm: str) -> dict[str, Any]:
    # CIBA 4
    return {
        "backchannel_authentication_endpoint": f"{am.issuer(realm)}/bc-authorize",
        "backchannel_token_delivery_modes_supported": list(DeliveryMode),
        "backchannel_authentication_request_signing_alg_values_supported": am.profile.allowed(
            am.provider(realm).signing_algorithms
        ),
        "backchannel_user_code_parameter_supported": True,
    }


@oauth_endpoint("GET")
async def jwk_uri(request: Request) -> Response:
    """The provider's public keys; they are there before the provider is (am.md 14.5, DOC)."""
    am, realm = deployment(request), realm_of(request)
    published = _with_each_algorithm if _every_algorithm(am, realm) else _once
    keys = [jwk for one in FAMILIES for jwk in published(am.store.signing_key(one), one)]
    return oauth_answer({"keys": keys})


def _every_algorithm(am: Deployment, realm: str) -> bool:
    try:
        return am.provider(realm).every_key_algorithm
    except NotFound:
        return False


def _once(key: SigningKey, family: str) -> list[Document]:
    return [public_jwk(key)]


def _with_each_algorithm(key: SigningKey, family: str) -> list[Document]:
    # Then a kid names several keys, as AM's documentation warns.
    return [{**public_jwk(key), "alg": alg} for alg in algorithms_of(family)]
