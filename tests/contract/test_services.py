"""`realm-config/services` (am.md 9)."""

from typing import Any

import pytest

from tests.contract.am import AM, Administrator, error
from tests.contract.configuration import PUSH_SERVICE, SERVICES

PUSH, PROVIDER = f"{SERVICES}/pushNotification", f"{SERVICES}/oauth-oidc"


async def test_the_push_services_secret_is_never_returned(administrator: Administrator) -> None:
    # am.md 9.2
    stored = (await administrator.put(PUSH, PUSH_SERVICE)).json()
    assert stored.pop("_rev")
    assert stored == {
        "_id": "",
        "_type": {
            "_id": "pushNotification",
            "name": "Push Notification Service",
            "collection": False,
        },
        "accessKey": "a",
        "appleEndpoint": "x",
        "googleEndpoint": "y",
        "delegateFactory": "org.forgerock.openam.services.push.sns.SnsHttpDelegateFactory",
        "mdCacheSize": 10000,
        "mdConcurrency": 16,
        "mdDuration": 120,
        "region": "us-east-1",
    }


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


async def test_put_replaces_the_whole_service(administrator: Administrator) -> None:
    # am.md 2.4
    await administrator.put(PROVIDER, {"cibaConfig": {"cibaAuthReqIdLifetime": 60}})
    await administrator.put(PROVIDER, {"advancedOIDCConfig": {"loaMapping": {"push": "t"}}})
    stored = (await administrator.get(PROVIDER)).json()
    assert stored["cibaConfig"]["cibaAuthReqIdLifetime"] == 600
    assert stored["advancedOIDCConfig"]["loaMapping"] == {"push": "t"}


async def test_services_are_listed_without_their_revision(administrator: Administrator) -> None:
    # am.md 9
    await administrator.put(PROVIDER, {})
    await administrator.put(PUSH, PUSH_SERVICE)
    answer = await administrator.post(f"{SERVICES}?_action=nextdescendents")
    listed = answer.json()["result"]
    assert {service["_id"] for service in listed} == {"oauth-oidc", "pushNotification"}
    assert not [service for service in listed if "_rev" in service or "secret" in service]


async def test_a_realms_services_are_its_own(administrator: Administrator) -> None:
    await administrator.put(PROVIDER, {})
    root = "/json/realms/root/realm-config/services/oauth-oidc"
    assert (await administrator.get(root)).json() == error(404, "Not Found", "Not Found")


async def test_an_unknown_service_cannot_be_made(administrator: Administrator) -> None:
    answer = await administrator.put(f"{SERVICES}/teapot", {})
    assert answer.json() == error(404, "Not Found", "Resource 'teapot' not found")


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ({"cibaConfig": {"cibaAuthReqIdLifetime": "600"}}, "Ciba Auth Req Id Lifetime"),
        ({"cibaConfig": {"cibaAuthReqIdLifetime": 10**400}}, "Ciba Auth Req Id Lifetime"),
        ({"cibaConfig": {"cibaMinimumPollingInterval": True}}, "Ciba Minimum Polling Interval"),
        ({"cibaConfig": []}, "Ciba Config"),
        ({"advancedOIDCConfig": {"loaMapping": {"push": ["t"]}}}, "Loa Mapping"),
        ({"advancedOIDCConfig": {"defaultACR": [["push"]]}}, "Default A C R"),
    ],
)
async def test_a_value_of_the_wrong_type_is_refused(
    am: AM, administrator: Administrator, body: dict[str, Any], label: str
) -> None:
    answer = await administrator.put(PROVIDER, body)
    message = f"Data validation failed for the attribute, {label}"
    assert answer.json() == error(400, "Bad Request", message)
    assert (await administrator.get(PROVIDER)).status_code == 404
