"""Nothing secret leaves the process, and nothing foreign gets in (RFC 9700 4.2, 4.3, RFC 6819)."""

import json
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx
import pytest
from jwcrypto.jwk import JWK

from tests.contract import key_server
from tests.contract.am import AM
from tests.contract.server import Server
from tests.contract.till import approve, new_key
from tests.provider.assertions import assertion, by_assertion, post
from tests.provider.forging import compact, ecdsa, forged
from tests.provider.provider import Provider, grant, prepared
from tests.provider.raw_http import exchanged


@dataclass
class Alone:
    """A provider and the process that it runs in, whose output can be read when it has ended."""

    provider: Provider
    server: Server


@pytest.fixture(params=["strict", "am"])
def process(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A process of its own, as it is shipped."""
    server = Server(":memory:", "--profile", request.param)
    yield server
    if server.process.poll() is None:
        server.stop()


@pytest.fixture
async def alone(process: Server, keys: tuple[JWK, JWK]) -> AsyncIterator[Alone]:
    am = AM(process.url)
    profile = (await am.mock("GET", "/")).json()["profile"]
    yield Alone(await prepared(am, profile, *keys), process)
    await am.http.aclose()


async def secrets_used(provider: Provider) -> list[str]:
    """Whatever nobody should find anywhere, after it was sent right, wrong and malformed."""
    till = provider.client
    request = till.request_object()
    asked = await till.send(request)
    auth_req_id = asked.json()["auth_req_id"]
    await approve(provider.am, auth_req_id)
    tokens = (await till.post("access_token", data=grant(auth_req_id))).json()
    used = [tokens[name] for name in ("access_token", "refresh_token", "id_token")]
    wrong = "a-wrong-secret-of-somebody"
    await till.post("introspect", data={"token": used[0]}, auth=(till.auth[0], wrong))
    await till.post("access_token", data=grant(auth_req_id))
    await till.post("access_token", params=grant(auth_req_id), data={})
    await till.post("introspect", params={"token": used[0]}, data={})
    await till.post("introspect", params={"client_secret": till.auth[1]}, data={}, auth=None)
    await provider.am.get(f"{provider.issuer}/userinfo?access_token={used[0]}")
    garbled = {"Authorization": f"Bearer {used[0]}\xff".encode("latin-1")}
    await provider.am.get(f"{provider.issuer}/userinfo", headers=garbled)
    await provider.other.post("token/revoke", data={"token": used[0]})
    broken = [request[:-4], f"{request}\n", forged(till, b"\xff"), forged(till, b"[" * 5000)]
    for one in broken:
        await till.send(one)
    signer = await by_assertion(provider, "signingClient", new_key("signer"))
    proof = compact({"alg": "ES256"}, assertion(provider, signer), ecdsa(signer.key))
    await post(signer, proof)
    await post(signer, proof[:-4])
    return [till.auth[1], wrong, signer.auth[1], auth_req_id, request, proof, *used, *broken]


async def test_no_secret_is_logged_anywhere(alone: Alone) -> None:
    used = await secrets_used(alone.provider)
    address = alone.provider.am.url
    for octets in (
        b"GET /am/oauth2?access_token="
        + used[0].encode()
        + b" HTTP/9.9\r\nConnection: close\r\n\r\n",
        b"Authorization: Bearer " + used[0].encode() + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ):
        assert (await exchanged(address, octets)).status_code in (400, 404)
    half = f"{alone.provider.issuer}/bc-authorize"
    await hang_up(half, f"request={used[4]}")
    alone.server.process.terminate()
    out, err = alone.server.process.communicate(timeout=10)
    for secret in used:
        assert secret not in out + err
    assert out == ""
    assert "Traceback" not in err


async def hang_up(url: str, body: str) -> None:
    """Announce a longer body than is sent, and be gone."""
    where = httpx.URL(url)
    head = f"POST {where.path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body) + 100}\r\n\r\n"
    with socket.create_connection((where.host, where.port or 80)) as connection:
        connection.sendall((head + body).encode())
    # The server has noticed by the time it has answered somebody else.
    async with httpx.AsyncClient() as http:
        for _ in range(3):
            await http.get(url)


async def test_only_this_machine_is_listened_to(process: Server) -> None:
    # RFC 9700 4.17; the default of the command line
    assert process.url.startswith("http://127.0.0.1:")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as elsewhere:
        # Another address of the same machine is still free at that port.
        elsewhere.bind(("127.0.0.2", int(process.port)))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", int(process.port)), timeout=5)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:3000", "null"])
async def test_no_web_page_uses_the_controls(provider: Provider, origin: str) -> None:
    # RFC 9700 4.17: a browser sends a POST without a body to this machine for any site
    auth_req_id = await provider.client.acknowledged()
    decision = {"token": auth_req_id, "type": "allow"}
    for path, params in (("/reset", {}), ("/clock", {}), ("/action", decision)):
        headers = {"Origin": origin}
        answer = await provider.am.mock("POST", path, params=params, headers=headers)
        assert answer.status_code == 403, path
    pending = await provider.client.poll(auth_req_id)
    assert pending.json()["error"] == "authorization_pending"


URLS = ["jku", "x5u", "jwks_uri", "request_uri", "sector_identifier_uri", "client_uri", "iss"]


async def test_no_address_in_a_request_is_ever_visited(alone: Alone) -> None:
    provider, stranger = alone.provider, new_key()
    till = provider.client
    with key_server.running() as theirs:
        theirs.publish(stranger)
        for name in URLS:
            await till.send(forged(till, sign=ecdsa(stranger), **{name: theirs.uri}))
            await till.send(forged(till, till.claims(**{name: theirs.uri})))
            form = {"request": till.request_object(), name: theirs.uri}
            await till.post("bc-authorize", data=form)
        await till.post("bc-authorize", data={"request": theirs.uri})
        await till.post("bc-authorize", data={"request_uri": theirs.uri})
        assert theirs.requests == []


async def test_the_server_says_nothing_of_what_it_is_made_of(alone: Alone) -> None:
    answer = await alone.provider.am.get(f"{alone.provider.issuer}/nowhere")
    assert "server" not in answer.headers
    assert "x-powered-by" not in answer.headers
    told = json.dumps(dict(answer.headers)) + answer.text
    assert not [name for name in ("uvicorn", "starlette", "python", "h11") if name in told.lower()]
