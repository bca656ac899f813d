"""The local mock AM as a process: found if it runs, started if not, stopped on request."""

import ipaddress
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from ciba_helpers.connection import tls

IDLE_HOURS = 4
START_SECONDS = 15
STOP_SECONDS = 5
_PORTS_TRIED = 20
_HANDSET_PORTS = 10_000
"""How far the handsets' port is from the mock's own."""


class LabError(Exception):
    """The lab cannot be opened; the text says why and what to do."""


def state_file(directory: Path) -> Path:
    """Where the mock of this lab directory keeps its state."""
    return directory.resolve() / "am.sqlite3"


def ensure_running(directory: Path) -> str:
    """The address of the mock that keeps its state in `directory`, started where it is not up.

    Two notebooks that start it at once agree on its port, so that one of the two processes finds
    the port taken and ends, and both notebooks use the other. `CIBA_HANDSET` names the address of
    this machine at which handsets find their page, such as 192.168.1.20. Raises LabError.
    """
    state = state_file(directory)
    deadline = time.monotonic() + START_SECONDS
    for port in _ports(state):
        answer = about(port)
        if answer is not None and answer.get("state") == str(state):
            _check_handset(answer, port)
            return str(answer["url"])
        if answer is None and (url := _start(state, port, deadline)) is not None:
            return url
    raise LabError(f"No free port was found for the mock AM; see {_log_file(state)}.")


def stop(directory: Path) -> bool:
    """End the mock of this lab directory; False where none is running."""
    state = state_file(directory)
    for port in _ports(state):
        answer = about(port)
        if answer is not None and answer.get("state") == str(state):
            os.kill(answer["pid"], signal.SIGTERM)
            _wait_until_gone(port)
            return True
    return False


def _wait_until_gone(port: int) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while about(port) is not None and time.monotonic() < deadline:
        time.sleep(0.03)


def about(port: int) -> dict[str, Any] | None:
    """What the mock on this port says of itself; None for nobody there, {} for somebody else."""
    try:
        with httpx.Client(timeout=5, trust_env=False, verify=tls()) as http:
            response = http.get(f"http://127.0.0.1:{port}/_mock/")
        answer = response.json()
    except httpx.ConnectError:
        return None
    except (httpx.HTTPError, ValueError):
        return {}
    is_mock = isinstance(answer, dict) and answer.get("product") == "mock_am"
    return answer if is_mock else {}


def _handset(port: int) -> str | None:
    """Where the page is to be for handsets, of the mock at this port; None for loopback alone."""
    address = os.environ.get("CIBA_HANDSET", "").strip()
    if not address:
        return None
    if address.count(":") > 1 and "[" not in address:
        address = f"[{address}]"  # IPv6 without its brackets
    has_port = address.rpartition("]")[2].rpartition(":")[2].isdecimal() and ":" in address
    return address if has_port else f"{address}:{port + _HANDSET_PORTS}"


def _check_handset(answer: dict[str, Any], port: int) -> None:
    wanted = _handset(port)
    if wanted is not None and not _is_page_at(answer.get("handset"), wanted):
        raise LabError(
            f"The mock AM runs already, without a page for handsets at {wanted}: stop it first "
            "(python -m ciba_helpers stop), then open the lab again."
        )


def _is_page_at(page: object, address: str) -> bool:
    """Whether the two are one: IPv6 is spelt in many ways, and the port 80 in none."""
    host, _, port = address.rpartition(":")
    try:
        found, wanted = httpx.URL(str(page)), ipaddress.ip_address(host.strip("[]"))
        return (ipaddress.ip_address(found.host), found.port or 80) == (wanted, int(port))
    except (httpx.InvalidURL, ValueError):
        return False


def _ports(state: Path) -> Iterator[int]:
    # The same few ports for the same state, whoever asks.
    first = 20_000 + zlib.crc32(str(state).encode()) % 10_000
    return iter(range(first, first + _PORTS_TRIED))


def _start(state: Path, port: int, deadline: float) -> str | None:
    process = _spawn(state, port)
    while time.monotonic() < deadline:
        answer = about(port)
        if answer is not None and answer.get("state") == str(state):
            _end_unless(process, answer["pid"])
            return str(answer["url"])
        if process.poll() is not None and answer is not None:
            return None  # somebody else has the port
        if process.poll() is not None:
            raise LabError(f"The mock AM did not start: {_log_file(state).read_text().strip()}")
        time.sleep(0.03)
    raise LabError(f"The mock AM did not answer in {START_SECONDS} s; see {_log_file(state)}.")


def _end_unless(process: subprocess.Popen[bytes], pid: int) -> None:
    # One that lost the race for the port ends when it finds it taken; but were the other stopped
    # before that, it would find it free. On Windows a virtual environment's Python is a launcher,
    # whose pid is never that of the mock.
    if process.pid != pid and sys.platform != "win32":
        process.terminate()


def _spawn(state: Path, port: int) -> subprocess.Popen[bytes]:
    state.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "mock_am", "--port", str(port), "--state", str(state)]
    command += ["--idle-exit", str(IDLE_HOURS * 3600)]
    if (handset := _handset(port)) is not None:
        command += ["--handset", handset]
    with _log_file(state).open("wb") as log:
        # Its own session: interrupting a kernel must not take the AM of all notebooks with it.
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def _log_file(state: Path) -> Path:
    return state.with_name("mock_am.log")
