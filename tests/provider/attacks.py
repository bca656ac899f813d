"""What every attack comes to: a refusal in due form, and a provider that is as it was."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx

from tests.contract.till import approve
from tests.provider.provider import Client, Provider

DESCRIPTION = re.compile(r"[\x20-\x21\x23-\x5B\x5D-\x7E]+")
"""What an error may say (RFC 6749 5.2)."""

MEMBERS = {"error", "error_description", "error_uri"}
REQUEST = (400, "invalid_request")
GRANT = (400, "invalid_grant")


def in_due_form(answer: httpx.Response) -> None:
    """Nobody may store it, no page of another origin may read it, an error says its reason."""
    assert answer.headers["cache-control"] == "no-store"
    assert not [name for name in answer.headers if name.startswith("access-control")]
    if answer.status_code < 400:
        return
    body = answer.json()
    assert {"error"} <= body.keys() <= MEMBERS, body
    assert DESCRIPTION.fullmatch(body["error_description"]), body
    assert (answer.status_code == 401) is ("www-authenticate" in answer.headers)


def refused(answer: httpx.Response, expected: tuple[int, str] = REQUEST) -> None:
    """It is an error with this status and code, in due form."""
    in_due_form(answer)
    assert (answer.status_code, answer.json()["error"]) == expected, answer.text


def unauthenticated(provider: Provider, *, header: bool = True) -> tuple[int, str]:
    """How a client is refused; `header` is whether it sent an Authorization header.

    AM answers 401 only then (am.md 12.3), CIBA 13 always.
    """
    return (401 if header or provider.profile == "strict" else 400), "invalid_client"


async def asked(provider: Provider) -> int:
    """How many questions stand on the users' phones."""
    screens = [await provider.am.mock("GET", f"/phones/{one}/messages") for one in provider.phones]
    return sum(len(screen.json()["result"]) for screen in screens)


@contextmanager
def case(name: Any) -> Iterator[None]:
    """What fails inside says which input it was."""
    try:
        yield
    except Exception as failure:
        failure.add_note(f"case: {name!r}")
        raise


async def each_refused(
    provider: Provider,
    till: Client,
    requests: Mapping[Any, str],
    expected: tuple[int, str] = REQUEST,
) -> None:
    """Each of these request objects is refused so, and does nothing."""
    async with unharmed(provider):
        for name, request in requests.items():
            with case(name):
                refused(await till.send(request), expected)


async def each_taken(provider: Provider, till: Client, requests: Mapping[Any, str]) -> None:
    """Each of these request objects is taken."""
    for name, request in requests.items():
        with case(name):
            await taken(provider, await till.send(request))


@asynccontextmanager
async def unharmed(provider: Provider) -> AsyncIterator[None]:
    """Nobody was asked anything inside, and afterwards a valid request is taken as before."""
    before = await asked(provider)
    yield
    assert await asked(provider) == before
    await still_works(provider)


async def still_works(provider: Provider) -> None:
    """A valid request is taken; nothing of it stays."""
    await taken(provider, await provider.client.ask())


async def taken(provider: Provider, answer: httpx.Response) -> None:
    """The request was taken; it is denied at once, so that nothing of it stays."""
    assert answer.status_code == 200, answer.text
    in_due_form(answer)
    await approve(provider.am, answer.json()["auth_req_id"], "deny")
