"""Where this server may be sent by what a client has registered (CIBA 9; RFC 9700 on SSRF)."""

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult

Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")
"""Addresses that have an IPv4 address in their last four bytes (RFC 6052 2.1)."""


class AddressRefused(Exception):
    """Nothing is sent there; the text says why."""


async def permitted_addresses(url: SplitResult, *, loopback: bool) -> Sequence[Address]:
    """The addresses of the URL's host, every one of which may be called.

    They are what must be called then: the name might lead somewhere else a moment later. Plain http
    leads to this machine only, and that only with `loopback`. Raises AddressRefused, or OSError
    where the name has no address.
    """
    host = url.hostname or ""
    port = url.port or (443 if url.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for address in addresses:
        _check(address, url.scheme, loopback)
    return list(dict.fromkeys(addresses))


def _check(address: Address, scheme: str, loopback: bool) -> None:
    reached = _reached(address)
    if reached.is_loopback:
        if not loopback:
            raise AddressRefused("this machine's own address is not called")
    elif scheme != "https":
        raise AddressRefused("plain http is for this machine only")
    elif not reached.is_global or reached.is_multicast or _is_set_aside(reached):
        raise AddressRefused("an internal address is not called")


def _is_set_aside(address: Address) -> bool:
    # Global to Python, yet nobody's on the Internet: fec0::/10 (RFC 3879), and what is reserved,
    # ::127.0.0.1 among it, a form of IPv4 addresses that is out of use (RFC 4291 2.5.5.1).
    return address.is_reserved or (isinstance(address, IPv6Address) and address.is_site_local)


def _reached(address: Address) -> Address:
    """The IPv4 address within an IPv6 one, where that is what it stands for."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    return inner or address
