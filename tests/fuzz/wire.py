"""HTTP/1.1 over a plain socket: every octet of a request is the test's own choice."""

import contextlib
import http.client
import socket
import struct
import time
from dataclasses import dataclass

PATIENCE = 10
"""Seconds after which an answer no longer comes."""

_IDLE = 3
"""Seconds of idleness after which the server might close a connection: it does after five."""


class NoAnswer(AssertionError):
    """The server closed the connection, or fell silent, where it owed an answer."""


@dataclass(frozen=True)
class Sent:
    """A request. Its target and headers hold what may stand there; lengths come by themselves."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    chunked: bool = False

    def octets(self) -> bytes:
        """The request as it goes over the wire."""
        named = {name.lower() for name, _ in self.headers}
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [] if "host" in named else ["Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += ["Transfer-Encoding: chunked"] if self.chunked else []
        if not self.chunked and (self.body or self.method in ("POST", "PUT", "PATCH")):
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self._framed()

    def _framed(self) -> bytes:
        if not self.chunked:
            return self.body
        chunk = b"%x\r\n%b\r\n" % (len(self.body), self.body) if self.body else b""
        return chunk + b"0\r\n\r\n"

    @property
    def path(self) -> str:
        """The target without its query, still encoded."""
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Answer:
    """An answer, and the seconds until all of it was there."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        """A header's value, the empty text where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True)
class Octets:
    """What goes over the wire, in pieces with a pause between them.

    `whole` says that the client has sent all it had announced, and waits for an answer; where it
    has not, it hangs up, politely or (`resets`) not.
    """

    pieces: tuple[bytes, ...]
    whole: bool = True
    resets: bool = False


class Line:
    """A connection to the server, kept as long as the server keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._used_at = 0.0

    def exchange(self, sent: Sent) -> Answer:
        """The answer to `sent`; raises NoAnswer."""
        connection, begun = self._connection(), time.monotonic()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent.octets())  # an answer may be there before the body was read
        try:
            answer, last = _answer(connection, sent.method, begun)
        except NoAnswer:
            self.close()
            raise
        if last:
            self.close()
        self._used_at = time.monotonic()
        return answer

    def _connection(self) -> socket.socket:
        if time.monotonic() - self._used_at > _IDLE:
            self.close()
        if self._socket is None:
            self._socket = connected(self._port)
        return self._socket

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


_PAUSE = 0.005
"""Seconds between two pieces."""

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: a connection that is closed with this is reset."""


def spoken(port: int, octets: Octets) -> Answer | None:
    """The server's first answer to `octets`, on a connection of their own.

    Raises NoAnswer where it owes one; None where it owes none and gives none.
    """
    with contextlib.closing(connected(port)) as connection:
        begun = time.monotonic()
        with contextlib.suppress(OSError):  # the server may have heard enough, and said so
            _say(connection, octets)
        if octets.resets:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            return None
        try:
            return _answer(connection, "GET", begun)[0]
        except NoAnswer:
            if octets.whole:
                raise
            return None


def _say(connection: socket.socket, octets: Octets) -> None:
    for number, piece in enumerate(octets.pieces):
        time.sleep(_PAUSE if number else 0)
        connection.sendall(piece)
    if not octets.whole:
        connection.shutdown(socket.SHUT_WR)


def _answer(connection: socket.socket, method: str, begun: float) -> tuple[Answer, bool]:
    """The answer that comes next, and whether it is the last one."""
    try:
        with http.client.HTTPResponse(connection, method=method) as response:
            response.begin()
            body = response.read()
            # After an exception the server hangs up unannounced.
            last = response.will_close or response.status == 500
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(repr(error)) from None
    seconds = time.monotonic() - begun
    return Answer(response.status, tuple(response.getheaders()), body, seconds), last


def connected(port: int) -> socket.socket:
    """A new connection to the server."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
