"""A real AM's recorded answers, held against this one (am.md 0; `recorded/README.md`)."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.am import (
    ADMIN,
    AM,
    IN_REALM,
    NAME,
    PARENT,
    PASSWORD,
    REALM,
    REALM_ID,
    SESSION,
    Administrator,
)
from tests.contract.configuration import FAILURE, SUCCESS, TREES
from tests.contract.shapes import differences, filled, named

FOLDER = Path(__file__).with_name("recorded")
SHAPES = json.loads((FOLDER / "shapes.json").read_text())
RECORDED = {
    path.stem: json.loads(path.read_text())
    for path in sorted(FOLDER.glob("*.json"))
    if path.stem != "shapes"
}
SENT = ("json", "data", "content")
"""How httpx calls a JSON body, a form and a body of raw text; the fixtures do too."""
NODES = {f"node{n}": f"{n}" * 8 + "-0000-4000-8000-000000000000" for n in range(1, 7)}
RUN = {
    "REALM": REALM,
    "NAME": NAME,
    "PARENT": PARENT,
    "IN_REALM": IN_REALM,
    "REALM_ID": REALM_ID,
    "ADMIN": ADMIN,
    "PASSWORD": PASSWORD,
}
NAMES = {"trees": TREES, "success": SUCCESS, "failure": FAILURE, **NODES, **RUN}
"""What `$trees`, `$success`, `$failure`, `$node1`… `$node6` and capitals stand for in a fixture."""


async def _send(administrator: Administrator, asked: Any) -> httpx.Response:
    method, path = asked["request"].split(" ", 1)
    headers = asked.get("headers", administrator.headers)
    body = {kind: asked[kind] for kind in SENT if kind in asked}
    return await administrator.am.http.request(method, path, headers=headers, **body)


def _texts(body: Any) -> dict[str, str]:
    return {key: value for key, value in body.items() if isinstance(value, str)}


async def _prepare(administrator: Administrator, steps: list[Any]) -> dict[str, str]:
    """Send what comes before the exchange; the names that its texts may use."""
    am, session = administrator.am, administrator.headers[SESSION]
    names = {**NAMES, "url": am.url, "session": session}
    for step in steps:
        answer = await _send(administrator, filled(step, names))
        assert answer.is_success, f"{step['request']}: {answer.text}"
        names |= _texts(answer.json())
    return names


def _observed(answer: httpx.Response, headers: Any) -> dict[str, Any]:
    return {
        "status": answer.status_code,
        "headers": {name: answer.headers.get(name) for name in headers},
        "cookies": answer.headers.get_list("set-cookie"),
        "body": answer.json(),
    }


@pytest.mark.parametrize("recorded", RECORDED.values(), ids=RECORDED)
async def test_an_exchange_is_answered_as_it_was_recorded(
    am: AM, administrator: Administrator, recorded: dict[str, Any]
) -> None:
    # am.md 16: what each recording is about, its fixture says under `holds`
    names = await _prepare(administrator, recorded.get("before", []))
    answer = await _send(administrator, filled(recorded, names))
    expected = {"cookies": [], **named(recorded["answer"], SHAPES)}
    observed = _observed(answer, expected["headers"])
    names |= _texts(observed["body"])
    found = differences(filled(expected, names), observed)
    assert not found, "\n".join([recorded["request"], *found])
