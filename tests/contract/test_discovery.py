"""`.well-known/openid-configuration` (am.md 14.4)."""

from typing import Any

from jwcrypto.jwk import JWK

from tests.contract.am import AM, OAUTH2, Administrator
from tests.contract.configuration import configure
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
        "backchannel_token_delivery_modes_supported": ["poll"],
        "backchannel_authentication_request_signing_alg_values_supported": ["ES256", "PS256"],
        "backchannel_user_code_parameter_supported": False,
    }


async def test_what_is_advertised_is_there(till: Till) -> None:
    metadata = (await till.am.get(PATH)).json()
    for name, value in metadata.items():
        if name.endswith(("_endpoint", "_uri")):
            assert (await till.am.get(value)).status_code != 404, name


async def test_no_header_moves_the_issuer(till: Till) -> None:
    # RFC 9700 4.13
    first = (await till.am.get(PATH)).json()
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert (await till.am.get(PATH, headers=headers)).json() == first


async def test_a_realm_without_provider_has_no_discovery(am: AM) -> None:
    assert (await am.get(PATH)).status_code == 404
    assert (await am.get(f"{OAUTH2}/connect/jwk_uri")).status_code == 404


async def test_other_origins_get_nothing(till: Till) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = await till.am.http.options(f"{OAUTH2}/bc-authorize", headers=headers)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]
