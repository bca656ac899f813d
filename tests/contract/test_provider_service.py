"""`services/oauth-oidc`: what the OpenID provider begins with (am.md 9.1)."""

from typing import Any

import pytest

from tests.contract.am import Administrator
from tests.contract.configuration import PROVIDER, done

SECTIONS = {
    "advancedOIDCConfig",
    "advancedOAuth2Config",
    "clientDynamicRegistrationConfig",
    "coreOIDCConfig",
    "coreOAuth2Config",
    "consent",
    "deviceCodeConfig",
    "pluginsConfig",
    "cibaConfig",
}
GRANT_TYPES = [
    "implicit",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
    "refresh_token",
    "password",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:device_code",
    "authorization_code",
    "urn:openid:params:grant-type:ciba",
    "urn:ietf:params:oauth:grant-type:uma-ticket",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
]
DEFAULTS: dict[str, dict[str, Any]] = {
    "advancedOIDCConfig": {"loaMapping": {}, "defaultACR": [], "alwaysAddClaimsToToken": False},
    "advancedOAuth2Config": {
        "grantTypes": GRANT_TYPES,
        "includeSubnameInTokenClaims": True,
        "allowClientCredentialsInTokenRequestQueryParameters": False,
    },
    "coreOIDCConfig": {"oidcDiscoveryEndpointEnabled": False, "jwtTokenLifetime": 3600},
    "coreOAuth2Config": {
        "accessTokenLifetime": 3600,
        "refreshTokenLifetime": 604800,
        "codeLifetime": 120,
        "issueRefreshToken": True,
        "statelessTokensEnabled": False,
    },
}
LABELS = {
    "advancedOIDCConfig": {
        "loaMapping": "OpenID Connect acr_values to Auth Chain Mapping",
        "defaultACR": "Default ACR values",
    },
    "advancedOAuth2Config": {"grantTypes": "Grant Types"},
    "coreOIDCConfig": {
        "oidcDiscoveryEndpointEnabled": "OIDC Provider Discovery",
        "jwtTokenLifetime": "OpenID Connect JWT Token Lifetime (seconds)",
    },
}


async def test_the_provider_has_ams_ciba_defaults(administrator: Administrator) -> None:
    stored = (await administrator.put(PROVIDER, {})).json()
    assert stored["_type"] == {"_id": "oauth-oidc", "name": "OAuth2 Provider", "collection": False}
    assert {name for name in stored if not name.startswith("_")} == SECTIONS
    assert stored["cibaConfig"] == {
        "cibaAuthReqIdLifetime": 600,
        "cibaMinimumPollingInterval": 2,
        "supportedCibaSigningAlgorithms": ["ES256", "PS256"],
    }


@pytest.mark.parametrize(("section", "expected"), DEFAULTS.items(), ids=DEFAULTS)
async def test_the_provider_begins_with_ams_defaults(
    administrator: Administrator, section: str, expected: dict[str, Any]
) -> None:
    stored = (await administrator.put(PROVIDER, {})).json()[section]
    assert {name: stored[name] for name in expected} == expected


@pytest.mark.parametrize(("section", "expected"), LABELS.items(), ids=LABELS)
async def test_settings_are_called_as_the_console_calls_them(
    administrator: Administrator, section: str, expected: dict[str, str]
) -> None:
    schema = (await administrator.post(f"{PROVIDER}?_action=schema")).json()["properties"]
    named = schema[section]["properties"]
    assert {name: named[name]["title"] for name in expected} == expected


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("advancedOIDCConfig", "jkwsURI", "https://keys.example/jwks"),
        ("advancedOAuth2Config", "customLoginUrlTemplate", "https://login.example"),
        ("deviceCodeConfig", "verificationUrl", "https://device.example"),
        ("consent", "savedConsentAttribute", "consent"),
        ("pluginsConfig", "oidcClaimsClass", "org.example.Claims"),
    ],
)
async def test_what_has_no_default_can_be_set(
    administrator: Administrator, section: str, key: str, value: str
) -> None:
    # am.md 9.1
    assert key not in (await administrator.put(PROVIDER, {})).json()[section]
    await done(administrator, PROVIDER, {section: {key: value}})
    assert (await administrator.get(PROVIDER)).json()[section][key] == value


async def test_put_replaces_the_whole_service(administrator: Administrator) -> None:
    # am.md 2.4
    await administrator.put(PROVIDER, {"cibaConfig": {"cibaAuthReqIdLifetime": 60}})
    await administrator.put(PROVIDER, {"advancedOIDCConfig": {"loaMapping": {"push": "t"}}})
    stored = (await administrator.get(PROVIDER)).json()
    assert stored["cibaConfig"]["cibaAuthReqIdLifetime"] == 600
    assert stored["advancedOIDCConfig"]["loaMapping"] == {"push": "t"}


async def test_the_schema_has_the_consoles_tabs_and_labels(administrator: Administrator) -> None:
    # am.md 2.3, 9.1
    schema = (await administrator.post(f"{PROVIDER}?_action=schema")).json()
    ciba = schema["properties"]["cibaConfig"]
    assert (ciba["title"], ciba["type"]) == ("CIBA", "object")
    titles = {key: one["title"] for key, one in ciba["properties"].items()}
    assert titles == {
        "cibaAuthReqIdLifetime": "Back Channel Authentication ID Lifetime (seconds)",
        "cibaMinimumPollingInterval": "Polling Wait Interval (seconds)",
        "supportedCibaSigningAlgorithms": "Signing Algorithms Supported",
    }
    advanced = schema["properties"]["advancedOIDCConfig"]["properties"]
    assert advanced["loaMapping"]["patternProperties"] == {".*": {"type": "string"}}
    assert advanced["jkwsURI"]["required"] is False
    assert advanced["defaultACR"]["items"] == {"type": "string"}
