"""What docs/strict.md shows can be run as it stands, but for the ports that others may have."""

import argparse
import asyncio
import shlex
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.server import ROOT
from tests.contract.till import approve
from tests.provider.provider import Provider

PAGE = (ROOT / "docs" / "strict.md").read_text(encoding="utf-8")


def shown(language: str) -> list[str]:
    """The page's pieces of code in this language."""
    return [rest.split("```")[0] for rest in PAGE.split(f"```{language}\n")[1:]]


CONFIGURE, TILL = shown("python")
REGISTER, BY_HAND = shown("console")


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return str(taken.getsockname()[1])


class Newcomer:
    """Somebody with an empty folder and a fresh mock, who does what the page says."""

    def __init__(self, strict: Provider, folder: Path) -> None:
        self.am = strict.am
        self._folder = folder
        self._ours = {"http://127.0.0.1:8080": strict.am.url.removesuffix("/am")}
        self._ours["9000"] = free_port()

    def put(self, code: str, **values: str) -> str:
        """The code, with the ports of this test, and with values for its variables."""
        for theirs, ours in [*self._ours.items(), *((f"${k}", v) for k, v in values.items())]:
            code = code.replace(theirs, ours)
        return code

    async def script(self, code: str) -> asyncio.subprocess.Process:
        """The script, begun."""
        path = self._folder / "script.py"
        path.write_text(self.put(code), encoding="utf-8")
        command = (sys.executable, "-u", path.name)
        environment = {"PYTHONPATH": str(ROOT)}
        self._script = await asyncio.create_subprocess_exec(
            *command, cwd=self._folder, env=environment, stdout=asyncio.subprocess.PIPE
        )
        return self._script

    async def leave(self) -> None:
        """End the last script, should it still be running."""
        if self._script.returncode is None:
            self._script.kill()
            await self._script.communicate()

    async def curl(self, command: str, **values: str) -> Any:
        """The JSON that curl would print."""
        words = shlex.split(self.put(command, **values).replace("\\\n", " "))
        parser = argparse.ArgumentParser()
        parser.add_argument("-X", default="POST")
        parser.add_argument("-H", default="Content-Type: application/x-www-form-urlencoded")
        parser.add_argument("-u")
        parser.add_argument("-d", action="append")
        parser.add_argument("url")
        told = parser.parse_args(words[1:])
        answer = await self.am.http.request(
            told.X,
            told.url,
            headers=[told.H.split(": ")] if told.d else [],
            content="&".join(told.d or []),
            auth=httpx.BasicAuth(*told.u.split(":")) if told.u else None,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def newcomer(strict: Provider, tmp_path: Path) -> AsyncIterator[Newcomer]:
    """A newcomer whose mock is configured by the page's script."""
    await strict.am.mock("POST", "/reset")
    made = Newcomer(strict, tmp_path)
    configuring = await made.script(CONFIGURE)
    assert await configuring.wait() == 0
    yield made
    await made.leave()


def commands(console: str) -> list[str]:
    """The commands in it, each of which may go over several lines."""
    return [f"curl {rest.strip()}" for rest in console.split("curl ")[1:]]


async def test_the_till_that_listens_gets_its_tokens(newcomer: Newcomer) -> None:
    (register,) = commands(REGISTER)
    registered = await newcomer.curl(register)
    assert registered["backchannel_token_delivery_mode"] == "ping"
    till = await newcomer.script(TILL)
    assert till.stdout is not None
    async with asyncio.timeout(20):
        acknowledgement = (await till.stdout.readline()).decode()
        auth_req_id = acknowledgement.split("auth_req_id='")[1].split("'")[0]
        await approve(newcomer.am, auth_req_id)
        assert b"access_token, id_token" in await till.stdout.read()
    assert await till.wait() == 0
    state = await newcomer.am.mock("GET", "/request", params={"token": auth_req_id})
    assert state.json()["notification"] == {"tries": 1, "outcome": "answered 204"}


async def test_a_client_that_does_not_sign_can_be_tried_by_hand(newcomer: Newcomer) -> None:
    register, ask, decide, redeem = commands(BY_HAND)
    await newcomer.curl(register)
    asked = await newcomer.curl(ask)
    value = {"AUTH_REQ_ID": asked["auth_req_id"]}
    await newcomer.curl(decide, **value)
    assert (await newcomer.curl(redeem, **value))["id_token"]
