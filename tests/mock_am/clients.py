"""Clients, providers and keys for tests that need no server."""

import json
from typing import Any

from jwcrypto.jwk import JWK

from mock_am.realm.oauth2_client import OAuth2Client, checked_client
from mock_am.realm.oauth2_provider import OAuth2Provider
from mock_am.realm.services import SERVICE_TYPES
from mock_am.token.grant import Authorization

CIBA = "urn:openid:params:grant-type:ciba"
ISSUER = "http://am.example/am/oauth2/realms/root/realms/alpha"
GRANTED = Authorization(
    realm="/alpha",
    client_id="myCIBAClient",
    username="demo",
    scope=("openid", "profile"),
    acr="push",
    auth_time=1000,
    grant_id="grant",
    audit_tracking_id="audit-1",
)


def a_client(key: JWK | None = None, **sections: dict[str, Any]) -> OAuth2Client:
    """The article's client; `core`, `advanced`, `signing`, `overrides` differ."""
    core = {"userpassword": "forgerock", "scopes": ["openid", "profile"]}
    signing: dict[str, Any] = {"publicKeyLocation": "jwks", "idTokenSignedResponseAlg": "ES256"}
    if key is not None:
        signing["jwkSet"] = json.dumps({"keys": [key.export_public(as_dict=True)]})
    body = {
        "coreOAuth2ClientConfig": core | sections.get("core", {}),
        "advancedOAuth2ClientConfig": {"grantTypes": [CIBA]} | sections.get("advanced", {}),
        "signEncOAuth2ClientConfig": signing | sections.get("signing", {}),
        "overrideOAuth2ClientConfig": sections.get("overrides", {}),
    }
    return OAuth2Client.of_document("myCIBAClient", checked_client(body, None))


def a_provider(**sections: dict[str, Any]) -> OAuth2Provider:
    """A provider that maps push to a tree; sections by their name in AM."""
    body = {"advancedOIDCConfig": {"loaMapping": {"push": "myCIBAPushTree"}}} | sections
    return OAuth2Provider.of_document(ISSUER, SERVICE_TYPES["oauth-oidc"].checked(body))
