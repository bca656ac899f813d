"""`global-config/services`: what holds for the whole deployment (am.md 9, REC)."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, Administrator, error
from tests.contract.configuration import PUSH_SERVICE, SERVICES, done

GLOBAL = "/json/global-config/services"
PROVIDER, PUSH = f"{GLOBAL}/oauth-oidc", f"{GLOBAL}/pushNotification"
NAMES = ("oauth-oidc", "pushNotification", "authenticatorPushService", "baseurl")


async def test_the_provider_has_ams_global_attributes(administrator: Administrator) -> None:
    answer = await administrator.get(PROVIDER)
    stored = answer.json()
    assert answer.headers["etag"] == f'"{stored.pop("_rev")}"'
    defaults = stored.pop("defaults")
    assert defaults["cibaConfig"]["cibaAuthReqIdLifetime"] == 600
    assert stored == {
        "_id": "",
        "_type": {"_id": "oauth-oidc", "name": "OAuth2 Provider", "collection": False},
        "allowUnauthorisedAccessToUserCodeForm": False,
        "blacklistCacheSize": 10000,
        "blacklistPollInterval": 60,
        "blacklistPurgeDelay": 1,
        "jwtTokenLifetimeValidationEnabled": True,
        "jwtTokenRequiredClaims": [],
        "jwtTokenUnreasonableLifetime": 86400,
        "statelessGrantTokenUpgradeCompatibilityMode": False,
        "storageScheme": "CTS_ONE_TO_ONE_MODEL",
    }


@pytest.mark.parametrize("name", NAMES)
async def test_the_defaults_are_what_a_new_service_begins_with(
    administrator: Administrator, name: str
) -> None:
    defaults = (await administrator.get(f"{GLOBAL}/{name}")).json()["defaults"]
    made = (await administrator.put(f"{SERVICES}/{name}", {})).json()
    if name == "oauth-oidc":  # REC: the one attribute that only a realm's provider shows
        assert made["advancedOAuth2Config"].pop("passwordGrantAuthService") == "[Empty]"
    assert defaults == {key: value for key, value in made.items() if not key.startswith("_")}


async def test_changed_defaults_are_what_the_next_new_service_gets(
    administrator: Administrator,
) -> None:
    root = "/json/realms/root/realm-config/services/oauth-oidc"
    await done(administrator, root, {})
    changed = {
        "cibaConfig": {"cibaAuthReqIdLifetime": 90},
        "advancedOIDCConfig": {"loaMapping": {"push": "myTree"}, "jkwsURI": "https://k.example"},
    }
    await done(administrator, PROVIDER, {"defaults": changed})
    template = (await administrator.post(f"{SERVICES}/oauth-oidc?_action=template")).json()
    made = (await administrator.put(f"{SERVICES}/oauth-oidc", {})).json()
    for new in (template, made):
        assert new["cibaConfig"]["cibaAuthReqIdLifetime"] == 90
        assert new["cibaConfig"]["cibaMinimumPollingInterval"] == 2
        assert new["advancedOIDCConfig"]["loaMapping"] == {"push": "myTree"}
        assert new["advancedOIDCConfig"]["jkwsURI"] == "https://k.example"
    kept = (await administrator.get(root)).json()
    assert kept["cibaConfig"]["cibaAuthReqIdLifetime"] == 600


async def test_a_changed_map_is_still_a_map_of_texts(administrator: Administrator) -> None:
    await done(
        administrator, PROVIDER, {"defaults": {"advancedOIDCConfig": {"loaMapping": {"a": "t"}}}}
    )
    other = {"advancedOIDCConfig": {"loaMapping": {"b": "u"}}}
    made = (await administrator.put(f"{SERVICES}/oauth-oidc", other)).json()
    assert made["advancedOIDCConfig"]["loaMapping"] == {"b": "u"}


async def test_what_a_put_leaves_out_stays(administrator: Administrator) -> None:
    before = (await administrator.get(PROVIDER)).json()
    await done(administrator, PROVIDER, {"blacklistPurgeDelay": 5})
    changed = await administrator.put(PROVIDER, {"storageScheme": "CTS_GRANT_SET_MODEL"})
    assert changed.status_code == 200
    after = (await administrator.get(PROVIDER)).json()
    assert after == changed.json()
    assert after.pop("_rev") != before.pop("_rev")
    assert after == before | {
        "blacklistPurgeDelay": 5,
        "storageScheme": "CTS_GRANT_SET_MODEL",
    }


async def test_a_default_secret_is_inherited_but_never_shown(administrator: Administrator) -> None:
    changed = await administrator.put(PUSH, {"defaults": PUSH_SERVICE})
    assert "secret" not in changed.json()["defaults"]
    made = (await administrator.put(f"{SERVICES}/pushNotification", {})).json()
    assert made["accessKey"] == "a"
    assert "secret" not in made


@pytest.mark.parametrize("name", NAMES)
async def test_a_global_service_cannot_be_deleted(administrator: Administrator, name: str) -> None:
    # am.md 2.6
    answer = await administrator.delete(f"{GLOBAL}/{name}")
    expected = error(400, "Bad Request", "The singleton resource cannot be deleted")
    assert answer.json() == expected
    assert (await administrator.get(f"{GLOBAL}/{name}")).status_code == 200


async def test_all_are_there_so_none_can_be_created(administrator: Administrator) -> None:
    answers = [
        await administrator.post(f"{GLOBAL}?_action=nextdescendents"),
        await administrator.post(f"{GLOBAL}?_action=getAllTypes"),
        await administrator.get(f"{GLOBAL}?_queryFilter=true"),
    ]
    for answer in answers:
        assert {one["_id"] for one in answer.json()["result"]} >= set(NAMES)
    creatable = await administrator.post(f"{GLOBAL}?_action=getCreatableTypes")
    assert creatable.json() == {"result": []}
    assert (await administrator.post(f"{PROVIDER}?_action=create", {})).status_code == 400


async def test_the_schema_has_the_realms_under_defaults(administrator: Administrator) -> None:
    schema = (await administrator.post(f"{PROVIDER}?_action=schema")).json()["properties"]
    lifetime = schema["jwtTokenUnreasonableLifetime"]
    assert (lifetime["title"], lifetime["type"]) == (
        "JWT Unreasonable Lifetime (seconds)",
        "integer",
    )
    defaults = schema["defaults"]
    assert defaults["title"] == "Realm Defaults"
    assert "cibaAuthReqIdLifetime" in defaults["properties"]["cibaConfig"]["properties"]


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ({"blacklistPurgeDelay": -1}, "Denylist Purge Delay (minutes)"),
        ({"storageScheme": "CTS"}, "CTS Storage Scheme"),
        ({"jwtTokenRequiredClaims": "jti"}, "JWT Required Claims"),
        ({"defaults": []}, "Realm Defaults"),
        (
            {"defaults": {"cibaConfig": {"cibaMinimumPollingInterval": -1}}},
            "Polling Wait Interval (seconds)",
        ),
    ],
)
async def test_a_bad_value_changes_nothing(
    administrator: Administrator, body: dict[str, Any], label: str
) -> None:
    # am.md 2.4
    before = (await administrator.get(PROVIDER)).json()
    answer = await administrator.put(PROVIDER, body)
    message = f"Data validation failed for the attribute, {label}"
    assert answer.json() == error(400, "Bad Request", message)
    assert (await administrator.get(PROVIDER)).json() == before


async def test_only_an_administrator_sees_them(am: AM) -> None:
    # am.md 2.6
    assert (await am.get(PROVIDER)).json() == error(401, "Unauthorized", "Access Denied")
    demo = await am.session("demo", "Ch4ng31t", ALPHA)
    assert (await am.get(PROVIDER, headers=demo)).json() == error(403, "Forbidden", "Forbidden")


async def test_an_unknown_global_service_is_not_found(administrator: Administrator) -> None:
    # am.md 2.4
    answer = await administrator.get(f"{GLOBAL}/teapot")
    assert answer.json() == error(404, "Not Found", "Resource 'teapot' not found")
