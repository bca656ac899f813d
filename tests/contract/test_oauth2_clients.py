"""`realm-config/agents/OAuth2Client` (am.md 10)."""

from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import ALPHA, Administrator, error
from tests.contract.configuration import CIBA, CLIENT, CLIENTS, client
from tests.contract.till import Till

CORE = "coreOAuth2ClientConfig"
ADVANCED = "advancedOAuth2ClientConfig"
SIGNING = "signEncOAuth2ClientConfig"
OVERRIDES = "overrideOAuth2ClientConfig"
TYPE = {"_id": "OAuth2Client", "name": "OAuth2 Clients", "collection": True}
AUTH_METHODS = [
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
    "none",
    "tls_client_auth",
    "self_signed_tls_client_auth",
]


async def test_a_read_wraps_every_value_but_the_overrides(
    administrator: Administrator, key: JWK
) -> None:
    # am.md 10.1
    stored = (await administrator.put(CLIENT, client(key))).json()
    assert stored["_type"] == TYPE
    assert stored[CORE]["scopes"] == {"inherited": False, "value": ["openid", "profile"]}
    assert stored[ADVANCED]["grantTypes"]["value"] == [CIBA]
    assert stored[SIGNING]["jwksUri"] == {"inherited": False}
    assert stored[OVERRIDES]["providerOverridesEnabled"] is False


async def test_a_list_has_plain_values(administrator: Administrator, key: JWK) -> None:
    # am.md 10.1
    await administrator.put(CLIENT, client(key))
    (listed,) = (await administrator.get(f"{CLIENTS}?_queryFilter=true")).json()["result"]
    assert listed[CORE]["scopes"] == ["openid", "profile"]
    assert listed[CORE]["agentgroup"] is None
    assert listed[CORE]["secretLabelIdentifier"] is None


async def test_the_tutorials_client_is_created_where_it_was_put(
    administrator: Administrator, key: JWK
) -> None:
    # am.md 10.1
    body = client(key)
    body[ADVANCED]["tokenEndpointAuthMethod"] = "client_secret_basic"
    answer = await administrator.put(CLIENT, body)
    assert answer.status_code == 201
    assert answer.headers["location"] == administrator.am.url + ALPHA + CLIENT


async def test_the_revision_in_a_list_is_another(administrator: Administrator, key: JWK) -> None:
    # am.md 2.5, 17.7
    await administrator.put(CLIENT, client(key))
    read = (await administrator.get(CLIENT)).json()["_rev"]
    (listed,) = (await administrator.get(f"{CLIENTS}?_queryFilter=true")).json()["result"]
    assert listed["_rev"] != read


async def test_no_setting_of_a_client_is_about_ciba(administrator: Administrator) -> None:
    # am.md 10, 17.2: what begins with "backchannel" is about logout
    schema = (await administrator.post(f"{CLIENTS}?_action=schema")).json()["properties"]
    names = {name for section in schema.values() for name in section["properties"]}
    about = [name for name in names if "ciba" in name.lower() or "backchannel" in name.lower()]
    assert sorted(about) == ["backchannel_logout_session_required", "backchannel_logout_uri"]
    metadata = {"backchannel_token_delivery_mode": "poll"}
    answer = await administrator.put(CLIENT, {"coreOpenIDClientConfig": metadata})
    assert answer.json()["message"] == "Invalid attribute specified."


async def test_the_secret_is_never_returned(administrator: Administrator, key: JWK) -> None:
    # am.md 10.1
    answers = [
        await administrator.put(CLIENT, client(key, secret="0penSesame")),
        await administrator.get(CLIENT),
        await administrator.get(f"{CLIENTS}?_queryFilter=true"),
        await administrator.delete(CLIENT),
    ]
    for answer in answers:
        assert "0penSesame" not in answer.text
        assert "userpassword" not in answer.text


async def test_put_takes_the_plain_and_the_wrapped_form(
    administrator: Administrator, key: JWK
) -> None:
    # am.md 10.1
    await administrator.put(CLIENT, client(key))
    wrapped = (await administrator.get(CLIENT)).json()
    (plain,) = (await administrator.get(f"{CLIENTS}?_queryFilter=true")).json()["result"]
    for form in (wrapped, plain):
        answer = await administrator.put(CLIENT, form)
        assert (answer.status_code, answer.json()) == (200, wrapped)


@pytest.mark.parametrize("shown", [{}, {"userpassword": None}])
async def test_an_omitted_secret_is_kept(
    administrator: Administrator, till: Till, shown: dict[str, Any]
) -> None:
    # am.md 10.1, 17.17: newer builds show null, which is sent back with the rest
    wrapped = (await administrator.get(CLIENT)).json()
    wrapped[CORE] |= shown
    assert (await administrator.put(CLIENT, wrapped)).status_code == 200
    assert (await till.ask()).status_code == 200


@pytest.mark.parametrize("secret", ["changed", {"inherited": False, "value": "changed"}])
async def test_a_secret_can_be_changed(
    administrator: Administrator, till: Till, secret: Any
) -> None:
    body = client(till.key)
    body[CORE]["userpassword"] = secret
    await administrator.put(CLIENT, body)
    assert (await till.ask()).json()["error"] == "invalid_client"
    till.auth = ("myCIBAClient", "changed")
    assert (await till.ask()).status_code == 200


