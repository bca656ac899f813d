"""requests_oauth2client, a CIBA client that others wrote, unchanged.

It is synchronous, and so runs in a thread. Its polling job is told to sleep for a moment only;
the time that it should have waited passes on the mock's clock.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from anyio import to_thread
from jwcrypto.jwk import JWK
from requests_oauth2client import (
    BackChannelAuthenticationPollingJob,
    BackChannelAuthenticationResponse,
    BearerToken,
    ClientSecretBasic,
    ClientSecretPost,
    OAuth2Client,
    PrivateKeyJwt,
)

from tests.contract.am import AM, OAUTH2
from tests.contract.configuration import CLIENTS, client, done
from tests.contract.till import approve, new_key
from tests.provider.provider import Client, Provider

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
