"""Ping and push: who is told what, and where nobody is sent (CIBA 7.1, 7.3, 10.2, 10.3, 12)."""

from pathlib import Path
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import AM, REALM
from tests.contract.configuration import CLIENT, PROVIDER, done
from tests.contract.configuration import client as registration
from tests.contract.server import Server
from tests.contract.till import approve, id_token_claims
from tests.provider.asserting import asserting
from tests.provider.notification_endpoint import NotificationEndpoint, answer
from tests.provider.provider import Client, Provider, prepared

TOKEN = "8d67dc78-7faa-4d41-aabd-67707b374255"


async def told(provider: Provider, endpoint: NotificationEndpoint, mode: str) -> Client:
    """The article's client, registered for a mode in which it is told."""
    metadata = {"token_delivery_mode": mode, "client_notification_endpoint": endpoint.url}
    await provider.metadata(provider.client, **metadata)
    return provider.client


@pytest.mark.parametrize("kind", ["allow", "deny"])
async def test_a_ping_says_which_request_and_nothing_else(
    strict: Provider, endpoint: NotificationEndpoint, kind: str
) -> None:
    client = await told(strict, endpoint, "ping")
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    await approve(strict.am, auth_req_id, kind)
    call = await endpoint.call()
    assert call["request"] == "POST /notified HTTP/1.1"
    assert call["headers"]["authorization"] == f"Bearer {TOKEN}"
    assert call["headers"]["content-type"] == "application/json"
    assert call["headers"]["host"] == f"127.0.0.1:{endpoint.port}"
    assert call["body"] == {"auth_req_id": auth_req_id}
    assert await strict.notification(auth_req_id) == "answered 204"
    polled = await client.poll(auth_req_id)
    assert polled.status_code == {"allow": 200, "deny": 400}[kind]
    assert len(endpoint.calls) == 1


async def test_a_ping_client_may_poll_too(strict: Provider, endpoint: NotificationEndpoint) -> None:
    client = await told(strict, endpoint, "ping")
    answered = await client.ask(client_notification_token=TOKEN)
    assert answered.json()["interval"] == 2
    pending = await client.poll(answered.json()["auth_req_id"])
    assert pending.json()["error"] == "authorization_pending"
    assert endpoint.calls == []


@pytest.mark.parametrize("mode", ["ping", "push"])
async def test_a_request_that_nobody_answers_is_told_when_it_expires(
    strict: Provider, endpoint: NotificationEndpoint, mode: str
) -> None:
    client = await told(strict, endpoint, mode)
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    await strict.am.advance(599)
    assert endpoint.calls == []
    await strict.am.advance(2)
    body = (await endpoint.call())["body"]
    assert (body["auth_req_id"], body.get("error")) == (
        auth_req_id,
        {"ping": None, "push": "expired_token"}[mode],
    )


