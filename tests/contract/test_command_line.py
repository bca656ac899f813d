"""`python -m mock_am`: one line when it is ready, one sentence when it cannot be."""

import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from mock_am.__main__ import main
from mock_am.store import Store
from tests.contract.server import Server, started

Refused = Callable[..., str]


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Refused:
    """Runs the command where it cannot start; its one sentence."""

    def run(*arguments: str) -> str:
        try:
            status = main(list(arguments))
        except SystemExit as end:
            status = end.code
        out, error = capsys.readouterr()
        assert (status, out) == (2, "")
        return one_sentence(error)

    return run


def one_sentence(error: str) -> str:
    """The text of an error that is exactly one line."""
    assert error.startswith("mock_am: ")
    assert error.count("\n") == 1
    assert error.endswith("\n")
    assert "Traceback" not in error
    return error


def test_it_says_in_one_line_where_it_is(state: Path) -> None:
    server = Server(state)
    try:
        assert server.ready_line == f"mock AM ready at {server.url}"
        assert server.url.startswith("http://127.0.0.1:")
        assert server.url.endswith("/am")
        assert httpx.get(f"{server.url}/json/serverinfo/*").status_code == 200
    finally:
        server.process.send_signal(signal.SIGTERM)
        out, err = server.process.communicate(timeout=10)
    assert (out, err) == ("", ""), "and nothing else"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_without_a_word(state: Path, number: signal.Signals) -> None:
    server = Server(state)
    httpx.get(f"{server.url}/json/serverinfo/*")
    server.process.send_signal(number)
    _, err = server.process.communicate(timeout=10)
    assert err == ""
    assert server.process.returncode is not None


def test_sigterm_ends_it_with_a_client_still_connected(state: Path) -> None:
    server = Server(state)
    with httpx.Client() as client:
        client.get(f"{server.url}/json/serverinfo/*")
        begun = time.monotonic()
        server.stop()
    assert time.monotonic() - begun < 5


def test_it_ends_by_itself_when_idle(state: Path) -> None:
    server = Server(state, "--idle-exit", "0.3")
    assert httpx.get(f"{server.url}/json/serverinfo/*").status_code == 200
    assert server.process.wait(timeout=10) == 0
    server.close()


def test_the_chosen_administrator_may_log_in(state: Path) -> None:
    server = Server(state, "--admin", "root", "--admin-password", "sesame")
    url = f"{server.url}/json/realms/root/authenticate"
    right = {"X-OpenAM-Username": "root", "X-OpenAM-Password": "sesame"}
    usual = {"X-OpenAM-Username": "amadmin", "X-OpenAM-Password": "password"}
    try:
        assert httpx.post(url, headers=right).status_code == 200
        assert httpx.post(url, headers=usual).status_code == 401
    finally:
        server.kill()


def test_the_profile_is_chosen_by_a_flag(state: Path) -> None:
    server = Server(state, "--profile", "strict")
    try:
        about = httpx.get(f"{server.url.removesuffix('/am')}/_mock/").json()
    finally:
        server.kill()
    assert (about["profile"], about["state"]) == ("strict", str(state))


def test_the_state_files_folder_is_made(tmp_path: Path) -> None:
    state = tmp_path / "a" / "b" / "am.sqlite3"
    Server(state).kill()
    assert state.exists()


def test_off_loopback_the_controls_want_a_token(state: Path) -> None:
    server = Server(state, "--host", "0.0.0.0", "--control-token", "let-me-in")
    url = f"http://127.0.0.1:{server.port}/_mock/clock"
    try:
        assert server.ready_line.endswith(" (control token: let-me-in)")
        assert httpx.get(url).status_code == 403
        assert httpx.get(url, headers={"Authorization": "Bearer let-me-in"}).status_code == 200
    finally:
        server.kill()


def test_off_loopback_a_token_is_made_up(state: Path) -> None:
    server = Server(state, "--host", "0.0.0.0")
    server.kill()
    made_up = server.ready_line.rpartition("control token: ")[2].removesuffix(")")
    assert len(made_up) == 27


def test_an_ipv6_address_stands_in_brackets(state: Path) -> None:
    if not _has_ipv6():
        pytest.skip("no IPv6 here")
    server = Server(state, "--host", "::1")
    try:
        assert server.url.startswith("http://[::1]:")
        assert httpx.get(f"{server.url}/json/serverinfo/*").status_code == 200
    finally:
        server.kill()


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


