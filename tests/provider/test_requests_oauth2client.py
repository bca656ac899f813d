"""requests_oauth2client, a CIBA client that others wrote, against the strict profile."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from requests_oauth2client import (
    AccessDenied,
    BackChannelAuthenticationError,
    BearerToken,
    ExpiredToken,
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
)
from requests_oauth2client.exceptions import EndpointError

from tests.contract.till import approve, new_key, signed
from tests.provider.conformance import verified
from tests.provider.notification_endpoint import NotificationEndpoint
from tests.provider.provider import Provider
from tests.provider.theirs import MOMENT, Theirs, theirs, threaded

METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt")


@pytest.fixture(params=METHODS)
async def independent(request: pytest.FixtureRequest, strict: Provider) -> AsyncIterator[Theirs]:
    """The library's client, once with each method of authentication."""
    made = await theirs(strict, request.param)
    yield made
    made.library.session.close()


@pytest.fixture
async def basic(strict: Provider) -> AsyncIterator[Theirs]:
    """The library's client, with a secret in the Authorization header."""
    made = await theirs(strict, "client_secret_basic")
    yield made
    made.library.session.close()


def refused_with(error: EndpointError, status: int, code: str) -> None:
    """The library understood the answer: its status and its error code."""
    assert (error.response.status_code, error.error) == (status, code)
    assert error.description


async def test_it_finds_the_endpoints_and_keys_in_discovery(basic: Theirs) -> None:
    # OIDC Discovery 4
    library = basic.library
    assert library.token_endpoint == f"{library.issuer}/access_token"
    assert library.userinfo_endpoint == f"{library.issuer}/userinfo"
    assert len(library.authorization_server_jwks) > 0


async def test_it_completes_a_flow(independent: Theirs) -> None:
    # CIBA 7, 10.1
    tokens = await independent.tokens(scope="openid profile", binding_message="1234")
    assert tokens.scope == "openid profile"
    answer = {"access_token": tokens.access_token, "id_token": str(tokens.id_token)}
    assert (await verified(independent.ours, answer))["sub"] == "demo"
    assert (await threaded(independent.library.userinfo, tokens))["sub"] == "demo"
    refreshed = await threaded(independent.library.refresh_token, tokens)
    assert refreshed.access_token != tokens.access_token


async def test_it_meets_a_denial(independent: Theirs) -> None:
    # CIBA 11
    asked = await independent.ask()
    job = independent.job(asked)
    assert await threaded(job) is None
    await approve(independent.am, asked.auth_req_id, "deny")
    with pytest.raises(AccessDenied) as raised:
        await threaded(job)
    refused_with(raised.value, 400, "access_denied")


async def test_it_meets_the_end_of_its_time(independent: Theirs) -> None:
    # CIBA 11
    asked = await independent.ask(requested_expiry=10)
    assert 9 <= (asked.expires_in or 0) <= 10
    job = independent.job(asked)
    assert await threaded(job) is None
    await independent.am.advance(11)
    with pytest.raises(ExpiredToken) as raised:
        await threaded(job)
    refused_with(raised.value, 400, "expired_token")


async def test_a_hint_may_be_a_token(basic: Theirs) -> None:
    # CIBA 7.1, 14
    token = str((await basic.tokens(login_hint="erin")).id_token)
    claims = basic.registered_claims(sub="erin")
    for hint in (
        {"id_token_hint": token},
        {"login_hint_token": signed(claims, basic.ours.key)},
    ):
        tokens = await basic.tokens(**hint)
        assert (await threaded(basic.library.userinfo, tokens))["sub"] == "erin"


async def pinged(strict: Provider, made: Theirs, endpoint: NotificationEndpoint, kind: str) -> str:
    """The auth_req_id that a ping names; the library has no endpoint of its own."""
    token = uuid.uuid4().hex
    metadata = {"token_delivery_mode": "ping", "client_notification_endpoint": endpoint.url}
    await strict.metadata(made.ours, **metadata)
    asked = await made.ask(client_notification_token=token)
    await approve(strict.am, asked.auth_req_id, kind)
    ping = await endpoint.call()
    assert ping["headers"]["authorization"] == f"Bearer {token}"
    auth_req_id: str = ping["body"]["auth_req_id"]
    return auth_req_id


async def test_it_fetches_its_tokens_when_it_is_pinged(
    strict: Provider, independent: Theirs, endpoint: NotificationEndpoint
) -> None:
    # CIBA 10.2
    auth_req_id = await pinged(strict, independent, endpoint, "allow")
    tokens = await threaded(independent.library.ciba, auth_req_id)
    assert (await threaded(independent.library.userinfo, tokens))["sub"] == "demo"


async def test_it_meets_a_denial_when_it_is_pinged(
    strict: Provider, basic: Theirs, endpoint: NotificationEndpoint
) -> None:
    # CIBA 10.2, 11
    auth_req_id = await pinged(strict, basic, endpoint, "deny")
    with pytest.raises(AccessDenied) as raised:
        await threaded(basic.library.ciba, auth_req_id)
    refused_with(raised.value, 400, "access_denied")


