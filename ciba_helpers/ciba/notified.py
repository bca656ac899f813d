"""CIBA clients that the provider calls back: in ping mode and in push mode.

async with NotificationListener() as listener:
    # The client is registered with "backchannel_token_delivery_mode": "ping" and
    # "backchannel_client_notification_endpoint": listener.url.
    client = PingClient(lab.client, listener)
    claims["client_notification_token"] = new_notification_token()
    acknowledgement = await client.ask(sign(claims, key))
    tokens = await client.wait(acknowledgement)
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import ceil
from typing import Any

import httpx

from ciba_helpers.ciba.client import TICK, Acknowledgement, CIBAClient
from ciba_helpers.ciba.errors import (
    AuthorizationPending,
    CIBAError,
    SlowDown,
    UnexpectedAnswer,
    error_in,
)
from ciba_helpers.ciba.id_token import verified_push
from ciba_helpers.ciba.notification import Expected, NotificationListener, Read
from ciba_helpers.ciba.polling import DEFAULT_INTERVAL, SLOW_DOWN_STEP
from ciba_helpers.ciba.retry_after import BUSY, retry_after
from ciba_helpers.ciba.tokens import TokenSet, token_set
from ciba_helpers.signed_request import decode


class _NotifiedClient:
    """Asks with `client`, after telling `listener` what to expect; `read` reads what comes."""

    def __init__(
        self,
        client: CIBAClient,
        listener: NotificationListener,
        read: Read,
        monotonic: Callable[[], float],
    ) -> None:
        self._client = client
        self._listener = listener
        self._read_notification = read
        self._monotonic = monotonic
        self._expected = dict[str, Expected]()

    async def ask(self, request: str) -> Acknowledgement:
        """Send a signed authentication request, which has a `client_notification_token`.

        Raises ValueError where it has none that will do, and what `CIBAClient.ask` raises.
        """
        token = decode(request).payload.get("client_notification_token")
        # Before asking: the provider may call back before its acknowledgement has been read.
        expected = self._listener.expect(token, self._read_notification)
        try:
            acknowledgement = await self._client.ask(request)
        except BaseException:
            self._listener.forget(expected)
            raise
        expected.auth_req_id = acknowledgement.auth_req_id
        self._expected[acknowledgement.auth_req_id] = expected
        return acknowledgement

    async def _notification(
        self, acknowledgement: Acknowledgement, *, until: float
    ) -> Expected | None:
        """What the provider called back with; None where it has not by then."""
        expected = self._expected[acknowledgement.auth_req_id]
        await self._sleep(until, unless=lambda: expected.has_come)
        return expected if expected.has_come else None

    async def _sleep(self, until: float, *, unless: Callable[[], bool] = lambda: False) -> None:
        while not unless() and (left := until - self._monotonic()) > 0:  # noqa: ASYNC110  as a poll
            await asyncio.sleep(min(left, TICK))


class PingClient(_NotifiedClient):
    """A client that is told when there is something to fetch (CIBA 10.2).

    `client` asks and fetches, `listener` hears the ping; `monotonic` is the clock that waits are
    measured with, in seconds.
    """

    delivery_mode = "ping"

    def __init__(
        self,
        client: CIBAClient,
        listener: NotificationListener,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(client, listener, lambda _: None, monotonic)

    async def wait(
        self, acknowledgement: Acknowledgement, *, on_poll: Callable[[], None] = lambda: None
    ) -> TokenSet:
        """Wait for the ping, then fetch the tokens with one request.

        A ping client may also poll (CIBA 10.2). This one does where it must: when there are no
        tokens yet after all, and when no ping has come shortly before the request expires, so
        that a ping that was lost does not lose the tokens. Then it is `CIBAClient.wait`, which
        also says what is raised. An `acknowledgement` must be of this client's own asking.
        """
        interval = acknowledgement.interval or DEFAULT_INTERVAL
        ends_at = self._monotonic() + acknowledgement.expires_in
        if await self._notification(acknowledgement, until=ends_at - 2 * interval):
            try:
                return await self._client.poll_once(acknowledgement.auth_req_id)
            except (CIBAError, UnexpectedAnswer) as answer:
                come_back_at = self._monotonic() + _pause(answer)
                await self._sleep(min(come_back_at, ends_at - interval))
                if isinstance(answer, SlowDown):
                    interval += SLOW_DOWN_STEP
                if isinstance(answer, AuthorizationPending):
                    on_poll()
            except httpx.TransportError:
                pass  # out of reach for a moment; the tokens are kept until the request expires
        left = max(ceil(ends_at - self._monotonic()), 0)
        rest = replace(acknowledgement, expires_in=left, interval=interval)
        return await self._client.wait(rest, on_poll=on_poll)


class PushClient(_NotifiedClient):
    """A client that is sent the tokens, and never calls the token endpoint (CIBA 10.3, 11).

    `client` asks, `listener` hears the push. What is pushed must be tied to the request and
    signed with one of the provider's keys, `jwks`, by the algorithm `alg` that the client is
    registered with. `clock` gives the seconds since the epoch, `monotonic` measures waits.
    """

    delivery_mode = "push"

    def __init__(
        self,
        client: CIBAClient,
        listener: NotificationListener,
        jwks: Mapping[str, Any],
        *,
        alg: str = "RS256",
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(client, listener, self._tokens, monotonic)
        self._jwks = jwks
        self._alg = alg
        self._clock = clock

    async def wait(
        self, acknowledgement: Acknowledgement, *, on_poll: Callable[[], None] = lambda: None
    ) -> TokenSet:
        """Wait for the tokens; nothing is sent, and `on_poll` is never called.

        Raises AccessDenied, ExpiredToken or another CIBAError where the provider tells of one
        (CIBA 12), InvalidIdToken or UnexpectedAnswer where what it pushed cannot be believed,
        TimeoutError where nothing has come when the request has expired. An `acknowledgement`
        must be of this client's own asking.
        """
        ends_at = self._monotonic() + acknowledgement.expires_in + DEFAULT_INTERVAL
        pushed = await self._notification(acknowledgement, until=ends_at)
        if pushed is None:
            raise TimeoutError("The authentication request expired without an answer")
        if pushed.error is not None:
            raise pushed.error
        assert pushed.tokens is not None
        return pushed.tokens

    def _tokens(self, payload: Mapping[str, Any]) -> TokenSet:
        error = error_in(payload)
        if isinstance(error, AuthorizationPending):
            raise UnexpectedAnswer("The provider pushed that there is nothing yet")
        if error is not None:
            raise error
        tokens = token_set(payload)
        verified_push(
            tokens,
            self._jwks,
            auth_req_id=payload["auth_req_id"],
            issuer=self._client.issuer,
            client_id=self._client.client_id,
            now=self._clock(),
            alg=self._alg,
        )
        return tokens


def _pause(answer: CIBAError | UnexpectedAnswer) -> float:
    """Seconds that the provider wants to be left alone; raises an answer that is final again."""
    response = answer.response
    is_busy = response is not None and response.status_code in BUSY
    if response is None or not (is_busy or isinstance(answer, AuthorizationPending)):
        raise answer
    return retry_after(response)
