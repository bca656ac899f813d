"""`services/oauth-oidc`: what the OpenID provider begins with (am.md 9.1)."""

import pytest

from tests.contract.am import Administrator
from tests.contract.configuration import PROVIDER, done


async def test_the_provider_has_ams_ciba_defaults(administrator: Administrator) -> None:
    # am.md 9.1
    stored = (await administrator.put(PROVIDER, {})).json()
    assert stored["_type"]["name"] == "OAuth2 Provider"
    assert stored["cibaConfig"] == {
        "cibaAuthReqIdLifetime": 600,
        "cibaMinimumPollingInterval": 2,
        "supportedCibaSigningAlgorithms": ["ES256", "PS256"],
    }
    assert stored["advancedOIDCConfig"]["loaMapping"] == {}
    grants = stored["advancedOAuth2Config"]["grantTypes"]
    assert "urn:openid:params:grant-type:ciba" in grants
    assert stored["coreOAuth2Config"]["accessTokenLifetime"] == 3600


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
