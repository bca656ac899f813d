"""`python -m mock_am`: serve a local AM."""

import argparse
import asyncio
import contextlib
import ipaddress
import socket
import sys
import time
from pathlib import Path
from typing import NoReturn

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from mock_am.app import Settings, create_app
from mock_am.backchannel.profile import PROFILES
from mock_am.http.deployment import Deployment
from mock_am.http.handset.doors import Address, Doors, parsed_address
from mock_am.http.handset.streams import Streams
from mock_am.identifiers import Identifiers
from mock_am.store.database import MEMORY, StateFileError


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; 2 with one sentence on stderr where that cannot be."""
    options = _parser().parse_args(arguments)
    try:
        with contextlib.ExitStack() as stack:
            addresses = [(options.host, options.port), options.handset]
            listening = [stack.enter_context(_listen(*one)) for one in addresses if one]
            app = _announced(options, listening)
            with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a learner ends it
                asyncio.run(_serve(app, listening, options.idle_exit))
    except (OSError, StateFileError) as error:
        print(f"mock_am: {error}", file=sys.stderr)
        return 2
    return 0


def _announced(options: argparse.Namespace, listening: list[socket.socket]) -> Starlette:
    (host, port), *own = [one.getsockname()[:2] for one in listening]
    doors = Doors((host, port) if _is_loopback(host) else None, *own)
    token = None if _is_loopback(host) else options.control_token or Identifiers().opaque()
    url = options.url or f"http://{_in_url(options.host)}:{port}/am"
    if options.loopback_notifications is None:
        options.loopback_notifications = _is_loopback(host)
    app = create_app(_settings(options, url, token, doors))
    also = f" (control token: {token})" if token else ""
    also += f" (handsets: {doors.page})" if own else ""
    print(f"mock AM ready at {url}{also}", flush=True)
    return app


class _Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="mock_am", description="A local AM that answers as AM does.")
    parser.add_argument("--host", default="127.0.0.1", help="address to bind (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8080, help="port, 0 for a free one (8080)")
    parser.add_argument(
        "--state", default=".lab/am.sqlite3", help="state file, or :memory: (.lab/am.sqlite3)"
    )
    parser.add_argument(
        "--profile",
        choices=sorted(PROFILES),
        default="am",
        help="whose rules: AM's, or CIBA's to the letter (am)",
    )
    parser.add_argument("--admin", default="amadmin", help="administrator's name (amadmin)")
    parser.add_argument("--admin-password", default="password", help="(password)")
    parser.add_argument("--url", type=_url, help="address clients use, if not host and port")
    parser.add_argument("--control-token", help="guards /_mock/ off loopback (one is made up)")
    parser.add_argument(
        "--pending-limit",
        type=_count,
        metavar="N",
        help="requests that may wait for one user (am: any number, strict: 1000)",
    )
    parser.add_argument(
        "--loopback-notifications",
        action=argparse.BooleanOptionalAction,
        help="whether clients on this machine may be notified (if it listens on loopback)",
    )
    parser.add_argument(
        "--handset",
        type=_address,
        metavar="ADDRESS:PORT",
        help="serve the handset's page here too, and nothing else (on loopback alone)",
    )
    parser.add_argument(
        "--idle-exit", type=_seconds, metavar="SECONDS", help="end when idle so long (never)"
    )
    return parser


def _port(text: str) -> int:
    port = int(text) if text.isdecimal() else -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port from 0 to 65535")
    return port


def _address(text: str) -> Address:
    try:
        return parsed_address(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9 or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of requests")
    return int(text)


def _seconds(text: str) -> float:
    if not text.isascii() or not text.replace(".", "", 1).isdigit():
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds")
    return float(text)


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")) or not text.endswith("/am"):
        raise argparse.ArgumentTypeError(f"{text} is not an address that ends in /am")
    return text


def _settings(options: argparse.Namespace, url: str, token: str | None, doors: Doors) -> Settings:
    if options.state != MEMORY:
        _make_folder(Path(options.state))
    return Settings(
        url=url,
        state=options.state if options.state == MEMORY else str(Path(options.state).resolve()),
        profile=options.profile,
        admin=options.admin,
        admin_password=options.admin_password,
        control_token=token,
        pending_limit=options.pending_limit,
        loopback_notifications=options.loopback_notifications,
        doors=doors,
    )


def _make_folder(state: Path) -> None:
    try:
        state.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateFileError(
            f"The state file {state} cannot be created: {error.strerror}."
        ) from None


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends each answer at once (TCP_NODELAY).
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let two servers share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(1024)
    except OSError as error:
        listening.close()
        raise OSError(f"Port {port} on {host} cannot be used: {error.strerror or error}.") from None
    return listening


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    return ipaddress.ip_address(host).is_loopback


class _Server(uvicorn.Server):
    """Ends what would be sent for ever, instead of waiting for its end."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._streams.end()
        await super().shutdown(sockets)


async def _serve(app: Starlette, listening: list[socket.socket], idle_exit: float | None) -> None:
    am: Deployment = app.state.deployment
    am.notifier.wake()  # what an earlier process could not send any more
    watched = _LastRequest(app)
    config = uvicorn.Config(
        watched, log_level="warning", access_log=False, lifespan="off", server_header=False
    )
    server = _Server(config, am.streams)
    if idle_exit is None:
        await server.serve(sockets=listening)
        return
    ender = asyncio.create_task(_end_when_idle(server, watched, idle_exit))
    await server.serve(sockets=listening)
    ender.cancel()


class _LastRequest:
    """Notes when the latest request came."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.at = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.at = time.monotonic()
        await self._app(scope, receive, send)


async def _end_when_idle(server: uvicorn.Server, watched: _LastRequest, seconds: float) -> None:
    while (left := watched.at + seconds - time.monotonic()) > 0:  # noqa: ASYNC110  no event tells
        await asyncio.sleep(left)
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
