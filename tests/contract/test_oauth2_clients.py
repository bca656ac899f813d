"""`realm-config/agents/OAuth2Client` (am.md 10)."""

from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import Administrator, error
from tests.contract.configuration import CIBA, CLIENTS, client
from tests.contract.till import Till

CLIENT = f"{CLIENTS}/myCIBAClient"
CORE = "coreOAuth2ClientConfig"


async def test_a_read_wraps_every_value_but_the_overrides(
    administrator: Administrator, key: JWK
) -> None:
    # am.md 10.1
    stored = (await administrator.put(CLIENT, client(key))).json()
    assert stored["_type"] == {
        "_id": "OAuth2Client",
        "name": "OAuth2 Clients",
        "collection": True,
    }
    assert stored[CORE]["scopes"] == {"inherited": False, "value": ["openid", "profile"]}
    assert stored["advancedOAuth2ClientConfig"]["grantTypes"]["value"] == [CIBA]
    assert stored["signEncOAuth2ClientConfig"]["jwksUri"] == {"inherited": False}
    assert stored["overrideOAuth2ClientConfig"]["providerOverridesEnabled"] is False


async def test_a_list_has_plain_values(administrator: Administrator, key: JWK) -> None:
    # am.md 10.1
    await administrator.put(CLIENT, client(key))
    (listed,) = (await administrator.get(f"{CLIENTS}?_queryFilter=true")).json()["result"]
    assert listed[CORE]["scopes"] == ["openid", "profile"]
    assert listed[CORE]["agentgroup"] is None
    assert listed[CORE]["secretLabelIdentifier"] is None


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


async def test_an_omitted_secret_is_kept(administrator: Administrator, till: Till) -> None:
    # am.md 10.1, 17.17
    wrapped = (await administrator.get(CLIENT)).json()
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
    assert stored["advancedOAuth2ClientConfig"]["grantTypes"]["value"] == ["authorization_code"]
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
        (CORE, "scopes", [None]),
        (CORE, "accessTokenLifetime", 1.5),
        (CORE, "accessTokenLifetime", 2**63),
        ("advancedOAuth2ClientConfig", "grantTypes", [[CIBA]]),
        ("signEncOAuth2ClientConfig", "jwkSet", {"keys": []}),
        ("signEncOAuth2ClientConfig", "jwkSet", "{"),
        ("signEncOAuth2ClientConfig", "jwkSet", "[]"),
        ("signEncOAuth2ClientConfig", "jwkSet", '{"keys": {}}'),
        ("signEncOAuth2ClientConfig", "jwkSet", '{"keys": [1]}'),
        ("signEncOAuth2ClientConfig", "idTokenSignedResponseAlg", "none"),
        ("signEncOAuth2ClientConfig", "idTokenSignedResponseAlg", ""),
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
    body = {"signEncOAuth2ClientConfig": {"jwkSet": {"keys": []}}}
    message = "Data validation failed for the attribute, Json Web Key"
    answer = await administrator.put(CLIENT, body)
    assert answer.json() == error(400, "Bad Request", message)


async def test_an_unknown_section_or_attribute_is_refused(administrator: Administrator) -> None:
    for body in ({"colour": {}}, {CORE: {"colour": "red"}}):
        answer = await administrator.put(CLIENT, body)
        assert answer.json()["message"] == "Invalid attribute specified."


async def test_a_private_key_pasted_by_mistake_verifies_like_its_public_half(
    administrator: Administrator, till: Till
) -> None:
    # am.md 10: the slip that the article's "Keypair set" invites
    body = client(till.key, jwkSet=f'{{"keys": [{till.key.export_private()}]}}')
    await administrator.put(CLIENT, body)
    assert (await till.ask()).status_code == 200


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"kty": "EC"},
        {"kty": "EC", "crv": "P-256", "x": 1, "y": []},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "oct", "k": "AAAA"},
        {"kty": ["EC"]},
        {"kty": "RSA", "n": "", "e": "AQAB"},
    ],
)
async def test_a_key_that_is_none_is_passed_over(
    administrator: Administrator, till: Till, broken: dict[str, Any]
) -> None:
    only = client(till.key, jwkSet=JWKSET.format(_json(broken)))
    both = client(till.key, jwkSet=JWKSET.format(f"{_json(broken)},{till.key.export_public()}"))
    await administrator.put(CLIENT, only)
    assert (await till.ask()).json()["error"] == "invalid_request"
    await administrator.put(CLIENT, both)
    assert (await till.ask()).status_code == 200


JWKSET = '{{"keys": [{}]}}'


def _json(value: dict[str, Any]) -> str:
    return str(value).replace("'", '"')
