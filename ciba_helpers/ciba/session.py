"""One authentication request from asking to its end, in the background of a notebook."""

import asyncio
from typing import Literal, Protocol

from ciba_helpers.ciba.client import TICK, Acknowledgement
from ciba_helpers.ciba.errors import AccessDenied, ExpiredToken
from ciba_helpers.ciba.tokens import TokenSet
from ciba_helpers.observable import Callback, Observable

Status = Literal["asking", "pending", "approved", "denied", "expired", "failed"]


class Client(Protocol):
    """Who asks and waits: a client in poll, ping or push mode."""

    delivery_mode: str

    async def ask(self, request: str) -> Acknowledgement:
        """Send a signed authentication request."""

    async def wait(self, acknowledgement: Acknowledgement, *, on_poll: Callback = ...) -> TokenSet:
        """The tokens, as soon as there are any."""


class Cancelled(Exception):
    """The session was cancelled before the phone had answered."""


class Session(Observable):
    """A request under way: what a till shows while the customer looks at the phone.

    `polls` counts the answers that said "not yet": hardly any where the provider pings, none where
    it pushes. `error` is what ended a session without tokens.
    """

    def __init__(self, client: Client, request: str, binding_message: str) -> None:
        super().__init__()
        self.binding_message = binding_message
        self.status: Status = "asking"
        self.acknowledgement: Acknowledgement | None = None
        self.polls = 0
        self.delivery_mode = client.delivery_mode
        self.tokens: TokenSet | None = None
        self.error: Exception | None = None
        self._task = asyncio.ensure_future(self._run(client, request))

    @property
    def auth_req_id(self) -> str | None:
        """The auth_req_id, once there is one."""
        return self.acknowledgement.auth_req_id if self.acknowledgement else None

    @property
    def expires_in(self) -> int | None:
        """Seconds the request was given, once it is acknowledged."""
        return self.acknowledgement.expires_in if self.acknowledgement else None

    @property
    def interval(self) -> float | None:
        """Seconds between polls that the provider asked for; None where it calls back itself."""
        if self.acknowledgement is None or self.delivery_mode != "poll":
            return None
        return self.acknowledgement.interval

    async def acknowledged(self, timeout: float = 30) -> Acknowledgement:  # noqa: ASYNC109  likewise
        """The provider's acknowledgement, as soon as it is there.

        Raises what ended the session before, or TimeoutError after `timeout` seconds.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        while self.acknowledgement is None and not self._task.done():
            if asyncio.get_running_loop().time() >= deadline:
                raise TimeoutError("The provider has not answered yet")
            await asyncio.wait({self._task}, timeout=TICK)
        if self.acknowledgement is None:
            raise self.error or Cancelled("The till has stopped asking")
        return self.acknowledgement

    async def result(self, timeout: float = 120) -> TokenSet:  # noqa: ASYNC109  interruptible
        """The tokens, as soon as there are any.

        Raises what ended the session, or TimeoutError after `timeout` seconds; the session goes
        on then, and this can be awaited again.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        # Short waits: an interrupt reaches a kernel only between them.
        while not self._task.done():
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                raise TimeoutError("Still waiting for the phone: press Approve or Deny, then rerun")
            await asyncio.wait({self._task}, timeout=min(left, TICK))
        if self.error is not None:
            raise self.error
        assert self.tokens is not None
        return self.tokens

    def on_end(self, callback: Callback) -> None:
        """Call `callback` when the session has ended, however it ends."""
        self._task.add_done_callback(lambda _: callback())

    def cancel(self) -> None:
        """Stop asking: a session still under way has failed then, with `Cancelled`."""
        if self._task.cancel():
            self.error = Cancelled("The till has stopped asking")
            self._become("failed")

    async def _run(self, client: Client, request: str) -> None:
        try:
            self.acknowledgement = await client.ask(request)
            self._become("pending")
            self.tokens = await client.wait(self.acknowledgement, on_poll=self._polled)
        except Exception as error:  # shown by the till, raised by result()
            self.error = error
            self._become(_end(error))
        else:
            self._become("approved")

    def _polled(self) -> None:
        self.polls += 1
        self.changed()

    def _become(self, status: Status) -> None:
        self.status = status
        self.changed()


def _end(error: Exception) -> Status:
    if isinstance(error, AccessDenied):
        return "denied"
    if isinstance(error, ExpiredToken | TimeoutError):
        return "expired"
    return "failed"