# What cannot be


def test_what_cannot_be_ends_with_2_and_a_sentence(state: Path) -> None:
    state.write_text("Dear diary, this is not a database.\n" * 20)
    process = started("--port", "0", "--state", str(state))
    out, error = process.communicate(timeout=10)
    assert (process.returncode, out) == (2, "")
    one_sentence(error)


def test_a_taken_port(state: Path, refused: Refused) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        error = refused("--port", port, "--state", str(state))
    assert f"Port {port} on 127.0.0.1 cannot be used" in error


def test_a_taken_address_for_handsets(state: Path, refused: Refused) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        error = refused("--port", "0", "--state", str(state), "--handset", f"127.0.0.1:{port}")
    assert error == f"mock_am: Port {port} on 127.0.0.1 cannot be used: Address already in use.\n"
    assert not state.exists()


def test_an_address_for_handsets_that_is_not_this_machine_s(state: Path, refused: Refused) -> None:
    error = refused("--port", "0", "--state", str(state), "--handset", "192.0.2.1:8081")
    assert error.startswith("mock_am: Port 8081 on 192.0.2.1 cannot be used: ")


def test_it_says_where_handsets_find_their_page(state: Path) -> None:
    server = Server(state, "--handset", "127.0.0.1:0")
    about = httpx.get(f"{server.url.removesuffix('/am')}/_mock/").json()
    server.stop()
    assert server.ready_line == f"mock AM ready at {server.url} (handsets: {about['handset']})"


def test_a_text_file_as_state(state: Path, refused: Refused) -> None:
    state.write_text("Dear diary, this is not a database.\n" * 20)
    error = refused("--port", "0", "--state", str(state))
    assert error == f"mock_am: The state file {state} is not a state file of mock_am.\n"


def test_another_programs_database_is_left_as_it_is(state: Path, refused: Refused) -> None:
    with closing(sqlite3.connect(state)) as other:
        other.execute("CREATE TABLE diary (day TEXT)")
    before = state.read_bytes()
    error = refused("--port", "0", "--state", str(state))
    assert "is not a state file of mock_am" in error
    assert state.read_bytes() == before
    assert [path.name for path in state.parent.iterdir()] == [state.name]


def test_a_state_file_of_another_version(state: Path, refused: Refused) -> None:
    Store(str(state)).close()
    with closing(sqlite3.connect(state)) as other:
        other.execute("PRAGMA user_version = 99")
    error = refused("--port", "0", "--state", str(state))
    assert "was written by another version" in error


def test_a_folder_as_state(tmp_path: Path, refused: Refused) -> None:
    error = refused("--port", "0", "--state", str(tmp_path))
    assert f"The state file {tmp_path} cannot be opened" in error


def test_a_state_file_inside_a_file(state: Path, refused: Refused) -> None:
    state.write_text("x")
    error = refused("--port", "0", "--state", str(state / "am.sqlite3"))
    assert "cannot be created" in error


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_state_file(state: Path, refused: Refused) -> None:
    state.touch(mode=0o000)
    error = refused("--port", "0", "--state", str(state))
    assert "cannot be opened" in error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "http"], "http is not a port from 0 to 65535"),
        (["--port", "65536"], "65536 is not a port from 0 to 65535"),
        (["--port", "-1"], "-1 is not a port from 0 to 65535"),
        (["--profile", "lax"], "'lax'"),
        (["--colour", "red"], "unrecognized arguments: --colour red"),
        (["--idle-exit", "soon"], "soon"),
        (["--idle-exit=-5"], "-5"),
        (["--pending-limit", "0"], "0"),
        (["--pending-limit", "many"], "many"),
        (["--url", "localhost"], "localhost is not an address that ends in /am"),
        (["--host", "no.such.host.invalid"], "no.such.host.invalid"),
        (["--handset", "laptop"], "laptop is not an address and port such as 192.168.1.20:8081"),
        (["--handset", "192.168.1.20:x"], "192.168.1.20:x has no port from 0 to 65535"),
        (["--handset", "0.0.0.0:8081"], "0.0.0.0 is no address that a handset can reach"),
        (["--handset", "[::]:8081"], "[::] is no address that a handset can reach"),
    ],
)
def test_a_bad_flag(state: Path, refused: Refused, arguments: list[str], words: str) -> None:
    assert words in refused("--state", str(state), *arguments)
    assert not state.exists()
