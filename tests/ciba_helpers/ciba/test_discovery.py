"""A client that asks where the provider says (OpenID Connect Discovery 1.0, CIBA 1.0 section 4)."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from ciba_helpers.am import oauth2_provider
from ciba_helpers.am.session import Administrator
from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.ciba.errors import CIBAError, UnexpectedAnswer
from ciba_helpers.connection import connection
from tests.ciba_helpers.ciba.provider import Provider, tokens
from tests.ciba_helpers.ciba.served import serving

over_both = pytest.mark.parametrize("provider", ["in memory", "over HTTP"], indirect=True)


@pytest.fixture
async def elsewhere() -> AsyncIterator[tuple[str, list[httpx.Request]]]:
    """Another origin, and what it was asked."""
    asked = list[httpx.Request]()

    async def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(400, json={"error": "access_denied"})

    async with serving(answer) as origin:
        yield origin, asked


async def found(https: httpx.AsyncClient, issuer: str) -> CIBAClient:
    return await CIBAClient.discovered(https, issuer, "myCIBAClient", "forgerock")


@over_both
async def test_without_published_endpoints_they_are_where_am_has_them(
    https: httpx.AsyncClient, provider: Provider
) -> None:
    provider.metadata, provider.answers = {}, [tokens()]
    client = await found(https, provider.issuer)
    await client.ask("jwt")
    await client.poll_once("id")
    assert (len(provider.asked), len(provider.polls), provider.elsewhere) == (1, 1, [])
    assert (client.issuer, client.client_id) == (provider.issuer, "myCIBAClient")


@pytest.mark.parametrize("provider", ["over HTTP"], indirect=True)
async def test_published_endpoints_are_asked(
    https: httpx.AsyncClient, provider: Provider, elsewhere: tuple[str, list[httpx.Request]]
) -> None:
    origin, asked = elsewhere
    provider.metadata = {
        "backchannel_authentication_endpoint": f"{origin}/ciba?realm=x",
        "token_endpoint": f"{origin}/token",
    }
    client = await found(https, provider.issuer)
    for refused in (client.ask("jwt"), client.poll_once("id")):
        with pytest.raises(CIBAError):
            await refused
    assert [str(request.url) for request in asked] == [f"{origin}/ciba?realm=x", f"{origin}/token"]
    assert (provider.asked, provider.polls) == ([], [])


# Discovery 4.3: exactly the same
@over_both
@pytest.mark.parametrize(
    "issuer",
    [
        "https://evil.example.com/am/oauth2",
        "{issuer}/",
        "{issuer}#",
        "{issuer}/realms/root",
        "{upper}",
        "",
        None,
        ["{issuer}"],
        {"issuer": "{issuer}"},
    ],
)
async def test_metadata_of_another_issuer_are_not_believed(
    https: httpx.AsyncClient, provider: Provider, issuer: Any
) -> None:
    def spelt(value: Any) -> Any:
        if isinstance(value, str):
            return value.format(issuer=provider.issuer, upper=provider.issuer.upper())
        return [spelt(one) for one in value] if isinstance(value, list) else value

    provider.metadata = {"issuer": spelt(issuer)}
    with pytest.raises(UnexpectedAnswer, match="another issuer"):
        await found(https, provider.issuer)
    assert (provider.asked, provider.polls) == ([], [])


# Discovery 4.1: a slash at the end is not doubled
async def test_an_issuer_may_end_with_a_slash(https: httpx.AsyncClient, provider: Provider) -> None:
    provider.metadata = {"issuer": f"{provider.issuer}/"}
    client = await found(https, f"{provider.issuer}/")
    await client.ask("jwt")
    assert len(provider.asked) == 1


@pytest.mark.parametrize("name", ["backchannel_authentication_endpoint", "token_endpoint"])
@pytest.mark.parametrize(
    "endpoint",
    [
        None,
        7,
        ["https://op.example.com/token"],
        "",
        "/token",
        "op.example.com/token",
        "http://op.example.com/token",  # the secret would go in the clear
        "ftp://op.example.com/token",
        "https://",
        "https://user:word@op.example.com/token",
        "https://op.example.com/token#part",  # RFC 6749 3.2
        "https://op.example.com:port/",
    ],
)
async def test_an_endpoint_that_is_none_is_not_asked(
    https: httpx.AsyncClient, provider: Provider, name: str, endpoint: Any
) -> None:
    provider.metadata = {name: endpoint}
    with pytest.raises(UnexpectedAnswer, match=name):
        await found(https, provider.issuer)


async def test_a_provider_without_metadata_cannot_be_discovered(
    https: httpx.AsyncClient, provider: Provider
) -> None:
    with pytest.raises(UnexpectedAnswer, match=r"not JSON .HTTP 404."):
        await found(https, provider.issuer)


async def test_am_is_discovered_although_it_names_no_ciba_endpoint(am: Administrator) -> None:
    await oauth2_provider.map_acr(am, "push", "myCIBAPushTree")
    issuer = f"{am.url}/oauth2/realms/root/realms/alpha"
    client = await found(am.http, issuer)
    with pytest.raises(CIBAError, match="invalid_client"):
        await client.ask("jwt")


@pytest.mark.parametrize("provider", ["over HTTP"], indirect=True)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("body", [None, {"error": "authorization_pending"}])
async def test_a_redirect_is_an_error_and_nobody_else_gets_the_secret_or_the_request(
    provider: Provider,
    elsewhere: tuple[str, list[httpx.Request]],
    status: int,
    body: dict[str, str] | None,
) -> None:
    # RFC 9700 4.12; the connection's own preference does not count
    origin, asked = elsewhere
    redirect = httpx.Response(status, headers={"Location": f"{origin}/"}, json=body or [])
    provider.acknowledges, provider.answers = redirect, [redirect]
    async with connection() as http:
        http.follow_redirects = True
        client = CIBAClient(http, provider.issuer, "myCIBAClient", "forgerock")
        for redirected in (client.ask("jwt"), client.poll_once("id")):
            with pytest.raises(UnexpectedAnswer, match=f"HTTP {status}"):
                await redirected
    assert (len(provider.asked), len(provider.polls), asked) == (1, 1, [])


async def test_metadata_are_not_fetched_from_elsewhere(
    elsewhere: tuple[str, list[httpx.Request]],
) -> None:
    origin, asked = elsewhere

    async def redirect(_: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": origin})

    async with serving(redirect) as issuer, connection() as http:
        http.follow_redirects = True
        with pytest.raises(UnexpectedAnswer, match="HTTP 302"):
            await found(http, issuer)
    assert asked == []
