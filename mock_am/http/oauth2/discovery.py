"""`.well-known/openid-configuration` and `connect/jwk_uri`: what is served, nothing else."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am.http.deployment import Deployment, deployment, realm_of
from mock_am.http.oauth2.answer import oauth_answer, oauth_endpoint
from mock_am.realm.client_choices import BASIC, POST
from mock_am.realm.oauth2_provider import CIBA_GRANT, REFRESH_GRANT
from mock_am.token.signing_key import FAMILIES, FAMILY_OF_ALG, public_jwk

_ID_TOKEN_ALGS = [*FAMILY_OF_ALG, "HS256", "HS384", "HS512"]


@oauth_endpoint("GET")
async def openid_configuration(request: Request) -> Response:
    """The provider's metadata. AM names no CIBA endpoint there, the specification does."""
    am, realm = deployment(request), realm_of(request)
    metadata = _metadata(am, realm)
    if am.profile.advertises_ciba:
        metadata.update(_ciba_metadata(am, realm))
    return oauth_answer(metadata)


def _metadata(am: Deployment, realm: str) -> dict[str, Any]:
    provider, issuer = am.provider(realm), am.issuer(realm)
    served = [grant for grant in (CIBA_GRANT, REFRESH_GRANT) if grant in provider.grant_types]
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/access_token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "introspection_endpoint": f"{issuer}/introspect",
        "revocation_endpoint": f"{issuer}/token/revoke",
        "jwks_uri": f"{issuer}/connect/jwk_uri",
        "version": "3.0",
        "grant_types_supported": served,
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": [POST, BASIC],
        "id_token_signing_alg_values_supported": _ID_TOKEN_ALGS,
        "scopes_supported": ["openid", "profile", "email", "phone"],
        "acr_values_supported": list(provider.acr_mapping),
        "request_parameter_supported": True,
        "claims_parameter_supported": False,
    }


def _ciba_metadata(am: Deployment, realm: str) -> dict[str, Any]:
    # CIBA 4
    return {
        "backchannel_authentication_endpoint": f"{am.issuer(realm)}/bc-authorize",
        "backchannel_token_delivery_modes_supported": ["poll"],
        "backchannel_authentication_request_signing_alg_values_supported": list(
            am.provider(realm).signing_algorithms
        ),
        "backchannel_user_code_parameter_supported": False,
    }


@oauth_endpoint("GET")
async def jwk_uri(request: Request) -> Response:
    """The provider's public keys (am.md 14.5, DOC)."""
    am, realm = deployment(request), realm_of(request)
    am.provider(realm)
    return oauth_answer({"keys": [public_jwk(am.store.signing_key(one)) for one in FAMILIES]})