async def test_an_omitted_attribute_falls_back_to_its_default(
    administrator: Administrator, till: Till
) -> None:
    # am.md 2.4
    await administrator.put(CLIENT, {CORE: {"scopes": ["openid"]}})
    stored = (await administrator.get(CLIENT)).json()
    assert stored[ADVANCED]["grantTypes"]["value"] == ["authorization_code"]
    assert (await till.ask()).json()["error"] == "unauthorized_client"


async def test_a_change_counts_at_once(administrator: Administrator, till: Till) -> None:
    await till.acknowledged()
    body = client(till.key)
    body[CORE]["status"] = "Inactive"
    await administrator.put(CLIENT, body)
    assert (await till.ask()).json()["error"] == "invalid_client"
    await administrator.put(CLIENT, client(till.key))
    await till.acknowledged()
    await administrator.delete(CLIENT)
    assert (await till.ask()).json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        (CORE, "userpassword", 5),
        (CORE, "scopes", "openid"),
        (CORE, "accessTokenLifetime", 1.5),
        (CORE, "accessTokenLifetime", 2**63),
        (ADVANCED, "grantTypes", [[CIBA]]),
        (SIGNING, "jwkSet", {"keys": []}),
        (SIGNING, "jwkSet", "{"),
        (SIGNING, "jwkSet", "[]"),
        (SIGNING, "jwkSet", '{"keys": {}}'),
        (SIGNING, "jwkSet", '{"keys": [1]}'),
        (SIGNING, "idTokenSignedResponseAlg", "none"),
        (SIGNING, "idTokenSignedResponseAlg", ""),
    ],
)
async def test_a_value_that_cannot_be_used_is_refused(
    administrator: Administrator, section: str, name: str, value: Any
) -> None:
    answer = await administrator.put(CLIENT, {section: {name: value}})
    assert answer.status_code == 400
    assert answer.json()["reason"] == "Bad Request"
    assert (await administrator.get(CLIENT)).status_code == 404


async def test_the_key_field_is_named_as_the_console_names_it(
    administrator: Administrator,
) -> None:
    body = {SIGNING: {"jwkSet": {"keys": []}}}
    message = "Data validation failed for the attribute, Json Web Key"
    answer = await administrator.put(CLIENT, body)
    assert answer.json() == error(400, "Bad Request", message)


async def test_an_unknown_section_or_attribute_is_refused(administrator: Administrator) -> None:
    for body in ({"colour": {}}, {CORE: {"colour": "red"}}):
        answer = await administrator.put(CLIENT, body)
        assert answer.json()["message"] == "Invalid attribute specified."


CHOICES = [
    (CORE, "clientType", "Client type"),
    (CORE, "status", "Status"),
    (ADVANCED, "subjectType", "Subject Type"),
    (ADVANCED, "tokenEndpointAuthMethod", "Token Endpoint Authentication Method"),
    (SIGNING, "publicKeyLocation", "Public key selector"),
    (SIGNING, "idTokenSignedResponseAlg", "ID Token Signing Algorithm"),
    (
        SIGNING,
        "tokenEndpointAuthSigningAlgorithm",
        "Token Endpoint Authentication Signing Algorithm",
    ),
]


@pytest.mark.parametrize(("section", "name", "label"), CHOICES)
async def test_a_choice_that_is_none_is_refused_by_its_label(
    administrator: Administrator, section: str, name: str, label: str
) -> None:
    # am.md 2.4
    answer = await administrator.put(CLIENT, {section: {name: "other"}})
    message = f"Data validation failed for the attribute, {label}"
    assert answer.json() == error(400, "Bad Request", message)


@pytest.mark.parametrize(
    ("section", "name", "values"),
    [
        (CORE, "clientType", ["Confidential", "Public"]),
        (CORE, "status", ["Active", "Inactive"]),
        (ADVANCED, "subjectType", ["public", "Public", "pairwise"]),
        (ADVANCED, "tokenEndpointAuthMethod", AUTH_METHODS),
        (SIGNING, "publicKeyLocation", ["jwks_uri", "jwks", "x509"]),
        (SIGNING, "idTokenSignedResponseAlg", ["RS256", "PS512", "ES384", "HS256"]),
    ],
)
async def test_each_choice_is_kept_as_it_was_written(
    administrator: Administrator, section: str, name: str, values: list[str]
) -> None:
    # am.md 10.1; a client was recorded whose subject type was "Public"
    for value in values:
        answer = await administrator.put(CLIENT, {section: {name: value}})
        assert answer.json()[section][name] == {"inherited": False, "value": value}