async def test_a_push_brings_tokens_that_the_id_token_vouches_for(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    # CIBA 10.3.1; the till in ciba_helpers checks the hashes
    client = await told(strict, endpoint, "push")
    answered = (await client.ask(client_notification_token=TOKEN)).json()
    assert set(answered) == {"auth_req_id", "expires_in"}
    await approve(strict.am, answered["auth_req_id"])
    call = await endpoint.call()
    pushed = call["body"]
    assert call["headers"]["authorization"] == f"Bearer {TOKEN}"
    assert pushed["auth_req_id"] == answered["auth_req_id"]
    assert pushed["token_type"] == "Bearer"
    claims = id_token_claims(pushed)
    assert claims["urn:openid:params:jwt:claim:auth_req_id"] == answered["auth_req_id"]
    assert {"at_hash", "urn:openid:params:jwt:claim:rt_hash"} <= set(claims)
    bearer = {"Authorization": f"Bearer {pushed['access_token']}"}
    userinfo = await strict.am.get(f"{strict.issuer}/userinfo", headers=bearer)
    assert userinfo.json()["sub"] == "demo"


async def test_a_push_without_a_refresh_token_has_no_hash_of_one(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    client = await strict.register("pushed")
    metadata = {"token_delivery_mode": "push", "client_notification_endpoint": endpoint.url}
    await strict.metadata(client, **metadata)
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    await approve(strict.am, auth_req_id)
    pushed = (await endpoint.call())["body"]
    assert "refresh_token" not in pushed
    assert "urn:openid:params:jwt:claim:rt_hash" not in id_token_claims(pushed)


async def test_a_push_says_that_the_user_denied(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    # CIBA 12
    client = await told(strict, endpoint, "push")
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    await approve(strict.am, auth_req_id, "deny")
    body = (await endpoint.call())["body"]
    assert set(body) == {"auth_req_id", "error", "error_description"}
    assert (body["auth_req_id"], body["error"]) == (auth_req_id, "access_denied")


async def test_a_push_for_a_client_that_is_gone_brings_no_tokens(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    client = await told(strict, endpoint, "push")
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    assert (await strict.administrator.delete(CLIENT)).status_code == 200
    await approve(strict.am, auth_req_id)
    assert (await endpoint.call())["body"]["error"] == "transaction_failed"


CORE, ADVANCED = "coreOAuth2ClientConfig", "advancedOAuth2ClientConfig"


@pytest.mark.parametrize(
    ("section", "change"),
    [
        (CORE, {"status": "Inactive"}),
        (CORE, {"clientType": "Public"}),
        (ADVANCED, {"grantTypes": ["refresh_token"]}),
    ],
    ids=str,
)
async def test_a_push_brings_no_tokens_to_who_would_get_none_by_polling(
    strict: Provider, endpoint: NotificationEndpoint, section: str, change: dict[str, Any]
) -> None:
    # CIBA 12
    client = await told(strict, endpoint, "push")
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    body = registration(client.key)
    body[section] |= change
    await done(strict.administrator, CLIENT, body)
    await approve(strict.am, auth_req_id)
    assert (await endpoint.call())["body"]["error"] == "transaction_failed"


async def test_a_push_brings_no_tokens_of_a_provider_without_the_grant(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    # CIBA 12
    client = await told(strict, endpoint, "push")
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    advanced = {"advancedOAuth2Config": {"grantTypes": ["refresh_token"]}}
    await done(strict.administrator, PROVIDER, advanced)
    await approve(strict.am, auth_req_id)
    assert (await endpoint.call())["body"]["error"] == "transaction_failed"


async def test_a_push_brings_no_tokens_where_the_client_has_no_secret_to_sign_with(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    # CIBA 12
    client = await asserting(strict, "secretless", id_token_alg="HS256")
    metadata = {"token_delivery_mode": "push", "client_notification_endpoint": endpoint.url}
    await strict.metadata(client, **metadata)
    await client.approved(client_notification_token=TOKEN)
    assert (await endpoint.call())["body"]["error"] == "transaction_failed"


async def test_a_push_says_so_where_the_provider_is_gone(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    # CIBA 12
    client = await told(strict, endpoint, "push")
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    assert (await strict.administrator.delete(PROVIDER)).status_code == 200
    await approve(strict.am, auth_req_id)
    assert (await endpoint.call())["body"]["error"] == "transaction_failed"


async def test_a_push_client_gets_no_tokens_at_the_token_endpoint(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    # CIBA 11
    client = await told(strict, endpoint, "push")
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    await approve(strict.am, auth_req_id)
    await endpoint.call()
    refused = await client.poll(auth_req_id)
    assert (refused.status_code, refused.json()["error"]) == (403, "unauthorized_client")
    await strict.metadata(client, token_delivery_mode="poll")
    assert (await client.poll(auth_req_id)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("mode", ["ping", "push"])
@pytest.mark.parametrize(
    "token", [None, "", "a b", "a" * 1025, "ä", "a\n", "=", "a=b", 5, ["a"], {"a": 1}, True]
)
async def test_a_client_that_is_told_brings_a_bearer_token(
    strict: Provider, endpoint: NotificationEndpoint, mode: str, token: object
) -> None:
    client = await told(strict, endpoint, mode)
    refused = await client.ask(client_notification_token=token)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("token", ["a" * 1024, "AZaz09-._~+/==", "x"])
async def test_any_bearer_token_of_1024_characters_will_do(
    strict: Provider, endpoint: NotificationEndpoint, token: str
) -> None:
    client = await told(strict, endpoint, "ping")
    auth_req_id = await client.acknowledged(client_notification_token=token)
    await approve(strict.am, auth_req_id)
    assert (await endpoint.call())["headers"]["authorization"] == f"Bearer {token}"


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        ("200 OK", (), "a body that nobody reads"),
        ("301 Moved Permanently", ("Location: /elsewhere",), ""),
        ("307 Temporary Redirect", ("Location: /elsewhere",), ""),
        ("401 Unauthorized", ("WWW-Authenticate: Bearer",), ""),
        ("403 Forbidden", (), ""),
        ("400 Bad Request", (), '{"error": "invalid_token"}'),
        ("429 Too Many Requests", ("Retry-After: 0",), ""),
    ],
)
async def test_whatever_the_client_answers_settles_it(
    strict: Provider,
    endpoint: NotificationEndpoint,
    status: str,
    headers: tuple[str, ...],
    body: str,
) -> None:
    # No redirect is followed, nothing is sent again, and the tokens are there to be polled for.
    endpoint.answers = answer(status, *headers, body=body)
    client = await told(strict, endpoint, "ping")
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    await approve(strict.am, auth_req_id)
    assert await strict.notification(auth_req_id) == f"answered {status[:3]}"
    await strict.am.advance(60)
    assert (await client.poll(auth_req_id)).status_code == 200
    assert len(endpoint.calls) == 1


async def test_a_client_out_of_order_is_tried_three_times_and_no_more(
    strict: Provider, endpoint: NotificationEndpoint
) -> None:
    endpoint.answers = answer("503 Service Unavailable")
    client = await told(strict, endpoint, "ping")
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    await approve(strict.am, auth_req_id)
    for tries in (1, 2, 3):
        await endpoint.call(tries)
        assert await strict.notification(auth_req_id, tries) == "answered 503"
        await strict.am.advance(11)
    assert await strict.notification(auth_req_id, 3) == "answered 503"
    assert len(endpoint.calls) == 3


@pytest.mark.parametrize(
    "address",
    [
        "https://10.0.0.1/notified",
        "https://192.168.1.1/notified",
        "https://172.16.0.1/notified",
        "https://169.254.169.254/latest/meta-data/",
        "https://0.0.0.0/notified",
        "https://100.64.0.1/notified",
        "https://224.0.0.1/notified",
        "https://[fd00::1]/notified",
        "https://[fe80::1]/notified",
        "https://[::ffff:10.0.0.1]/notified",
        "https://[64:ff9b::a00:1]/notified",
        "https://[2002:a00:1::]/notified",
    ],
)
async def test_nobody_is_sent_to_an_internal_address(strict: Provider, address: str) -> None:
    # CIBA 9; the tokens wait to be polled for
    metadata = {"token_delivery_mode": "ping", "client_notification_endpoint": address}
    await strict.metadata(strict.client, **metadata)
    auth_req_id = await strict.client.acknowledged(client_notification_token=TOKEN)
    await approve(strict.am, auth_req_id)
    outcome = await strict.notification(auth_req_id)
    assert outcome == "an internal address is not called"
    assert (await strict.client.poll(auth_req_id)).status_code == 200


async def test_this_machine_is_left_alone_where_that_was_asked_for(
    tmp_path: Path, keys: tuple[JWK, JWK], endpoint: NotificationEndpoint
) -> None:
    server = Server(tmp_path / "am.sqlite3", "--profile", "strict", "--no-loopback-notifications")
    am = AM(server.url)
    provider = await prepared(am, "strict", *keys)
    client = await told(provider, endpoint, "ping")
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    await approve(am, auth_req_id)
    outcome = await provider.notification(auth_req_id)
    await am.http.aclose()
    server.stop()
    assert outcome == "this machine's own address is not called"
    assert endpoint.calls == []


@pytest.mark.parametrize("mode", ["ping", "push"])
async def test_a_killed_server_sends_what_it_owed_when_it_is_back(
    tmp_path: Path, keys: tuple[JWK, JWK], endpoint: NotificationEndpoint, mode: str
) -> None:
    endpoint.answers = None
    state = tmp_path / "am.sqlite3"
    first = Server(state, "--profile", "strict")
    am = AM(first.url)
    provider = await prepared(am, "strict", *keys)
    client = await told(provider, endpoint, mode)
    auth_req_id = await client.acknowledged(client_notification_token=TOKEN)
    await approve(am, auth_req_id)
    before = await endpoint.call()
    first.kill()
    endpoint.answers = answer("204 No Content")
    second = Server(state, "--profile", "strict", "--port", first.port)
    await am.advance(11)
    assert (await endpoint.call(2))["body"] == before["body"], "the very same, tokens and all"
    assert await provider.notification(auth_req_id, 2) == "answered 204"
    await am.http.aclose()
    second.stop()


async def test_am_notifies_nobody(provider: Provider) -> None:
    # am.md 14.4: poll mode is all that AM has
    whose = {"realm": REALM, "client_id": "myCIBAClient"}
    answered = await provider.am.mock("GET", "/client", params=whose)
    assert answered.status_code == {"strict": 200, "am": 409}[provider.profile]
    polled = await provider.client.tokens(client_notification_token=TOKEN)
    assert polled["token_type"] == "Bearer"
