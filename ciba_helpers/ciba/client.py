"""A CIBA client in poll mode."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote_plus

import httpx

from ciba_helpers.ciba.discovery import provider_metadata
from ciba_helpers.ciba.errors import (
    AuthorizationPending,
    CIBAError,
    SlowDown,
    UnexpectedAnswer,
    raise_for_error,
)
from ciba_helpers.ciba.polling import Polling
from ciba_helpers.ciba.retry_after import BUSY
from ciba_helpers.ciba.retry_after import retry_after as _retry_after
from ciba_helpers.ciba.tokens import TokenSet, is_positive
from ciba_helpers.ciba.tokens import token_set as _token_set

GRANT_TYPE = "urn:openid:params:grant-type:ciba"

TICK = 0.2
"""Seconds slept at a time while waiting, so that an interrupted kernel stops at once."""

LONG_POLL = 35
"""Seconds to wait for a whole answer: a provider may hold a poll for 30 (CIBA 10.1)."""

PATIENCE = 300
"""Seconds that a "not yet" can ask a client to stay away at a time."""

LONGEST = 365 * 24 * 3600
"""Seconds that an acknowledgement may speak of."""

_AUTH_REQ_ID = re.compile(r"[A-Za-z0-9._-]{1,4096}")
"""CIBA 7.3 says which characters; 4096 is far more than anybody needs."""


@dataclass(frozen=True)
class Acknowledgement:
    """The provider has taken the request on. `expires_in` and `interval` are in seconds."""

    auth_req_id: str
    expires_in: int
    interval: int | None


class CIBAClient:
    """A confidential client of one provider, authenticating with its secret by HTTP Basic.

    `issuer` is the address that AM's OAuth2 endpoints share:
    `http://127.0.0.1:8080/am/oauth2/realms/root/realms/alpha`. `monotonic` is the clock that
    waits are measured with, in seconds.
    """

    delivery_mode = "poll"
    """The `backchannel_token_delivery_mode` the client is registered with (CIBA 4)."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        issuer: str,
        client_id: str,
        client_secret: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client_id = client_id
        self.issuer = issuer
        self._http = http
        # RFC 6749 2.3.1: both are form-encoded first, or a colon in one would end it.
        self._auth = httpx.BasicAuth(quote_plus(client_id), quote_plus(client_secret))
        self._monotonic = monotonic
        self._endpoints = dict[str, str]()
        self._turns = defaultdict[str, asyncio.Lock](asyncio.Lock)
        self._refusals = dict[str, httpx.Response]()

    @classmethod
    async def discovered(
        cls,
        http: httpx.AsyncClient,
        issuer: str,
        client_id: str,
        client_secret: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> Self:
        """A client that asks where the provider's metadata say (OpenID Connect Discovery 4).

        AM publishes no backchannel endpoint: what is not published is where AM has it. Raises
        UnexpectedAnswer for the metadata of another issuer.
        """
        client = cls(http, issuer, client_id, client_secret, monotonic=monotonic)
        published = await provider_metadata(http, issuer)
        for endpoint, name in _PUBLISHED_AS.items():
            if name in published:
                client._endpoints[endpoint] = published[name]
        return client

    async def ask(self, request: str) -> Acknowledgement:
        """Send a signed authentication request.

        Raises CIBAError where it is refused, UnexpectedAnswer where the acknowledgement lacks
        what CIBA requires.
        """
        response = await self._post("bc-authorize", request=request)
        return _acknowledgement(raise_for_error(response), response)

    async def poll_once(self, auth_req_id: str) -> TokenSet:
        """Ask for the tokens once.

        Raises AuthorizationPending or SlowDown while there are none, another CIBAError where
        there never will be any; asked again after that, it raises the same and sends nothing.
        """
        response = await self._redeem(auth_req_id)
        return _token_set(raise_for_error(response), response)

    async def wait(
        self,
        acknowledgement: Acknowledgement,
        *,
        on_poll: Callable[[], None] = lambda: None,
    ) -> TokenSet:
        """Poll until there are tokens, at the pace the provider asked for, one poll at a time.

        `on_poll` is called after each answer that says "not yet". Raises AccessDenied,
        ExpiredToken or another CIBAError when there will be none, TimeoutError when the
        acknowledgement has expired without an answer.
        """
        polling = Polling.begun(
            at=self._monotonic(),
            expires_in=acknowledgement.expires_in,
            interval=acknowledgement.interval,
        )
        while polling.next_at <= polling.ends_at + polling.interval:
            await self._sleep_until(polling.next_at)
            polling = polling.sent(at=self._monotonic())
            try:
                response = await self._poll(acknowledgement.auth_req_id)
            except httpx.TransportError:
                continue  # out of reach for a moment; the question stands until it expires
            if _is_busy(response):
                polling = polling.retried_after(_retry_after(response), at=self._monotonic())
                continue
            try:
                return _token_set(raise_for_error(response), response)
            except SlowDown:
                polling = polling.slowed_down()
            except AuthorizationPending:
                pass
            on_poll()
        raise TimeoutError("The authentication request expired without an answer")

    async def _poll(self, auth_req_id: str) -> httpx.Response:
        """One poll of `wait`; where "not yet" comes with a Retry-After, back only after that."""
        response = await self._redeem(auth_req_id)
        if isinstance(_refusal(response), AuthorizationPending):
            pause = min(_retry_after(response), PATIENCE)
            await self._sleep_until(self._monotonic() + pause)
        return response

    async def _redeem(self, auth_req_id: str) -> httpx.Response:
        # Whoever else polls for the same auth_req_id takes turns (CIBA 10.1), and hears of a
        # refusal without another request (CIBA 11).
        async with self._turns[auth_req_id]:
            if auth_req_id in self._refusals:
                return self._refusals[auth_req_id]
            response = await self._post(
                "access_token", grant_type=GRANT_TYPE, auth_req_id=auth_req_id
            )
            if _is_final(response):
                self._refusals[auth_req_id] = response
            return response

    async def _post(self, endpoint: str, **form: str) -> httpx.Response:
        url = self._endpoints.get(endpoint, f"{self.issuer.removesuffix('/')}/{endpoint}")
        try:
            # httpx waits so long for each piece of an answer, and there may be many.
            async with asyncio.timeout(LONG_POLL):
                # A redirect is not followed: the form and the secret are for this address alone.
                return await self._http.post(
                    url, data=form, auth=self._auth, timeout=LONG_POLL, follow_redirects=False
                )
        except TimeoutError:
            raise httpx.ReadTimeout(f"No whole answer within {LONG_POLL} seconds") from None

    async def _sleep_until(self, moment: float) -> None:
        while (left := moment - self._monotonic()) > 0:  # noqa: ASYNC110  interruptible
            await asyncio.sleep(min(left, TICK))


_PUBLISHED_AS = {
    "bc-authorize": "backchannel_authentication_endpoint",
    "access_token": "token_endpoint",
}


def _acknowledgement(body: dict[str, Any], response: httpx.Response) -> Acknowledgement:
    auth_req_id, expires_in = body.get("auth_req_id"), body.get("expires_in")
    interval = body.get("interval")
    if not isinstance(auth_req_id, str) or not _AUTH_REQ_ID.fullmatch(auth_req_id):
        raise UnexpectedAnswer("The acknowledgement has no valid auth_req_id", response)
    if not isinstance(expires_in, int) or not _is_seconds(expires_in):
        raise UnexpectedAnswer("The acknowledgement has no valid expires_in", response)
    if interval is not None and not _is_seconds(interval):
        raise UnexpectedAnswer("The acknowledgement's interval is not a positive integer", response)
    return Acknowledgement(auth_req_id, expires_in, interval)


def _is_seconds(value: Any) -> bool:
    return is_positive(value) and bool(value <= LONGEST)


def _is_busy(response: httpx.Response) -> bool:
    not_yet = isinstance(_refusal(response), AuthorizationPending)
    return response.status_code in BUSY and not not_yet


def _is_final(response: httpx.Response) -> bool:
    # What goes wrong on the provider's side says nothing about the request.
    refusal = _refusal(response) if response.is_client_error else None
    not_yet = isinstance(refusal, AuthorizationPending) or response.status_code in BUSY
    return refusal is not None and not not_yet


def _refusal(response: httpx.Response) -> CIBAError | None:
    try:
        raise_for_error(response)
    except UnexpectedAnswer:
        return None
    except CIBAError as error:
        return error
    return None
