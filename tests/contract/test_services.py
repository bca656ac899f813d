"""`realm-config/services` (am.md 9)."""

from typing import Any

import pytest

from tests.contract.am import AM, Administrator, error
from tests.contract.configuration import PROVIDER, PUSH_SERVICE, SERVICES, done, put_branch

PUSH = f"{SERVICES}/pushNotification"
AUTHENTICATOR, BASE_URL = f"{SERVICES}/authenticatorPushService", f"{SERVICES}/baseurl"
NAMES = {
    "oauth-oidc": "OAuth2 Provider",
    "pushNotification": "Push Notification Service",
    "authenticatorPushService": "ForgeRock Authenticator (Push) Service",
    "baseurl": "Base URL Source",
}


def types(*ids: str) -> list[dict[str, Any]]:
    """The types of these services, in AM's form."""
    return [{"_id": one, "name": NAMES[one], "collection": False} for one in ids]


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


@pytest.mark.parametrize(
    ("path", "settings"),
    [
        (
            PUSH,
            {
                "delegateFactory": "org.forgerock.openam.services.push.sns.SnsHttpDelegateFactory",
                "mdCacheSize": 10000,
                "mdConcurrency": 16,
                "mdDuration": 120,
                "region": "us-east-1",
            },
        ),
        (
            AUTHENTICATOR,
            {
                "authenticatorPushDeviceSettingsEncryptionKeystore": (
                    "/path/to/am/security/keystores/keystore.jks"
                ),
                "authenticatorPushDeviceSettingsEncryptionKeystorePassword": None,
                "authenticatorPushDeviceSettingsEncryptionKeystoreType": "JKS",
                "authenticatorPushDeviceSettingsEncryptionScheme": "NONE",
                "authenticatorPushSkippableName": "push2faEnabled",
                "pushAttrName": "pushDeviceProfiles",
            },
        ),
        (BASE_URL, {"source": "REQUEST_VALUES", "contextPath": "/am"}),
    ],
)
async def test_what_is_not_set_is_not_shown(
    administrator: Administrator, path: str, settings: dict[str, Any]
) -> None:
    # am.md 9.2, 9.3, 9.4: AM keeps a push service without credentials
    await done(administrator, path, {})
    stored = (await administrator.get(path)).json()
    assert {key: value for key, value in stored.items() if not key.startswith("_")} == settings


async def test_what_was_read_can_be_put_back(administrator: Administrator) -> None:
    # am.md 2.4
    await done(administrator, PUSH, PUSH_SERVICE)
    for path in (PROVIDER, PUSH, AUTHENTICATOR, BASE_URL):
        first = await administrator.put(path, {} if path != PUSH else PUSH_SERVICE)
        again = await administrator.put(path, first.json())
        assert (again.status_code, again.json()) == (200, first.json()), path


async def test_services_are_listed_without_their_revision(administrator: Administrator) -> None:
    # am.md 9
    await administrator.put(PROVIDER, {})
    await administrator.put(PUSH, PUSH_SERVICE)
    answer = await administrator.post(f"{SERVICES}?_action=nextdescendents")
    listed = {service["_id"]: service for service in answer.json()["result"]}
    assert listed.keys() == {"oauth-oidc", "pushNotification"}
    assert not [service for service in listed.values() if "_rev" in service]
    assert "secret" not in listed["pushNotification"]


async def test_a_query_tells_the_names(administrator: Administrator) -> None:
    # am.md 2.3, 2.5, 9: a list's revision is that of what it shows
    rev = (await administrator.put(PROVIDER, {})).json()["_rev"]
    answer = (await administrator.get(f"{SERVICES}?_queryFilter=true")).json()
    assert answer["result"][0].pop("_rev") != rev
    assert answer["result"] == [{"_id": "oauth-oidc", "name": "OAuth2 Provider"}]
    assert answer["resultCount"] == 1


async def test_types_that_are_there_cannot_be_created_again(administrator: Administrator) -> None:
    # am.md 2.3
    await administrator.put(PROVIDER, {})
    every = (await administrator.post(f"{SERVICES}?_action=getAllTypes")).json()["result"]
    assert [one for one in types(*NAMES) if one not in every] == []
    answer = await administrator.post(f"{SERVICES}?_action=getCreatableTypes")
    creatable = answer.json()["result"]
    assert [one for one in types(*NAMES) if one not in creatable] == types("oauth-oidc")


