"""What docs/strict.md shows can be run as it stands."""

import ast
import asyncio
import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from ciba_helpers.ciba import notification
from ciba_helpers.ciba.notified import PingClient
from tests.contract.till import approve
from tests.provider.provider import Provider

PAGE = Path(__file__).parents[2] / "docs" / "strict.md"


def shown(language: str) -> str:
    """The page's one piece of code in this language."""
    _, code = PAGE.read_text("utf-8").split(f"```{language}\n")
    return code.split("```")[0]


async def test_the_till_that_listens_gets_its_tokens(
    strict: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = PingClient.ask

    async def approved_at_once(till: PingClient, request: str) -> Any:
        metadata = {"token_delivery_mode": "ping", "client_notification_endpoint": till_url(till)}
        await strict.metadata(strict.client, **metadata)
        acknowledgement = await ask(till, request)
        await approve(strict.am, acknowledgement.auth_req_id)
        return acknowledgement

    monkeypatch.setattr(PingClient, "ask", approved_at_once)
    code = shown("python").replace("port=9000", "")
    compiled = compile(code, str(PAGE), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    names: dict[str, Any] = {"issuer": strict.issuer, "key": strict.client.key}
    running = eval(compiled, names)
    assert inspect.iscoroutine(running)
    async with asyncio.timeout(10):
        await running
    assert names["tokens"].access_token
    assert isinstance(names["listener"], notification.NotificationListener)


def till_url(till: PingClient) -> str:
    """Where the till listens."""
    return till._listener.url


async def test_the_registration_is_one_that_is_taken(strict: Provider) -> None:
    command = " ".join(shown("console").split()).split("-d ")[1]
    body = json.loads(command.strip().strip("'"))
    whose = {"realm": "/alpha", "client_id": "myCIBAClient"}
    answer = await strict.am.mock("PUT", "/client", params=whose, json=body)
    assert (answer.status_code, answer.json()) == (200, body)
