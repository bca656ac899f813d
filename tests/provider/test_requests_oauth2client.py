"""requests_oauth2client, a CIBA client that others wrote, unchanged, against the strict profile.

It is synchronous, and so runs in a thread. Its polling job is told to sleep for a moment only;
the time that it should have waited passes on the mock's clock.
"""

import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import pytest
from anyio import to_thread
from jwcrypto.jwk import JWK
from requests_oauth2client import (
    AccessDenied,
    BackChannelAuthenticationError,
    BackChannelAuthenticationPollingJob,
    BackChannelAuthenticationResponse,
    BearerToken,
    ClientSecretBasic,
    ClientSecretPost,
    ExpiredToken,
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    OAuth2Client,
    PrivateKeyJwt,
)
from requests_oauth2client.exceptions import EndpointError

from tests.contract.am import AM, OAUTH2
from tests.contract.configuration import CLIENTS, client, done
from tests.contract.till import approve, new_key
from tests.provider.conformance import verified
from tests.provider.provider import Client, Provider

METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt")
USUAL = {"login_hint": "demo", "acr_values": "push"}
HINTS = {"login_hint", "id_token_hint", "login_hint_token"}
MOMENT = 0.02
"""Seconds that the polling job really sleeps."""

T = TypeVar("T")


async def threaded(call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """What the synchronous call returns."""
    return await to_thread.run_sync(partial(call, *args, **kwargs))


@dataclass(frozen=True)
class Theirs:
    """The library's client; `ours` is registered as the same one, and knows its key."""

    am: AM
    ours: Client
    library: OAuth2Client

    def registered_claims(self, **changes: Any) -> dict[str, Any]:
        """What the library puts into a request object only where it is told to (CIBA 7.1.1)."""
        now = int(time.time() + self.am.ahead)
        mine = {
            "iss": self.library.client_id,
            "aud": f"{self.am.url}{OAUTH2}",
            "exp": now + 300,
            "iat": now,
            "nbf": now,
            "jti": uuid.uuid4().hex,
        }
        return mine | changes

    async def ask(
        self, key: JWK | None = None, **request: Any
    ) -> BackChannelAuthenticationResponse:
        """Send a request that the library signs; it writes null for what it does not say."""
        usual = {"acr_values": "push"} if HINTS & request.keys() else USUAL
        return await threaded(
            self.library.backchannel_authentication_request,
            private_jwk=(key or self.ours.key).export(as_dict=True),
            **{**usual, **self.registered_claims(), **request},
        )

    def job(self, asked: BackChannelAuthenticationResponse) -> BackChannelAuthenticationPollingJob:
        """The library's polling job."""
        return BackChannelAuthenticationPollingJob(self.library, asked, interval=MOMENT)

    async def tokens(self, **request: Any) -> BearerToken:
        """A whole flow: pending, approved, granted."""
        asked = await self.ask(**request)
        job = self.job(asked)
        assert await threaded(job) is None
        await self.am.advance(asked.interval)
        assert await threaded(job) is None
        assert job.interval == MOMENT, "nobody told it to slow down"
        await approve(self.am, asked.auth_req_id)
        tokens = await threaded(job)
        assert isinstance(tokens, BearerToken)
        return tokens


def authentication(method: str, client_id: str, secret: str, key: JWK, issuer: str) -> Any:
    """The library's way to authenticate by `method`."""
    if method == "private_key_jwt":
        return PrivateKeyJwt(client_id, key.export(as_dict=True), aud=issuer)
    by_secret = {"client_secret_basic": ClientSecretBasic, "client_secret_post": ClientSecretPost}
    return by_secret[method](client_id, secret)


async def theirs(
    provider: Provider, method: str, *, secret: str | None = None, key: JWK | None = None
) -> Theirs:
    """A client registered for `method`; with `secret` or `key` it proves itself by another."""
    client_id, own_key = "independent", new_key("independent-key")
    own_secret = "the secret of a client that somebody else wrote"
    body = client(
        own_key, "refresh_token", secret=own_secret, tokenEndpointAuthSigningAlgorithm="ES256"
    )
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = method
    await done(provider.administrator, f"{CLIENTS}/{client_id}", body)
    auth = authentication(method, client_id, secret or own_secret, key or own_key, provider.issuer)
    library = await threaded(
        OAuth2Client.from_discovery_endpoint,
        issuer=provider.issuer,
        auth=auth,
        id_token_signed_response_alg="ES256",
        # The library reads every other endpoint from the document, but not this one.
        backchannel_authentication_endpoint=f"{provider.issuer}/bc-authorize",
        testing=True,  # plain http on the loopback interface
    )
    return Theirs(provider.am, Client(provider.am, own_key, client_id, own_secret), library)


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
    library, signed = independent.library, independent.ours.request_object()
    answer = await threaded(
        library.session.post,
        library.backchannel_authentication_endpoint,
        data={"request": signed},
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
