"""The handset's page: for whoever was given its code, and for nobody else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import ALPHA, AM, OAUTH2
from tests.contract.server import Server
from tests.mock_am.http.handset.events import switched_on
from tests.provider.provider import Provider, prepared
from tests.provider.raw_http import exchanged

CONNECT = "connect-src 'self'"


@dataclass
class Handset:
    """A server whose page is on, at the addresses of its two sockets."""

    provider: Provider
    server: Server
    main: str
    own: str
    token: str

    @property
    def http(self) -> httpx.AsyncClient:
        return self.provider.am.http

    async def stream(self, base: str, token: str | None, **headers: str) -> httpx.Response:
        """The answer's head alone."""
        sent = {**headers, **({} if token is None else {"Authorization": token})}
        url = f"{base}/handset/messages/{self.provider.phones[0]}"
        async with self.http.stream("GET", url, headers=sent) as answer:
            if answer.status_code != 200:
                await answer.aread()
            return answer


@pytest.fixture
async def handset(keys: tuple[JWK, JWK]) -> AsyncIterator[Handset]:
    server = Server(":memory:", "--handset", "127.0.0.2:0")
    am = AM(server.url)
    provider = await prepared(am, "am", *keys)
    told = (await am.mock("PUT", "/handset")).json()
    own = told["page"].removesuffix("/handset/")
    yield Handset(provider, server, server.url.removesuffix("/am"), own, told["token"])
    await am.http.aclose()
    if server.process.poll() is None:
        server.stop()


@pytest.fixture(params=["main", "own"])
def base(handset: Handset, request: pytest.FixtureRequest) -> str:
    return str(getattr(handset, request.param))


async def test_the_code_names_the_socket_that_was_asked_for(handset: Handset) -> None:
    assert handset.own.startswith("http://127.0.0.2:")
    assert handset.server.ready_line.endswith(f" (handsets: {handset.own}/handset/)")


@pytest.mark.parametrize(
    "token",
    [None, "", "Bearer", "Bearer x", "Basic {token}", "{token}", "Bearer {token}x"],
)
async def test_without_the_token_nothing_is_heard(
    handset: Handset, base: str, token: str | None
) -> None:
    given = token and token.format(token=handset.token)
    answer = await handset.stream(base, given)
    assert answer.status_code == 401
    assert handset.token not in answer.text


async def test_the_token_counts_in_no_url(handset: Handset, base: str) -> None:
    url = f"{base}/handset/messages/{handset.provider.phones[0]}"
    answer = await handset.http.get(url, params={"token": handset.token})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.nip.io", ""]
)
async def test_under_a_foreign_name_there_is_no_page(
    handset: Handset, base: str, host: str
) -> None:
    # DNS rebinding: a site has its own name lead to this machine
    bearer = f"Bearer {handset.token}"
    assert (await handset.stream(base, bearer, Host=host)).status_code == 403
    page = await handset.http.get(f"{base}/handset/", headers={"Host": host})
    assert page.status_code == 403


async def test_at_its_own_socket_it_has_one_name(handset: Handset) -> None:
    port = handset.own.rpartition(":")[2]
    for host in ("localhost", f"127.0.0.1:{port}", "127.0.0.2", f"127.0.0.2:{int(port) - 1}"):
        headers = {"Host": host}
        assert (
            await handset.http.get(f"{handset.own}/handset/", headers=headers)
        ).status_code == 403
        push = await handset.http.post(f"{handset.own}/am{ALPHA}/push/sns/message", headers=headers)
        assert push.status_code == 403


async def test_on_loopback_every_loopback_name_will_do(handset: Handset) -> None:
    for host in ("localhost", "localhost:1", "127.0.0.1", "[::1]:8080"):
        page = await handset.http.get(f"{handset.main}/handset/", headers={"Host": host})
        assert page.status_code == 200


ELSEWHERE: list[tuple[str, str]] = [
    ("GET", "/"),
    ("GET", "/_mock/"),
    ("PUT", "/_mock/handset"),
    ("POST", "/_mock/reset"),
    ("GET", f"/am{OAUTH2}/.well-known/openid-configuration"),
    ("POST", f"/am{OAUTH2}/bc-authorize"),
    ("POST", f"/am{ALPHA}/authenticate"),
    ("GET", "/am/json/serverinfo/*"),
    ("GET", f"/am{ALPHA}/users/push%2Fsns%2Fmessage"),
    ("GET", "/handset/../_mock/"),
    ("GET", "/handset/%2e%2e/_mock/"),
    ("POST", f"/am{ALPHA}/push/sns/message/../../../authenticate"),
]


@pytest.mark.parametrize(("method", "path"), ELSEWHERE)
async def test_at_its_own_socket_there_is_nothing_else(
    handset: Handset, method: str, path: str
) -> None:
    answer = await handset.http.request(method, f"{handset.own}{path}", json={})
    assert answer.status_code == 404
    pid = (await handset.provider.am.mock("GET", "/")).json()["pid"]
    assert pid == handset.server.process.pid, "nothing has happened to it"


async def test_a_phone_may_answer_at_its_own_socket(handset: Handset) -> None:
    url = f"{handset.own}/am{ALPHA}/push/sns/message"
    answer = await handset.http.post(url, params={"_action": "authenticate"}, json={})
    assert (answer.status_code, answer.json()["message"]) == (400, "Bad request.")


@pytest.mark.parametrize(
    "name",
    [
        *("..", "../static_page.py", "%2e%2e/switch.py", "..%2f..%2f..%2fapp.py", "vendor", "page"),
        *("index.html/", "/index.html", "index.html%00", "INDEX.HTML", "vendor/../index.html"),
    ],
)
async def test_no_file_but_the_page_s_own_is_served(handset: Handset, base: str, name: str) -> None:
    host = base.removeprefix("http://")
    head = f"GET /handset/{name} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert (await exchanged(base, head.encode())).status_code == 404


async def test_nothing_from_elsewhere_runs_in_the_page(handset: Handset, base: str) -> None:
    page = await handset.http.get(f"{base}/handset/")
    stream = await handset.stream(base, f"Bearer {handset.token}")
    for headers in (page.headers, stream.headers):
        policy = headers["content-security-policy"].split("; ")
        assert {"default-src 'none'", "script-src 'self'", CONNECT} <= set(policy)
        assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} <= set(policy)
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers
    assert handset.token not in page.text


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_no_page_in_a_browser_switches_it(handset: Handset, method: str) -> None:
    am = handset.provider.am
    for origin in ("https://evil.example", handset.main, "null"):
        answer = await am.mock(method, "/handset", headers={"Origin": origin})
        assert answer.status_code == 403
    assert await switched_on(am) == handset.token


async def test_beyond_loopback_nothing_is_served_that_was_not_asked_for() -> None:
    server = Server(":memory:", "--host", "0.0.0.0", "--control-token", "let-me-in")
    bearer: dict[str, Any] = {"headers": {"Authorization": "Bearer let-me-in"}}
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as http:
            assert (await http.put("/_mock/handset", **bearer)).status_code == 409
            assert (await http.get("/handset/")).status_code == 404
    finally:
        server.stop()


async def test_neither_token_nor_secret_is_logged(handset: Handset) -> None:
    await handset.stream(handset.own, f"Bearer {handset.token}")
    await handset.stream(handset.own, f"Bearer {handset.token}x")
    handset.server.process.terminate()
    out, err = handset.server.process.communicate(timeout=10)
    assert handset.token not in out + err
    assert "Traceback" not in err
