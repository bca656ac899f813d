"""A complete flow (ask, approve, redeem) against what it cannot do without.

`python -m benchmarks.flows [flows]` says how long a flow keeps one core busy, state in a file, and
how long its signatures and three requests to an empty route do in the same run: their ratio means
the same on any machine. Nothing goes over a socket.
"""

import asyncio
import hmac
import json
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from mock_am.app import Settings, create_app
from tests.contract.am import AM, OAUTH2, Administrator
from tests.contract.configuration import CIBA, configure, give_phone
from tests.contract.till import Till, new_key, signed

ROUNDS = 5
"""The three kinds of work take turns, and the median round counts: noise meets them alike."""

_BASIC = (b"authorization", b"Basic " + b64encode(b"myCIBAClient:forgerock"))
_FORM = (b"content-type", b"application/x-www-form-urlencoded")

Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Costs:
    """Milliseconds of one core: a flow, its bare signatures, three requests to an empty route."""

    flow: float
    signatures: float
    empty_routes: float

    def __str__(self) -> str:
        least = self.signatures + self.empty_routes
        return (
            f"a flow          {self.flow:.3f} ms of one core: {1000 / self.flow:.0f} a second\n"
            f"its signatures  {self.signatures:.3f} ms\n"
            f"3 empty routes  {self.empty_routes:.3f} ms\n"
            f"ratio           {self.flow / least:.2f}"
        )


async def measured(flows: int) -> Costs:
    """The costs, each from `ROUNDS` rounds of so many flows."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(state=str(Path(folder) / "am.sqlite3")))
        with closing(app.state.deployment.store):
            kinds = (await configured_flow(app), _signatures(), _empty_routes())
            rounds = [[await _cost(work, flows) for work in kinds] for _ in range(ROUNDS)]
    return Costs(*(median(costs) for costs in zip(*rounds, strict=True)))


async def _cost(work: Work, times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        await work()
    return (time.process_time() - started) / times * 1000


async def configured_flow(app: Starlette) -> Work:
    """Configure a fresh `app` as the article does; what it gives runs one flow."""
    am, key = AM(app.state.deployment.url, httpx.ASGITransport(app=app)), new_key()
    async with am.http:
        await configure(Administrator(am, await am.session()), key)
        await give_phone(am)
    asked = signed(Till(am, key).claims(), key)

    async def flow() -> None:
        answer = await _posted(app, f"/am{OAUTH2}/bc-authorize", form=f"request={asked}")
        auth_req_id = json.loads(answer)["auth_req_id"]
        await _posted(app, "/_mock/action", query=f"token={auth_req_id}&type=allow")
        grant = f"grant_type={CIBA}&auth_req_id={auth_req_id}"
        assert b"id_token" in await _posted(app, f"/am{OAUTH2}/access_token", form=grant)

    return flow


async def _posted(app: ASGIApp, path: str, *, query: str = "", form: str = "") -> bytes:
    """The body that `app` answers, with as little of a client around it as can be."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": form.encode(), "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1:8080"), *((_BASIC, _FORM) if form else ())],
        "server": ("127.0.0.1", 8080),
        "client": ("127.0.0.1", 50000),
    }
    await app(scope, receive, send)
    start, body = sent
    assert start["status"] == 200, body
    answer: bytes = body["body"]
    return answer


def _signatures() -> Work:
    # The request object verified, the phone's answer signed and verified, the ID token signed.
    key, algorithm = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(SHA256())
    public, text = key.public_key(), b"x" * 500
    signature = key.sign(text, algorithm)

    async def signatures() -> None:
        public.verify(signature, text, algorithm)
        for _ in range(2):
            hmac.digest(b"k" * 32, text, sha256)
        key.sign(text, algorithm)

    return signatures


def _empty_routes() -> Work:
    async def empty(request: Request) -> Response:
        return Response(b"{}", media_type="application/json")

    app = Starlette(routes=[Route("/", empty, methods=["POST"])])

    async def routes() -> None:
        for _ in range(3):
            await _posted(app, "/")

    return routes


if __name__ == "__main__":
    print(asyncio.run(measured(int(sys.argv[1]) if sys.argv[1:] else 500)))