async def test_a_new_client_has_ams_defaults(administrator: Administrator) -> None:
    # am.md 10.1
    await administrator.put(CLIENT, {})
    (listed,) = (await administrator.get(f"{CLIENTS}?_queryFilter=true")).json()["result"]
    assert listed[CORE] == {
        "accessTokenLifetime": 0,
        "agentgroup": None,
        "authorizationCodeLifetime": 0,
        "clientName": [],
        "clientType": "Confidential",
        "defaultScopes": [],
        "loopbackInterfaceRedirection": False,
        "redirectionUris": [],
        "refreshTokenLifetime": 0,
        "scopes": [],
        "secretLabelIdentifier": None,
        "status": "Active",
    }
    assert listed[ADVANCED]["responseTypes"] == [
        "code",
        "token",
        "id_token",
        "code token",
        "token id_token",
        "code id_token",
        "code token id_token",
        "device_code",
        "device_code id_token",
    ]
    assert listed[ADVANCED]["grantTypes"] == ["authorization_code"]
    assert listed[ADVANCED]["tokenEndpointAuthMethod"] == "client_secret_basic"
    assert listed[ADVANCED]["subjectType"] == "public"
    assert listed[ADVANCED]["isConsentImplied"] is False
    assert listed[SIGNING]["publicKeyLocation"] == "jwks_uri"
    assert listed[SIGNING]["jwksCacheTimeout"] == 3600000
    assert listed[SIGNING]["jwkStoreCacheMissCacheTime"] == 60000
    assert listed[SIGNING]["idTokenSignedResponseAlg"] == "RS256"


DOCUMENTED = {
    CORE: {
        "agentgroup": "",
        "status": {"inherited": True, "value": "string"},
        "userpassword": "forgerock",
        "clientType": {"inherited": False, "value": "Confidential"},
        "scopes": {"inherited": False, "value": ["write", "read"]},
        "defaultScopes": {"inherited": True, "value": ["write"]},
    },
    ADVANCED: {
        "name": {"inherited": False, "value": [None]},
        "grantTypes": {"inherited": True, "value": ["client_credentials"]},
    },
}
"""What AM's documentation sends: some values are a group's, which nobody has."""


async def test_a_value_that_is_inherited_is_the_default(administrator: Administrator) -> None:
    # am.md 10
    answer = await administrator.put(CLIENT, DOCUMENTED)
    assert answer.status_code == 201
    stored = answer.json()
    assert stored[CORE]["status"]["value"] == "Active"
    assert stored[CORE]["scopes"]["value"] == ["write", "read"]
    assert stored[CORE]["defaultScopes"]["value"] == []
    assert stored[ADVANCED]["name"]["value"] == []
    assert stored[ADVANCED]["grantTypes"]["value"] == ["authorization_code"]


async def test_some_attributes_are_shown_only_where_they_are_set(
    administrator: Administrator,
) -> None:
    # am.md 10.1: recorded clients were written with null for these, and read without them
    overrides = {"oidcClaimsClass": None, "accessTokenModifierClass": "org.example.Modifier"}
    body = {OVERRIDES: overrides, CORE: {"agentgroup": None, "secretLabelIdentifier": None}}
    stored = (await administrator.put(CLIENT, body)).json()
    assert stored[OVERRIDES]["accessTokenModifierClass"] == "org.example.Modifier"
    assert "oidcClaimsClass" not in stored[OVERRIDES]
    assert not {"agentgroup", "secretLabelIdentifier"} & stored[CORE].keys()


async def test_a_client_is_created_by_action_under_its_id(administrator: Administrator) -> None:
    # am.md 2.4
    answer = await administrator.post(f"{CLIENTS}?_action=create", {"_id": "mine"})
    assert answer.status_code == 201
    assert answer.headers["location"].endswith(f"{CLIENTS}/mine")
    assert answer.json()["_id"] == "mine"
    again = await administrator.post(f"{CLIENTS}?_action=create", {"_id": "mine"})
    assert again.status_code == 409


async def test_an_id_with_a_slash_is_refused(administrator: Administrator) -> None:
    answer = await administrator.post(f"{CLIENTS}?_action=create", {"_id": "a/b"})
    assert answer.status_code == 400
    assert (await administrator.put(f"{CLIENTS}/a%2Fb", {})).status_code == 404
    assert (await administrator.get(f"{CLIENTS}?_queryFilter=true")).json()["result"] == []


async def test_the_console_learns_what_a_client_is(administrator: Administrator) -> None:
    # am.md 10.1
    assert (await administrator.post(f"{CLIENTS}?_action=getType")).json() == TYPE
    template = (await administrator.post(f"{CLIENTS}?_action=template")).json()
    assert template[SIGNING]["publicKeyLocation"] == "jwks_uri"
    assert "userpassword" not in template[CORE]
    schema = (await administrator.post(f"{CLIENTS}?_action=schema")).json()
    core, overrides = (schema["properties"][section]["properties"] for section in (CORE, OVERRIDES))
    assert core["clientType"]["title"] == "Client type"
    assert core["clientType"]["properties"]["value"]["enum"] == ["Confidential", "Public"]
    assert core["userpassword"]["type"] == overrides["validateScopeClass"]["type"] == "string"
    assert overrides["issueRefreshToken"]["type"] == "boolean"


async def test_a_template_makes_a_client(administrator: Administrator) -> None:
    template = (await administrator.post(f"{CLIENTS}?_action=template")).json()
    assert (await administrator.put(CLIENT, template)).status_code == 201
