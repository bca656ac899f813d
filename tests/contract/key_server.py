"""A client's own server, at which it publishes its keys."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from jwcrypto.jwk import JWK


class KeyServer:
    """What it answers may be changed at any time; every request is counted."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 200, {"Content-Type": "application/json"}, b""
        self.delay = 0.0
        self.requests: list[str] = []
        self.uri = ""

    def publish(self, *keys: JWK) -> None:
        """From now on these are the keys."""
        self.status = 200
        self.body = json.dumps({"keys": [one.export_public(as_dict=True) for one in keys]}).encode()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        self.requests.append(request.path)
        time.sleep(self.delay)
        request.send_response(self.status)
        for name, value in {**self.headers, "Content-Length": str(len(self.body))}.items():
            request.send_header(name, value)
        with suppress(ConnectionError):  # who asked may have heard enough
            request.end_headers()
            request.wfile.write(self.body)


@contextmanager
def running() -> Iterator[KeyServer]:
    """A server on a port of its own."""
    keys = KeyServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys.answer(self)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    keys.uri = f"http://127.0.0.1:{server.server_port}/jwks"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield keys
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
