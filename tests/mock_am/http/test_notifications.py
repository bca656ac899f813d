"""Notifications are sent once, by whoever claims them, and nobody waits for a slow receiver."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from mock_am.backchannel.notification import RETRY_AFTER, TRIES, Notification
from mock_am.clock import Clock
from mock_am.http import notifications
from mock_am.http.notifications import Notifier, Unreachable, over_http
from mock_am.http.outbound import AddressRefused
from mock_am.realm.backchannel_client import DeliveryMode
from mock_am.store import Store
from tests.provider.notification_endpoint import listening

NOW = 1_800_000_000.0


def due(auth_req_id: str, endpoint: str = "https://client.example/cb") -> Notification:
    """A ping to send now."""
    return Notification(
        auth_req_id, DeliveryMode.PING, endpoint, "token", '{"auth_req_id": "1"}', NOW + 600, NOW
    )


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    """A state in memory."""
    opened = Store()
    yield opened
    opened.close()


class Receiver:
    """Counts what it is sent; answers a status, or fails with an exception."""

    def __init__(self, outcome: int | Exception = 204) -> None:
        self.outcome = outcome
        self.sent: list[str] = []
        self.slow: asyncio.Event | None = None

    async def __call__(self, notification: Notification) -> int:
        self.sent.append(notification.auth_req_id)
        if self.slow is not None and notification.auth_req_id == "slow":
            await self.slow.wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def clock() -> Clock:
    """A clock that stands still."""
    return Clock(source=lambda: NOW)


async def settled(store: Store, *ids: str) -> list[Notification]:
    """The notifications once each has an outcome."""
    for _ in range(200):
        found = [store.notifications.get(one) for one in ids]
        if all(one is not None and one.outcome for one in found):
            return [one for one in found if one is not None]
        await asyncio.sleep(0.005)
    raise AssertionError(found)


async def test_what_was_sent_is_forgotten_but_for_its_outcome(store: Store) -> None:
    store.notifications.put(due("1"))
    Notifier(store, clock(), Receiver()).wake()
    (after,) = await settled(store, "1")
    assert (after.token, after.body, after.due_at) == ("", "", None)
    assert (after.tries, after.outcome) == (1, "answered 204")


async def test_two_who_share_a_state_send_each_once(store: Store) -> None:
    receiver, ids = Receiver(), [str(number) for number in range(50)]
    for one in ids:
        store.notifications.put(due(one))
    for notifier in [Notifier(store, clock(), receiver) for _ in range(2)]:
        notifier.wake()
    await settled(store, *ids)
    assert sorted(receiver.sent) == sorted(ids)


async def test_a_slow_receiver_holds_up_nobody_else(store: Store) -> None:
    receiver = Receiver()
    receiver.slow = asyncio.Event()
    notifier = Notifier(store, clock(), receiver)
    store.notifications.put(due("slow"))
    notifier.wake()
    await asyncio.sleep(0)
    store.notifications.put(due("1"))
    notifier.wake()
    await settled(store, "1")
    receiver.slow.set()
    await settled(store, "slow")
    assert receiver.sent == ["slow", "1"]


@pytest.mark.parametrize("outcome", [Unreachable(), 500, 503])
async def test_what_does_not_arrive_is_tried_again_a_few_times(
    store: Store, outcome: int | Exception
) -> None:
    time, receiver = clock(), Receiver(outcome)
    notifier = Notifier(store, time, receiver)
    store.notifications.put(due("1"))
    for tries in range(1, TRIES + 1):
        for moved in (0, RETRY_AFTER - 1):
            time.advance(moved)
            notifier.wake()
            await asyncio.sleep(0.01)
            assert len(receiver.sent) == tries, "one try, and not before its time"
        time.advance(1)
    notifier.wake()
    await asyncio.sleep(0.01)
    assert len(receiver.sent) == TRIES
    (after,) = await settled(store, "1")
    assert (after.tries, after.due_at) == (TRIES, None)


@pytest.mark.parametrize("outcome", [200, 204, 302, 400, 401, 429, AddressRefused("no")])
async def test_an_answer_settles_it_whatever_it_is(store: Store, outcome: Any) -> None:
    time, receiver = clock(), Receiver(outcome)
    notifier = Notifier(store, time, receiver)
    store.notifications.put(due("1"))
    notifier.wake()
    await settled(store, "1")
    time.advance(3600)
    notifier.wake()
    await asyncio.sleep(0.01)
    assert receiver.sent == ["1"]


@pytest.mark.parametrize("host", ["a..b", "a" * 64 + ".example"])
async def test_a_receiver_whose_name_cannot_be_asked_for_has_not_answered(host: str) -> None:
    with pytest.raises(Unreachable):
        await over_http(loopback=True)(due("1", f"https://{host}/"))


async def test_a_receiver_that_stays_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "TIME_LIMIT", 0.1)
    async with listening() as endpoint:
        endpoint.answers = None
        with pytest.raises(Unreachable):
            await over_http(loopback=True)(due("1", endpoint.url))
    assert len(endpoint.calls) == 1


@pytest.mark.parametrize(
    "answers", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 204 " + b"x" * 200_000], ids=range(3)
)
async def test_a_receiver_that_speaks_no_http_has_not_answered(answers: bytes) -> None:
    async with listening() as endpoint:
        endpoint.answers = answers
        with pytest.raises(Unreachable):
            await over_http(loopback=True)(due("1", endpoint.url))


async def test_nobody_listening_is_no_answer() -> None:
    async with listening() as endpoint:
        url = endpoint.url
    with pytest.raises(Unreachable):
        await over_http(loopback=True)(due("1", url))


async def test_a_name_is_called_at_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A name may lead elsewhere the next time it is asked for.
    asked: list[str] = []

    async def getaddrinfo(host: str, port: int, **kwargs: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async with listening() as endpoint:
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
        url = f"http://client.example:{endpoint.port}/cb"
        assert await over_http(loopback=True)(due("1", url)) == 204
    assert endpoint.calls[0]["headers"]["host"] == f"client.example:{endpoint.port}"
    assert asked[0] == "client.example"
    assert set(asked[1:]) <= {"127.0.0.1"}
