"""Which addresses are called (CIBA 9)."""

import asyncio
import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import pytest

from mock_am.http.outbound import AddressRefused, permitted_addresses

PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]
LOOPBACK = ["127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
INTERNAL = [
    "10.1.2.3",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.251",
    "192.0.2.1",
    "fc00::1",
    "fe80::1",
    "ff02::1",
    "::",
    "::ffff:192.168.0.1",
    "64:ff9b::c0a8:1",
    "2002:c0a8:1::1",
    "::127.0.0.1",
    "::10.1.2.3",
    "::ffff:0:10.1.2.3",
    "64:ff9b:1::10.1.2.3",
    "fec0::1",
]


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Every name leads to these addresses."""

    async def getaddrinfo(host: str, port: int, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)


async def permitted(url: str, *, loopback: bool = True) -> list[str]:
    """The addresses that may be called, as text."""
    return [str(one) for one in await permitted_addresses(urlsplit(url), loopback=loopback)]


@pytest.mark.parametrize("address", PUBLIC)
async def test_a_public_address_is_called_over_https(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    resolving(monkeypatch, address, address)
    assert await permitted("https://client.example/cb") == [str(ip_address(address))]
    with pytest.raises(AddressRefused, match="plain http"):
        await permitted("http://client.example/cb")


@pytest.mark.parametrize("address", LOOPBACK)
async def test_this_machine_is_called_where_that_is_allowed(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    resolving(monkeypatch, address)
    for scheme in ("http", "https"):
        assert await permitted(f"{scheme}://client.example/cb") == [str(ip_address(address))]
        with pytest.raises(AddressRefused, match="own address"):
            await permitted(f"{scheme}://client.example/cb", loopback=False)


@pytest.mark.parametrize("address", INTERNAL)
async def test_an_internal_address_never_is(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, address)
    for scheme in ("http", "https"):
        with pytest.raises(AddressRefused):
            await permitted(f"{scheme}://client.example/cb")


async def test_one_internal_address_among_others_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, PUBLIC[0], INTERNAL[0])
    with pytest.raises(AddressRefused):
        await permitted("https://client.example/cb")


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "0177.0.0.1", "127.1"])
async def test_odd_spellings_of_loopback_are_loopback(host: str) -> None:
    with pytest.raises(AddressRefused, match="own address"):
        await permitted(f"https://{host}/cb", loopback=False)