async def test_it_may_be_registered_not_to_sign(strict: Provider, basic: Theirs) -> None:
    # CIBA 4, 7.1: this is what the library does where it is given no key
    await strict.metadata(basic.ours, authentication_request_signing_alg=None)
    asked = await threaded(
        basic.library.backchannel_authentication_request,
        "openid profile",
        login_hint="demo",
        acr_values="push",
        requested_expiry=300,
    )
    await approve(strict.am, asked.auth_req_id)
    tokens = await threaded(basic.library.ciba, asked)
    assert tokens.scope == "openid profile"


async def test_it_brings_the_users_code(strict: Provider, basic: Theirs) -> None:
    # CIBA 7.1, 13
    await strict.user_code("1234")
    for code, error in ((None, "missing_user_code"), ("4321", "invalid_user_code")):
        with pytest.raises(BackChannelAuthenticationError) as raised:
            await basic.ask(user_code=code)
        refused_with(raised.value, 400, error)
    await basic.tokens(user_code="1234")


async def test_it_is_told_to_slow_down_and_does(basic: Theirs) -> None:
    # CIBA 11: five seconds more
    asked = await basic.ask()
    assert asked.interval == 2
    job = basic.job(asked)
    assert await threaded(job) is None
    assert await threaded(job) is None
    assert job.interval == MOMENT + 5


async def test_it_cannot_redeem_twice(independent: Theirs) -> None:
    # CIBA 10.1.1
    asked = await independent.ask()
    await approve(independent.am, asked.auth_req_id)
    job = independent.job(asked)
    assert isinstance(await threaded(job), BearerToken)
    with pytest.raises(InvalidGrant) as raised:
        await threaded(job)
    refused_with(raised.value, 400, "invalid_grant")


async def test_it_cannot_send_a_request_twice(independent: Theirs) -> None:
    # RFC 7519 4.1.7
    claims = independent.registered_claims()
    await independent.ask(**claims)
    with pytest.raises(InvalidRequest) as raised:
        await independent.ask(**claims)
    refused_with(raised.value, 400, "invalid_request")


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_with_a_wrong_secret_it_gets_nowhere(strict: Provider, method: str) -> None:
    # RFC 6749 5.2
    made = await theirs(strict, method, secret="a guess")
    await _gets_nowhere(made)


async def test_with_a_foreign_key_it_cannot_authenticate(strict: Provider) -> None:
    # RFC 7523 3
    made = await theirs(strict, "private_key_jwt", key=new_key("independent-key"))
    await _gets_nowhere(made)


async def _gets_nowhere(made: Theirs) -> None:
    with made.library:
        auth_req_id = uuid.uuid4().hex
        for attempt in (made.ask(), threaded(made.library.ciba, auth_req_id)):
            with pytest.raises(InvalidClient) as raised:
                await attempt
            refused_with(raised.value, 401, "invalid_client")


async def test_with_a_foreign_key_it_cannot_sign_a_request(independent: Theirs) -> None:
    # CIBA 7.1.1
    with pytest.raises(InvalidRequest) as raised:
        await independent.ask(key=new_key("independent-key"))
    refused_with(raised.value, 400, "invalid_request")


@pytest.mark.parametrize(
    ("request_", "raises", "code"),
    [
        ({"login_hint": "nobody"}, BackChannelAuthenticationError, "unknown_user_id"),
        ({"scope": "openid other"}, InvalidScope, "invalid_scope"),
        (
            {"binding_message": "two\nlines"},
            BackChannelAuthenticationError,
            "invalid_binding_message",
        ),
        ({"requested_expiry": -1}, InvalidRequest, "invalid_request"),
    ],
)
async def test_it_understands_why_a_request_is_refused(
    basic: Theirs, request_: dict[str, Any], raises: type[EndpointError], code: str
) -> None:
    # CIBA 13
    with pytest.raises(raises) as raised:
        await basic.ask(**request_)
    refused_with(raised.value, 400, code)


async def test_it_sends_a_request_that_somebody_else_signed(independent: Theirs) -> None:
    # CIBA 7.1.1
    library, request = independent.library, independent.ours.request_object()
    answer = await threaded(
        library.session.post,
        library.backchannel_authentication_endpoint,
        data={"request": request},
        auth=library.auth,
    )
    asked = library.parse_backchannel_authentication_response(answer)
    await approve(independent.am, asked.auth_req_id)
    assert isinstance(await threaded(library.ciba, asked), BearerToken)


async def test_it_may_say_nothing_beside_a_signed_request(independent: Theirs) -> None:
    # CIBA 7.1.1: its own way to pass one on insists on a hint in the form
    with pytest.raises(InvalidRequest) as raised:
        await threaded(
            independent.library.backchannel_authentication_request,
            login_hint="demo",
            request=independent.ours.request_object(),
        )
    refused_with(raised.value, 400, "invalid_request")
