"""Off unless switched on, and on until switched off."""

from pathlib import Path

import pytest

from mock_am.http.handset.doors import Doors, netloc, parsed_address
from mock_am.http.handset.static_page import FOLDER
from tests.contract.am import AM, error
from tests.contract.conftest import mounted
from tests.contract.server import Server
from tests.mock_am.http.handset.events import listening, switched_on

DOORS = Doors(loopback=("127.0.0.1", 8080))
NOWHERE = error(404, "Not Found", "Not Found")


def page(am: AM, name: str = "") -> str:
    return f"{am.url.removesuffix('/am')}/handset/{name}"


async def test_without_being_switched_on_there_is_nothing() -> None:
    async with mounted(doors=DOORS) as am:
        for name in ("", "handset.css", "messages/x", "nowhere"):
            answer = await am.get(page(am, name))
            assert (answer.status_code, answer.json()) == (404, NOWHERE)


async def test_switched_on_the_page_is_there_and_its_token_is_told() -> None:
    async with mounted(doors=DOORS) as am:
        told = (await am.mock("PUT", "/handset")).json()
        assert told["page"] == "http://127.0.0.1:8080/handset/"
        assert len(told["token"]) == 43
        answer = await am.get(told["page"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_switched_on_again_the_token_stays_switched_off_it_is_another() -> None:
    async with mounted(doors=DOORS) as am:
        first = await switched_on(am)
        assert await switched_on(am) == first
        assert (await am.mock("DELETE", "/handset")).json() == {}
        assert (await am.get(page(am))).status_code == 404
        assert await switched_on(am) != first


async def test_a_reset_switches_it_off() -> None:
    async with mounted(doors=DOORS) as am:
        await switched_on(am)
        await am.mock("POST", "/reset")
        assert (await am.get(page(am))).status_code == 404


async def test_the_switch_is_on_or_off() -> None:
    async with mounted(doors=DOORS) as am:
        for method in ("GET", "POST", "PATCH"):
            assert (await am.mock(method, "/handset")).status_code == 405


async def test_without_a_place_for_the_page_the_switch_says_what_is_missing() -> None:
    async with mounted() as am:
        answer = await am.mock("PUT", "/handset")
        assert answer.status_code == 409
        assert "--handset ADDRESS:PORT" in answer.json()["message"]


async def test_a_kill_leaves_it_on(tmp_path: Path) -> None:
    state = tmp_path / "am.sqlite3"
    first = Server(state)
    am = AM(first.url)
    token = await switched_on(am)
    await am.http.aclose()
    first.kill()
    second = Server(state)
    am = AM(second.url)
    async with listening(am, token, "x") as events:
        await events.next("waiting")
    await am.http.aclose()
    second.stop()


TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FILES = [one.relative_to(FOLDER).as_posix() for one in FOLDER.rglob("*") if one.is_file()]
SERVED = [name for name in FILES if name.rpartition(".")[2] in TYPES]


@pytest.mark.parametrize("name", SERVED)
async def test_every_file_of_the_page_is_served_as_what_it_is(name: str) -> None:
    async with mounted(doors=DOORS) as am:
        await switched_on(am)
        answer = await am.get(page(am, name))
        assert answer.content == (FOLDER / name).read_bytes()
        kind = TYPES[name.rpartition(".")[2]]
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"


@pytest.mark.parametrize("name", sorted({*FILES} - {*SERVED}))
async def test_what_a_browser_does_not_need_is_not_served(name: str) -> None:
    async with mounted(doors=DOORS) as am:
        await switched_on(am)
        assert (await am.get(page(am, name))).status_code == 404


OWN = ("192.168.1.20", 8081)


@pytest.mark.parametrize(
    ("doors", "socket", "is_theirs"),
    [
        (Doors(DOORS.loopback, OWN), OWN, True),
        (Doors(DOORS.loopback, OWN), DOORS.loopback, False),
        (Doors(DOORS.loopback, OWN), ("::ffff:192.168.1.20", 8081), True),
        (Doors(DOORS.loopback, OWN), None, True),
        (Doors(None, OWN), OWN, True),
        (Doors(None, OWN), ("192.168.1.20", 8080), False),
        (DOORS, ("192.168.1.20", 8081), False),
    ],
)
def test_beside_loopback_every_other_socket_is_for_handsets_alone(
    doors: Doors, socket: tuple[str, int] | None, is_theirs: bool
) -> None:
    assert doors.is_for_handsets(socket) is is_theirs


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.168.1.20:8081", ("192.168.1.20", 8081)),
        ("[fd00::20]:0", ("fd00::20", 0)),
        ("127.0.0.1:80", ("127.0.0.1", 80)),
    ],
)
def test_an_address_and_port_are_read(text: str, address: tuple[str, int]) -> None:
    assert parsed_address(text) == address


@pytest.mark.parametrize("text", ["", "8081", "laptop.local:8081", "192.168.1:8081", "::20", "1:2"])
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"such as 192\.168\.1\.20:8081"):
        parsed_address(text)


@pytest.mark.parametrize("port", ["", "x", "65536", "-1", "٣"])
def test_what_is_no_port_is_told(port: str) -> None:
    with pytest.raises(ValueError, match="no port from 0 to 65535"):
        parsed_address(f"192.168.1.20:{port}")


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "[::]", "[::ffff:0.0.0.0]", "[::ffff:0:0]"])
def test_everywhere_is_no_address_for_a_qr_code(everywhere: str) -> None:
    with pytest.raises(ValueError, match="name the one of this machine that it can"):
        parsed_address(f"{everywhere}:8081")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (("192.168.1.20", 80), "192.168.1.20"),
        (("192.168.1.20", 8081), "192.168.1.20:8081"),
        (("fd00::20", 8081), "[fd00::20]:8081"),
    ],
)
def test_an_address_is_named_as_a_browser_names_it(address: tuple[str, int], name: str) -> None:
    assert netloc(address) == name
