"""Sending notifications in the background: each is sent, and none over and over (CIBA 10.2, 10.3).

What is to be sent lies in the store from the moment it is decided, so that it is sent after a kill
and a restart too; then, at worst, twice. Only what did not reach its receiver is tried again,
`TRIES` times in all: whatever the receiver answers settles it, a redirect as well.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

from mock_am.backchannel.notification import Notification
from mock_am.clock import Clock
from mock_am.http.outbound import Address, AddressRefused, permitted_addresses
from mock_am.store import Store
from mock_am.store.notifications import AT_A_TIME

TIME_LIMIT = 5
"""Seconds that a try may take."""

_PATIENCE = 1
"""Seconds until a state file is tried again that could not be used."""

_SERVER_ERROR = 500


class Unreachable(Exception):
    """The receiver has not answered."""


Send = Callable[[Notification], Awaitable[int]]
"""POST the notification; the status of the answer. Raises Unreachable or AddressRefused."""


def over_http(*, loopback: bool) -> Send:
    """How notifications are sent; to this machine's own addresses only with `loopback`."""

    async def send(notification: Notification) -> int:
        import httpx  # here, for it would delay the moment at which the server is ready

        url = urlsplit(notification.endpoint)
        try:
            async with asyncio.timeout(TIME_LIMIT):
                for address in await permitted_addresses(url, loopback=loopback):
                    with suppress(httpx.ConnectError):
                        return await _posted(notification, url.hostname or "", address)
        # UnicodeError: of a host that no name server could be asked for.
        except (OSError, TimeoutError, UnicodeError, httpx.HTTPError, httpx.InvalidURL):
            raise Unreachable from None
        raise Unreachable

    return send


async def _posted(notification: Notification, host: str, address: Address) -> int:
    import httpx

    url = httpx.URL(notification.endpoint)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Authorization": f"Bearer {notification.token}",
        "Content-Type": "application/json",
    }
    async with (
        httpx.AsyncClient(trust_env=False, verify=url.scheme == "https") as http,
        http.stream(
            "POST",
            url.copy_with(host=str(address)),
            content=notification.body,
            headers=headers,
            extensions={"sni_hostname": host},
        ) as answer,
    ):
        return answer.status_code  # of the body nothing is read (CIBA 10.2)


class Notifier:
    """Sends what is due; asleep while there is nothing to wait for."""

    def __init__(self, store: Store, clock: Clock, send: Send) -> None:
        self._store = store
        self._clock = clock
        self._send = send
        self._task: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look again at what is due: there is more to send, or another time."""
        self._woken.set()
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                self._begin()
                due_at = self._store.notifications.next_due()
            except sqlite3.OperationalError:  # whoever asks for something is told of it
                await asyncio.sleep(_PATIENCE)
                continue
            if due_at is None:
                return
            await self._sleep_until(due_at)

    def _begin(self) -> None:
        if len(self._sending) >= AT_A_TIME or not self._is_something_due():
            return
        with self._store.transaction():
            claimed = self._store.notifications.claim(self._clock.now())
        for one in claimed:
            sending = asyncio.get_running_loop().create_task(self._deliver(one))
            self._sending.add(sending)
            sending.add_done_callback(self._sent)

    def _is_something_due(self) -> bool:
        due_at = self._store.notifications.next_due()
        return due_at is not None and due_at <= self._clock.now()

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._woken.set()

    async def _sleep_until(self, due_at: float) -> None:
        full = len(self._sending) >= AT_A_TIME
        seconds = None if full else max(0, due_at - self._clock.now())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    async def _deliver(self, notification: Notification) -> None:
        after = await self._tried(notification)
        with suppress(sqlite3.OperationalError):  # then it is tried again
            self._keep(notification, after)

    async def _tried(self, notification: Notification) -> Notification:
        try:
            status = await self._send(notification)
        except AddressRefused as refused:
            return notification.settled(str(refused))
        except Unreachable:
            return notification.failed("no answer")
        outcome = f"answered {status}"
        failed = status >= _SERVER_ERROR
        return notification.failed(outcome) if failed else notification.settled(outcome)

    def _keep(self, before: Notification, after: Notification) -> None:
        with self._store.transaction():
            if self._store.notifications.get(before.auth_req_id) == before:
                self._store.notifications.change(before, after)
