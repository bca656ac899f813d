import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from zlib import crc32

import pytest

from ciba_helpers import local_mock
from ciba_helpers.local_mock import LabError, about, ensure_running, state_file, stop

pytestmark = pytest.mark.filterwarnings(
    "ignore:subprocess .* is still running:ResourceWarning"  # the mock outlives who started it
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


def port_of(url: str) -> int:
    return int(url.removesuffix("/am").rpartition(":")[2])


def first_port(directory: Path) -> int:
    return 20_000 + crc32(str(state_file(directory)).encode()) % 10_000


def test_a_mock_starts_once_is_found_again_and_is_stopped(as_process: Path) -> None:
    url = ensure_running(as_process)
    said = about(port_of(url))
    assert said is not None
    assert (said["url"], said["state"]) == (url, str(as_process.resolve() / "am.sqlite3"))
    assert ensure_running(as_process) == url
    assert about(port_of(url)) == said
    if os.name != "nt":  # its own session: interrupting the notebook leaves the mock alone
        assert os.getsid(said["pid"]) == said["pid"] != os.getsid(0)

    stopped = run("-m", "ciba_helpers", "stop")
    assert (stopped.stdout, stopped.returncode) == ("The mock AM is stopped.\n", 0)
    assert about(port_of(url)) is None
    assert not stop(as_process)


def test_two_processes_that_ask_at_the_same_time_get_the_same_mock(as_process: Path) -> None:
    code = (
        "from ciba_helpers import local_mock, workbook\n"
        "url = local_mock.ensure_running(workbook.lab_directory())\n"
        "print(local_mock.about(int(url[17:-3])))"
    )
    with ThreadPoolExecutor() as pool:
        first, second = pool.map(lambda _: run("-c", code), range(2))
    assert first.stderr == second.stderr == ""
    assert "'pid': " in first.stdout
    assert first.stdout == second.stdout


@contextmanager
def stranger(port: int, says: str) -> Iterator[None]:
    """Another program on a port that the lab would take."""

    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(says.encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", port), Stranger) as server:
        serving = Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        try:
            yield
        finally:
            server.shutdown()
            serving.join()


def test_ports_of_other_programs_and_of_other_labs_are_left_alone(as_process: Path) -> None:
    port = first_port(as_process)
    other_lab = '{"product": "mock_am", "state": "/elsewhere/am.sqlite3", "url": "x", "pid": 1}'
    with stranger(port, '{"hello": "world"}'), stranger(port + 1, other_lab):
        assert about(port) == {}
        assert not stop(as_process)
        url = ensure_running(as_process)
        assert port_of(url) == port + 2
        assert ensure_running(as_process) == url
        assert stop(as_process)
        assert about(port + 2) is None


def test_nobody_is_told_from_somebody_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    assert about(port) is None


def test_a_state_file_that_is_none_stops_the_start_and_stays_as_it_is(as_process: Path) -> None:
    as_process.mkdir()
    foreign = as_process / "am.sqlite3"
    foreign.write_text("my diary")
    with pytest.raises(LabError, match=r"did not start: .*am\.sqlite3 is not a state file"):
        ensure_running(as_process)
    assert foreign.read_text() == "my diary"


def test_a_mock_that_says_nothing_is_given_up(
    as_process: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(state: Path, port: int) -> subprocess.Popen[bytes]:
        state.parent.mkdir(parents=True, exist_ok=True)
        return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1)"])

    monkeypatch.setattr(local_mock, "_spawn", silent)
    monkeypatch.setattr(local_mock, "START_SECONDS", 0.1)
    with pytest.raises(LabError, match=r"did not answer in 0\.1 s; see .*mock_am\.log"):
        ensure_running(as_process)


@pytest.mark.skipif(os.name == "nt", reason="a virtual environment's Python is a launcher there")
def test_who_lost_the_race_to_start_the_mock_does_not_come_up_later(
    as_process: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = ensure_running(as_process)
    slow = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(local_mock, "_spawn", lambda state, port: slow)
    deadline = time.monotonic() + 10
    assert local_mock._start(state_file(as_process), port_of(url), deadline) == url
    assert slow.wait(timeout=10) != 0
    assert about(port_of(url)) is not None, "the other one is left alone"
