"""The OpenID Foundation's FAPI-CIBA plan: the provider's metadata (CIBA 4)."""

from tests.contract.configuration import CIBA
from tests.provider.conformance import metadata
from tests.provider.provider import Provider


async def test_discovery_names_what_a_ciba_client_needs(strict: Provider) -> None:
    # discovery-end-point-verification
    found = await metadata(strict.am)
    assert found["issuer"] == strict.issuer
    for endpoint in ("token_endpoint", "jwks_uri", "backchannel_authentication_endpoint"):
        assert found[endpoint].startswith(strict.issuer + "/")
    assert set(found["backchannel_token_delivery_modes_supported"]) <= {"poll", "ping", "push"}
    assert "poll" in found["backchannel_token_delivery_modes_supported"]
    assert CIBA in found["grant_types_supported"]
    algorithms = found["backchannel_authentication_request_signing_alg_values_supported"]
    assert sorted(algorithms) == ["ES256", "PS256"]
    assert isinstance(found["backchannel_user_code_parameter_supported"], bool)


async def test_each_endpoint_that_discovery_names_is_there(strict: Provider) -> None:
    # CIBA 4
    found = await metadata(strict.am)
    assert (await strict.am.get(found["jwks_uri"])).json()["keys"]
    for endpoint in ("token_endpoint", "backchannel_authentication_endpoint"):
        assert (await strict.am.post(found[endpoint], data={"x": "y"})).status_code == 401
    assert (await strict.am.get(found["userinfo_endpoint"])).status_code == 401
