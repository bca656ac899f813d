"""The Base URL Source: what the URLs in a realm's answers begin with (am.md 9.4)."""

from typing import Any

import pytest

from tests.contract.am import ALPHA, OAUTH2, Administrator
from tests.contract.configuration import PUSH_SERVICE, SERVICES, done, put_branch
from tests.contract.phone import Phone, put_registration_tree, qr_step, qr_text
from tests.contract.till import Till, id_token_claims

BASE_URL = f"{SERVICES}/baseurl"
DISCOVERY = f"{OAUTH2}/.well-known/openid-configuration"
FIXED = {"source": "FIXED_VALUE", "fixedValue": "https://am.example:8443", "contextPath": "/sso"}
FIXED_URL = "https://am.example:8443/sso"


async def test_a_fixed_value_moves_the_issuer_and_every_endpoint(
    till: Till, administrator: Administrator
) -> None:
    # am.md 14.4
    await done(administrator, BASE_URL, FIXED)
    metadata = (await till.am.get(DISCOVERY)).json()
    assert metadata["issuer"] == FIXED_URL + OAUTH2
    for name, value in metadata.items():
        if name.endswith(("_endpoint", "_uri")):
            assert value.startswith(FIXED_URL + OAUTH2), name


async def test_tokens_and_audiences_follow_it(till: Till, administrator: Administrator) -> None:
    # am.md 12.1, 14.2, 14.6
    await done(administrator, BASE_URL, FIXED)
    assert (await till.ask()).json()["error"] == "invalid_request", "the old name counts no more"
    for name in ("/oauth2", OAUTH2):
        tokens = await till.tokens(aud=FIXED_URL + name)
        assert id_token_claims(tokens)["iss"] == FIXED_URL + OAUTH2
    asked = {"token": tokens["access_token"]}
    answer = await till.am.post(f"{OAUTH2}/introspect", data=asked, auth=till.auth)
    assert answer.json()["iss"] == FIXED_URL + OAUTH2


async def test_the_qr_code_follows_it(administrator: Administrator) -> None:
    # am.md 11.1
    await done(administrator, BASE_URL, FIXED)
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_tree(administrator)
    phone = Phone(administrator.am, qr_text(await qr_step(administrator.am)))
    assert phone.qr["r"] == f"{FIXED_URL}{ALPHA}/push/sns/message?_action=register"
    assert phone.qr["a"] == f"{FIXED_URL}{ALPHA}/push/sns/message?_action=authenticate"


async def test_it_is_the_realms_own(till: Till, administrator: Administrator) -> None:
    services = f"/json{await put_branch(administrator)}{SERVICES}"
    await done(administrator, f"{services}/baseurl", FIXED)
    await done(administrator, f"{services}/oauth-oidc", {})
    path = f"{OAUTH2}/realms/branch/.well-known/openid-configuration"
    metadata = (await till.am.get(path)).json()
    assert metadata["issuer"] == f"{FIXED_URL}{OAUTH2}/realms/branch"
    assert (await till.am.get(DISCOVERY)).json()["issuer"] == till.am.url + OAUTH2


@pytest.mark.mock_alone
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {**FIXED, "source": "REQUEST_VALUES", "contextPath": "/am"},
        {"source": "X_FORWARDED_HEADERS"},
        {"source": "FORWARDED_HEADER"},
        {"source": "EXTENSION_CLASS", "extensionClassName": "org.example.Source"},
    ],
)
async def test_any_other_source_is_the_servers_own_address(
    till: Till, administrator: Administrator, settings: dict[str, Any]
) -> None:
    # AM looks at the request; the mock trusts no header.
    await done(administrator, BASE_URL, settings)
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.example;proto=https",
    }
    metadata = (await till.am.get(DISCOVERY, headers=headers)).json()
    assert metadata["issuer"] == till.am.url + OAUTH2
    assert (await till.ask()).status_code == 200


async def test_without_the_service_everything_is_as_it_was(
    till: Till, administrator: Administrator
) -> None:
    before = (await till.am.get(DISCOVERY)).json()
    await done(administrator, BASE_URL, FIXED)
    assert (await till.am.get(DISCOVERY)).json() != before
    await administrator.delete(BASE_URL)
    assert (await till.am.get(DISCOVERY)).json() == before
    assert (await till.ask()).status_code == 200
