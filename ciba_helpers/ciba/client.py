"""A CIBA client in poll mode."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from ciba_helpers.ciba.errors import (
    AuthorizationPending,
    SlowDown,
    UnexpectedAnswer,
    raise_for_error,
)
from ciba_helpers.ciba.polling import Polling

GRANT_TYPE = "urn:openid:params:grant-type:ciba"

TICK = 0.2
"""Seconds slept at a time while waiting, so that an interrupted kernel stops at once."""

LONG_POLL = 35
"""Seconds to wait for an answer: a provider may hold a poll for 30 (CIBA 10.1)."""


@dataclass(frozen=True)
class Acknowledgement:
    """The provider has taken the request on. `expires_in` and `interval` are in seconds."""

    auth_req_id: str
    expires_in: int
    interval: int | None


@dataclass(frozen=True)
class TokenSet:
    """What an approved request is worth.

    `expires_in` is in seconds. A `scope` of None means the scope that was asked for.
    """

    access_token: str
    token_type: str
    id_token: str
    expires_in: int | None
    scope: str | None
    refresh_token: str | None

    def __repr__(self) -> str:
        """Which tokens there are, never their values."""
        kinds = [k for k in ("access_token", "id_token", "refresh_token") if getattr(self, k)]
        return f"<TokenSet: {', '.join(kinds)}; scope {self.scope!r}>"


class CIBAClient:
    """A confidential client of one provider, authenticating with its secret by HTTP Basic.

    `issuer` is the address that AM's OAuth2 endpoints share:
    `http://127.0.0.1:8080/am/oauth2/realms/root/realms/alpha`. `monotonic` is the clock that
    waits are measured with, in seconds.
    """

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
        self._auth = httpx.BasicAuth(client_id, client_secret)
        self._monotonic = monotonic

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
        there never will be any.
        """
        response = await self._poll(auth_req_id)
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
            if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
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
        return await self._post("access_token", grant_type=GRANT_TYPE, auth_req_id=auth_req_id)

    async def _post(self, endpoint: str, **form: str) -> httpx.Response:
        return await self._http.post(
            f"{self.issuer}/{endpoint}", data=form, auth=self._auth, timeout=LONG_POLL
        )

    async def _sleep_until(self, moment: float) -> None:
        while (left := moment - self._monotonic()) > 0:  # noqa: ASYNC110  interruptible
            await asyncio.sleep(min(left, TICK))


def _acknowledgement(body: dict[str, Any], response: httpx.Response) -> Acknowledgement:
    auth_req_id, expires_in = body.get("auth_req_id"), body.get("expires_in")
    interval = body.get("interval")
    if not isinstance(auth_req_id, str) or not auth_req_id:
        raise UnexpectedAnswer("The acknowledgement has no auth_req_id", response)
    if not _is_positive(expires_in):
        raise UnexpectedAnswer("The acknowledgement has no valid expires_in", response)
    if interval is not None and not _is_positive(interval):
        raise UnexpectedAnswer("The acknowledgement's interval is not a positive integer", response)
    return Acknowledgement(auth_req_id, int(str(expires_in)), interval)


def _is_positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _token_set(body: dict[str, Any], response: httpx.Response) -> TokenSet:
    for name in ("access_token", "token_type", "id_token"):
        if not isinstance(body.get(name), str):
            raise UnexpectedAnswer(f"The token answer has no {name}", response)
    return TokenSet(
        access_token=body["access_token"],
        token_type=body["token_type"],
        id_token=body["id_token"],
        expires_in=body.get("expires_in"),
        scope=body.get("scope"),
        refresh_token=body.get("refresh_token"),
    )


def _retry_after(response: httpx.Response) -> float:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else 0.0
