"""`.well-known/openid-configuration` (am.md 14.4)."""

from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import AM, IN_REALM, OAUTH2, REALM, Administrator, error
from tests.contract.configuration import CIBA, PROVIDER, SERVICES, configure, done
from tests.contract.till import Till

PATH = f"{OAUTH2}/.well-known/openid-configuration"


async def test_ams_discovery_names_the_grant_but_no_ciba_endpoint(till: Till) -> None:
    metadata = (await till.am.get(PATH)).json()
    issuer = f"{till.am.url}{OAUTH2}"
    assert metadata["issuer"] == issuer
    assert metadata["token_endpoint"] == f"{issuer}/access_token"
    assert metadata["jwks_uri"] == f"{issuer}/connect/jwk_uri"
    assert metadata["version"] == "3.0"
    assert "urn:openid:params:grant-type:ciba" in metadata["grant_types_supported"]
    assert metadata["acr_values_supported"] == ["push"]
    assert not [name for name in metadata if name.startswith("backchannel_")]


async def test_strict_discovery_has_the_ciba_metadata(mount: Any, key: JWK) -> None:
    # CIBA 4
    am = await mount(profile="strict")
    await configure(Administrator(am, await am.session()), key)
    metadata = (await am.get(PATH)).json()
    assert {name: metadata[name] for name in metadata if name.startswith("backchannel_")} == {
        "backchannel_authentication_endpoint": f"{am.url}{OAUTH2}/bc-authorize",
        "backchannel_token_delivery_modes_supported": ["poll", "ping", "push"],
        "backchannel_authentication_request_signing_alg_values_supported": ["ES256", "PS256"],
        "backchannel_user_code_parameter_supported": True,
    }


async def test_no_acr_is_supported_before_one_is_mapped(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.4
    await done(administrator, PROVIDER, {})
    assert (await till.am.get(PATH)).json()["acr_values_supported"] == []


async def test_what_is_advertised_is_there(till: Till) -> None:
    metadata = (await till.am.get(PATH)).json()
    for name, value in metadata.items():
        if name.endswith(("_endpoint", "_uri")):
            assert (await till.am.get(value)).status_code != 404, name


@pytest.mark.mock_alone
async def test_no_header_moves_the_issuer(till: Till) -> None:
    # RFC 9700 4.13
    first = (await till.am.get(PATH)).json()
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert (await till.am.get(PATH, headers=headers)).json() == first


async def test_a_realm_without_provider_has_no_discovery(am: AM) -> None:
    # am.md 14.4
    answer = await am.get(PATH)
    assert (answer.status_code, answer.json()) == (
        404,
        {
            "error_description": f"No OpenID Connect provider for realm {REALM}",
            "error": "not_found",
        },
    )


async def test_the_keys_are_there_before_the_provider_is(am: AM) -> None:
    # am.md 14.5; AM's documentation of jwk_uri
    assert len((await am.get(f"{OAUTH2}/connect/jwk_uri")).json()["keys"]) == 4


async def test_discovery_tells_what_the_provider_is_set_to(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.4
    await done(
        administrator,
        f"{SERVICES}/oauth-oidc",
        {
            "advancedOAuth2Config": {"supportedScopes": ["openid", "email|en|Your e-mail"]},
            "coreOIDCConfig": {
                "supportedClaims": ["email|en|Your e-mail"],
                "supportedIDTokenSigningAlgorithms": ["ES256", "HS256", "EdDSA"],
            },
            "advancedOIDCConfig": {
                "supportedTokenEndpointAuthenticationSigningAlgorithms": ["PS256"],
                "loaMapping": {"gold": "myCIBAPushTree"},
            },
        },
    )
    metadata = (await till.am.get(PATH)).json()
    assert metadata["scopes_supported"] == ["openid", "email"]
    assert metadata["claims_supported"] == ["email"]
    assert metadata["id_token_signing_alg_values_supported"] == ["ES256", "HS256"]
    assert metadata["token_endpoint_auth_signing_alg_values_supported"] == ["PS256"]
    assert metadata["acr_values_supported"] == ["gold"]


async def test_the_keys_may_be_published_elsewhere(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.4; its ancestor's discovery too names the Remote JSON Web Key URL where there is one
    address = "https://keys.example/jwks"
    await done(administrator, PROVIDER, {"advancedOIDCConfig": {"jkwsURI": address}})
    assert (await till.am.get(PATH)).json()["jwks_uri"] == address


@pytest.mark.mock_alone
async def test_of_ams_many_members_only_the_true_ones_are_there(till: Till) -> None:
    # am.md 14.4
    metadata = (await till.am.get(PATH)).json()
    assert metadata["token_endpoint_auth_methods_supported"] == [
        "client_secret_post",
        "private_key_jwt",
        "client_secret_basic",
    ]
    assert metadata["grant_types_supported"] == [CIBA, "refresh_token"]
    assert metadata["response_types_supported"] == []
    assert metadata["subject_types_supported"] == ["public"]
    assert metadata["request_uri_parameter_supported"] is False
    assert (
        not {
            "authorization_endpoint",
            "check_session_iframe",
            "end_session_endpoint",
            "pushed_authorization_request_endpoint",
            "registration_endpoint",
        }
        & metadata.keys()
    )


@pytest.mark.mock_alone
@pytest.mark.parametrize("realm", ["", "/realms/root", IN_REALM])
@pytest.mark.parametrize(
    "path",
    [
        "/register",
        "/par",
        "/device/code",
        "/device/user",
        "/connect/checkSession",
        "/connect/endSession",
        "/connect/rp/jwk_uri",
        "/idtokeninfo",
        "/tokeninfo",
        "/nosuch",
        "/access_token/more",
    ],
)
async def test_an_endpoint_that_is_not_mocked_is_not_found(am: AM, realm: str, path: str) -> None:
    message = "The server has not found anything matching the request URI"
    for method in ("GET", "POST"):
        answer = await am.http.request(method, f"/oauth2{realm}{path}")
        assert answer.json() == error(404, "Not Found", message)


async def test_other_origins_get_nothing(till: Till) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = await till.am.http.options(f"{OAUTH2}/bc-authorize", headers=headers)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]
