"""Where the handset's page may be asked for: at which socket, and under which name."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from mock_am import wording
from mock_am.errors import Forbidden, NotFound, RestError
from mock_am.http.rest.answer import error_answer

Address = tuple[str, int]
"""A socket's own IP address and port."""

HTTP_PORT = 80


@dataclass(frozen=True)
class Doors:
    """The sockets at which the page is served; None for those that there are not.

    `loopback` is the server's main one, where that is loopback. `own` is one for handsets alone,
    wherever it is: somebody asked for it.
    """

    loopback: Address | None = None
    own: Address | None = None

    @property
    def page(self) -> str | None:
        """The address under which a handset finds the page; None where it is served nowhere."""
        door = self.own or self.loopback
        return f"http://{netloc(door)}/handset/" if door else None

    def is_for_handsets(self, socket: Address | None) -> bool:
        """Whether this socket is the handsets' own.

        Beside a main one on loopback every other is: what an address was turned into by the system
        must not open the rest.
        """
        if self.own is None:
            return False
        return socket == self.own if self.loopback is None else socket != self.loopback

    def check(self, scope: Scope) -> None:
        """Raise NotFound at another socket, Forbidden under another name.

        A site whose name was made to lead to this machine must not get at the page.
        """
        door = scope.get("server")
        if door is None or door not in (self.loopback, self.own):
            raise NotFound
        host = Headers(scope=scope).get("host", "")
        if not (host == netloc(door) if door == self.own else _is_loopback(host)):
            raise Forbidden(wording.HANDSET_NAME_FOREIGN)


NO_DOORS = Doors()


class HandsetsOnly:
    """Lets nothing through at the handsets' own socket but these routes."""

    def __init__(self, app: ASGIApp, doors: Doors, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._doors = doors
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and self._doors.is_for_handsets(scope.get("server")):
            try:
                self._check(scope)
            except RestError as refusal:
                await error_answer(refusal)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        if not any(route.matches(scope)[0] is not Match.NONE for route in self._routes):
            raise NotFound
        self._doors.check(scope)


def netloc(address: Address) -> str:
    """The address as a browser names it in `Host`."""
    host, port = address
    name = f"[{host}]" if ":" in host else host
    return name if port == HTTP_PORT else f"{name}:{port}"


def parsed_address(text: str) -> Address:
    """`192.168.1.20:8081` or `[fd00::20]:8081`; raises ValueError with a sentence."""
    host, _, port = text.rpartition(":")
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        raise ValueError(f"{text} is not an address and port such as 192.168.1.20:8081") from None
    if not (port.isascii() and port.isdecimal()) or int(port) > 65535:
        raise ValueError(f"{text} has no port from 0 to 65535, as in 192.168.1.20:8081")
    inner = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    if (inner or address).is_unspecified:
        raise ValueError(
            f"{host} is no address that a handset can reach: name the one of this machine that it "
            "can, such as 192.168.1.20:8081"
        )
    return str(address), int(port)


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