async def test_a_service_is_created_once(administrator: Administrator) -> None:
    # am.md 2.4
    made = await administrator.post(f"{BASE_URL}?_action=create", {"contextPath": "/openam"})
    assert made.status_code == 201
    assert made.headers["location"].endswith(BASE_URL)
    assert made.json()["contextPath"] == "/openam"
    again = await administrator.post(f"{BASE_URL}?_action=create", {})
    assert again.json() == error(409, "Conflict", "Service already exists")
    assert (await administrator.get(BASE_URL)).json() == made.json()


async def test_a_deleted_service_is_shown_once_more(administrator: Administrator) -> None:
    # am.md 2.4
    made = (await administrator.put(PUSH, PUSH_SERVICE)).json()
    assert (await administrator.delete(PUSH)).json() == made
    assert (await administrator.get(PUSH)).status_code == 404
    assert (await administrator.delete(PUSH)).json() == error(404, "Not Found", "Not Found")


@pytest.mark.parametrize("name", NAMES)
async def test_a_service_tells_its_type_and_has_no_parts(
    administrator: Administrator, name: str
) -> None:
    # am.md 2.3
    path = f"{SERVICES}/{name}?_action="
    assert (await administrator.post(f"{path}getType")).json() == types(name)[0]
    for action in ("nextdescendents", "getAllTypes", "getCreatableTypes"):
        assert (await administrator.post(path + action)).json() == {"result": []}


@pytest.mark.parametrize("name", NAMES)
async def test_the_template_is_what_an_empty_body_makes(
    administrator: Administrator, name: str
) -> None:
    # am.md 2.3
    begins = (await administrator.post(f"{SERVICES}/{name}?_action=template")).json()
    made = (await administrator.put(f"{SERVICES}/{name}", {})).json()
    if name == "oauth-oidc":  # REC: the one attribute that only a realm's provider shows
        assert made["advancedOAuth2Config"].pop("passwordGrantAuthService") == "[Empty]"
    assert begins == {key: value for key, value in made.items() if not key.startswith("_")}


async def test_a_choice_names_its_values(administrator: Administrator) -> None:
    # am.md 9.4
    schema = (await administrator.post(f"{BASE_URL}?_action=schema")).json()
    assert schema["properties"]["source"]["enum"] == [
        "EXTENSION_CLASS",
        "FIXED_VALUE",
        "FORWARDED_HEADER",
        "REQUEST_VALUES",
        "X_FORWARDED_HEADERS",
    ]


async def test_a_realms_services_are_its_own(administrator: Administrator) -> None:
    # am.md 9
    await administrator.put(PROVIDER, {})
    branch = f"/json{await put_branch(administrator)}{PROVIDER}"
    assert (await administrator.get(branch)).json() == error(404, "Not Found", "Not Found")


@pytest.mark.parametrize("action", ["create", "getType", "nextdescendents", "schema", "template"])
async def test_an_unknown_service_cannot_be_made(administrator: Administrator, action: str) -> None:
    # am.md 2.4
    unknown = error(404, "Not Found", "Resource 'CorsService' not found")
    assert (await administrator.put(f"{SERVICES}/CorsService", {})).json() == unknown
    answer = await administrator.post(f"{SERVICES}/CorsService?_action={action}", {})
    assert answer.json() == unknown


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_what_was_never_made_is_not_found(administrator: Administrator, method: str) -> None:
    # am.md 2.4
    answer = await administrator.request(method, f"{SERVICES}/dashboard")
    assert answer.json() == error(404, "Not Found", "Not Found")


async def test_an_unknown_action_is_refused(administrator: Administrator) -> None:
    # am.md 2.3
    answer = await administrator.post(f"{PROVIDER}?_action=brew")
    assert answer.status_code == 501


LIFETIME = "Back Channel Authentication ID Lifetime (seconds)"


