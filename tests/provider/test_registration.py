"""What a client registers for CIBA (CIBA 4), and what it may do then: modes, algorithms, codes."""

from typing import Any

import pytest

from tests.contract.am import REALM
from tests.contract.configuration import PROVIDER, done
from tests.provider.asserting import asserting
from tests.provider.conformance import acknowledgement, completed, metadata, refused
from tests.provider.provider import Client, Provider

ENDPOINT = "https://client.example/notified"
PARAMETERS = ("scope", "login_hint", "acr_values", "binding_message", "requested_expiry")


async def unsigned(client: Client, **changes: Any) -> Any:
    """The answer to a request as plain parameters."""
    claims = client.claims(**changes)
    form = {name: str(claims[name]) for name in PARAMETERS if name in claims}
    return await client.post("bc-authorize", data=form)


async def test_discovery_names_the_three_modes_and_the_user_code(strict: Provider) -> None:
    # 4
    found = await metadata(strict.am)
    assert sorted(found["backchannel_token_delivery_modes_supported"]) == ["ping", "poll", "push"]
    assert found["backchannel_user_code_parameter_supported"] is True


async def test_discovery_is_silent_on_ciba_where_the_provider_does_not_serve_it(
    strict: Provider,
) -> None:
    # 4
    grants = {"advancedOAuth2Config": {"grantTypes": ["refresh_token"]}}
    await done(strict.administrator, PROVIDER, grants)
    assert not [name for name in await metadata(strict.am) if name.startswith("backchannel_")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"backchannel_token_delivery_mode": "pull"},
        {"backchannel_token_delivery_mode": ["ping"]},
        {"backchannel_token_delivery_mode": None},
        {"backchannel_token_delivery_mode": "ping"},
        {"backchannel_token_delivery_mode": "push"},
        {"backchannel_client_notification_endpoint": "http://client.example/notified"},
        {"backchannel_client_notification_endpoint": "http://127.0.0.1.client.example/notified"},
        {"backchannel_client_notification_endpoint": "https://:secret@client.example/notified"},
        {"backchannel_client_notification_endpoint": "https://client.example/notified#here"},
        {"backchannel_client_notification_endpoint": "ftp://client.example/notified"},
        {"backchannel_client_notification_endpoint": "/notified"},
        {"backchannel_client_notification_endpoint": "https://a b/"},
        {"backchannel_client_notification_endpoint": "https://a/\x00"},
        {"backchannel_client_notification_endpoint": 5},
        {"backchannel_authentication_request_signing_alg": "none"},
        {"backchannel_authentication_request_signing_alg": "HS256"},
        {"backchannel_authentication_request_signing_alg": ["ES256"]},
        {"backchannel_user_code_parameter": "true"},
    ],
    ids=repr,
)
async def test_metadata_that_cannot_be_is_not_registered(
    strict: Provider, wrong: dict[str, Any]
) -> None:
    # 4: the endpoint is an https one, and required for ping and push
    params = {"realm": REALM, "client_id": "myCIBAClient"}
    answer = await strict.am.mock("PUT", "/client", params=params, json=wrong)
    assert answer.status_code == 400, answer.text
    assert (await strict.am.mock("GET", "/client", params=params)).json() == {}
    acknowledgement(await strict.client.ask())


async def test_what_is_registered_is_shown_and_can_be_forgotten(strict: Provider) -> None:
    # 4
    params = {"realm": REALM, "client_id": "myCIBAClient"}
    body = {
        "backchannel_token_delivery_mode": "push",
        "backchannel_client_notification_endpoint": ENDPOINT,
        "backchannel_authentication_request_signing_alg": "ES256",
        "backchannel_user_code_parameter": True,
    }
    await strict.am.mock("PUT", "/client", params=params, json=body)
    assert (await strict.am.mock("GET", "/client", params=params)).json() == body
    await strict.am.mock("DELETE", "/client", params=params)
    assert "interval" in (await strict.client.ask()).json()


# Signing.


@pytest.mark.parametrize(("alg", "other"), [("ES256", "PS256"), ("PS256", "ES256")])
async def test_only_the_algorithm_that_a_client_registered_signs_its_requests(
    strict: Provider, alg: str, other: str
) -> None:
    # 4, 7.1.1
    mine = await asserting(strict, "signing-client", alg)
    await strict.metadata(mine, authentication_request_signing_alg=other)
    refused(await mine.ask())
    refused(await mine.post("bc-authorize", data={"scope": "openid", "login_hint": "demo"}))
    await strict.metadata(mine, authentication_request_signing_alg=alg)
    acknowledgement(await mine.ask())


async def test_a_client_that_registered_not_to_sign_sends_plain_parameters(
    strict: Provider,
) -> None:
    # 4, 7.1
    await strict.metadata(strict.client, authentication_request_signing_alg=None)
    asked = await unsigned(strict.client, requested_expiry=300)
    assert asked.json()["expires_in"] == 300
    _, claims = await completed(strict.client, asked)
    assert claims["acr"] == "push"
    await completed(strict.client, await strict.client.ask())
    refused(await unsigned(strict.other))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"login_hint": None}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"binding_message": "a\nb"}, "invalid_binding_message"),
        ({"requested_expiry": "-5"}, "invalid_request"),
        ({"requested_expiry": "soon"}, "invalid_request"),
        ({"login_hint": "nobody"}, "unknown_user_id"),
    ],
)
async def test_plain_parameters_are_held_to_the_same_rules(
    strict: Provider, changes: dict[str, Any], error: str
) -> None:
    # 7.2
    await strict.metadata(strict.client, authentication_request_signing_alg=None)
    refused(await unsigned(strict.client, **changes), error)


# User codes.


async def test_a_user_with_a_code_is_asked_only_by_those_who_know_it(strict: Provider) -> None:
    # 7.1, 13
    await strict.metadata(strict.client, user_code_parameter=True)
    await strict.user_code("1234")
    refused(await strict.client.ask(), "missing_user_code")
    for wrong in ("4321", "123", "12345", "", " 1234", "\uff11\uff12\uff13\uff14"):
        answer = await strict.client.ask(user_code=wrong)
        assert answer.json()["error"] in ("invalid_user_code", "missing_user_code"), wrong
        assert answer.status_code == 400
    refused(await strict.client.ask(user_code="4321"), "invalid_user_code")
    await completed(strict.client, await strict.client.ask(user_code="1234"))
    acknowledgement(await strict.client.ask(login_hint="erin"))


async def test_no_answer_tells_a_user_code(strict: Provider) -> None:
    # 7.1.2
    await strict.user_code("24680135")
    for answer in (
        await strict.client.ask(user_code="13579246"),
        await strict.client.ask(user_code="24680135"),
        await strict.client.ask(),
    ):
        assert "24680135" not in answer.text
        assert "13579246" not in answer.text


@pytest.mark.parametrize("code", [1234, True, ["1234"], {"a": "1234"}])
async def test_a_user_code_is_a_text(strict: Provider, code: Any) -> None:
    # 7.1
    await strict.user_code("1234")
    refused(await strict.client.ask(user_code=code))