@pytest.mark.parametrize(
    ("path", "body", "label"),
    [
        (PROVIDER, {"cibaConfig": {"cibaAuthReqIdLifetime": "600"}}, LIFETIME),
        (PROVIDER, {"cibaConfig": {"cibaAuthReqIdLifetime": 10**400}}, LIFETIME),
        (PROVIDER, {"cibaConfig": {"cibaAuthReqIdLifetime": -1}}, LIFETIME),
        (
            PROVIDER,
            {"cibaConfig": {"cibaMinimumPollingInterval": True}},
            "Polling Wait Interval (seconds)",
        ),
        (
            PROVIDER,
            {"cibaConfig": {"supportedCibaSigningAlgorithms": "ES256"}},
            "Signing Algorithms Supported",
        ),
        (PROVIDER, {"cibaConfig": []}, "CIBA"),
        (
            PROVIDER,
            {"advancedOIDCConfig": {"loaMapping": {"push": ["t"]}}},
            "OpenID Connect acr_values to Auth Chain Mapping",
        ),
        (PROVIDER, {"advancedOIDCConfig": {"defaultACR": [["push"]]}}, "Default ACR values"),
        (
            PROVIDER,
            {"coreOAuth2Config": {"accessTokenLifetime": -1}},
            "Access Token Lifetime (seconds)",
        ),
        (
            PROVIDER,
            {"coreOAuth2Config": {"refreshTokenLifetime": -2}},
            "Refresh Token Lifetime (seconds)",
        ),
        (
            PROVIDER,
            {"advancedOAuth2Config": {"tokenSigningAlgorithm": "none"}},
            "OAuth2 Token Signing Algorithm",
        ),
        (
            PROVIDER,
            {"advancedOAuth2Config": {"refreshTokenGracePeriod": 121}},
            "Refresh Token Grace Period (seconds)",
        ),
        (
            PROVIDER,
            {"advancedOIDCConfig": {"authorisedIdmDelegationClients": 1}},
            "Authorised Idm Delegation Clients",
        ),
        (PUSH, {**PUSH_SERVICE, "accessKey": ""}, "SNS Access Key ID"),
        (PUSH, {**PUSH_SERVICE, "appleEndpoint": ""}, "SNS Endpoint for APNS"),
        (PUSH, {**PUSH_SERVICE, "googleEndpoint": ""}, "SNS Endpoint for GCM"),
        (PUSH, {**PUSH_SERVICE, "region": "moon-1"}, "SNS Client Region"),
        (PUSH, {**PUSH_SERVICE, "mdConcurrency": 17}, "Response Cache Concurrency"),
        (PUSH, {**PUSH_SERVICE, "secret": 5}, "SNS Access Key Secret"),
        (
            AUTHENTICATOR,
            {"authenticatorPushDeviceSettingsEncryptionScheme": "ROT13"},
            "Device Profile Encryption Scheme",
        ),
        (BASE_URL, {"source": "GUESS"}, "Base URL Source"),
        (BASE_URL, {"source": "FIXED_VALUE"}, "Fixed value base URL"),
        (BASE_URL, {"source": "FIXED_VALUE", "fixedValue": "am"}, "Fixed value base URL"),
        (BASE_URL, {"source": "FIXED_VALUE", "fixedValue": "http://["}, "Fixed value base URL"),
    ],
)
async def test_a_value_that_the_schema_refuses_is_named_by_its_label(
    administrator: Administrator, path: str, body: dict[str, Any], label: str
) -> None:
    # am.md 2.4
    answer = await administrator.put(path, body)
    message = f"Data validation failed for the attribute, {label}"
    assert answer.json() == error(400, "Bad Request", message)
    assert (await administrator.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (PROVIDER, {"cibaConfig": {"nope": 1}}),
        (PROVIDER, {"nope": {}}),
        (PROVIDER, {"blacklistCacheSize": 1}),
        (PUSH, {"nope": 1}),
    ],
)
async def test_an_unknown_attribute_is_refused(
    am: AM, administrator: Administrator, path: str, body: dict[str, Any]
) -> None:
    # am.md 2.4
    answer = await administrator.put(path, body)
    assert answer.status_code == 400
    assert answer.json()["message"] == "Invalid attribute specified."
    valid = answer.json()["detail"]["validAttributes"]
    assert valid == sorted(valid)
    assert "nope" not in valid
