"""docs/coverage.md says what is served, and what is not: nobody is to be misled."""

import re
import tomllib
from typing import Any

import pytest
from starlette.routing import Route

from mock_am.http.routes import routes
from tests.contract.am import AM, IN_REALM, Administrator
from tests.contract.conftest import Mounted
from tools.coverage_page import FACTS, PAGE, page

HTTP = FACTS.parents[1] / "mock_am" / "http"
TOLD: dict[str, Any] = tomllib.loads(FACTS.read_text(encoding="utf-8"))
ENDPOINTS = {one["path"]: one for one in TOLD["endpoint"]}
PROBES = [probe for one in TOLD["missing"] for probe in one["probes"]]
MAPPED = {
    name
    for module in HTTP.rglob("*.py")
    for name in re.findall(r'"(\w+)": (?:self\.)?[a-z_]+\b', module.read_text(encoding="utf-8"))
}
"""Whatever name the code maps to a function or a method: what it does for an `_action` too."""
NOWHERE = re.compile(r"\{rest\}|^/json\{realm\}$")
"""Routes that lead nowhere, and say so in AM's words."""


@pytest.fixture
async def am(mount: Mounted) -> AM:
    """The mock alone: a real AM has far more than is told."""
    return await mount()


def _served() -> set[str]:
    paths = [route.path for route in routes() if isinstance(route, Route)]
    am = [path.removeprefix("/am") for path in paths if path.startswith("/am")]
    plain = {re.sub(r"\{(\w+):\w+\}", r"{\1}", path) for path in am}
    # The same node types under a version, which the page tells in a note.
    return {path for path in plain if not NOWHERE.search(path) and "/1.0" not in path}


def test_every_route_is_told_and_no_other() -> None:
    assert _served() == ENDPOINTS.keys()


def test_the_page_is_what_would_be_written() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tools.coverage_page writes it"


def _actions(path: str) -> set[str]:
    _, _, told = ENDPOINTS[path]["calls"].partition("POST ")
    return set(told.split(", ")) if told else set()


@pytest.mark.parametrize("path", [path for path in ENDPOINTS if path.startswith("/json")])
async def test_the_actions_that_are_told_are_there(administrator: Administrator, path: str) -> None:
    for action in _actions(path):
        answer = await administrator.post(f"{_filled(path)}?_action={action}", {})
        assert answer.status_code != 501, f"{action}: {answer.text}"


@pytest.mark.parametrize("path", [path for path in ENDPOINTS if path.startswith("/json")])
async def test_no_other_action_of_the_console_is_there(
    administrator: Administrator, path: str
) -> None:
    everywhere = MAPPED.union(*(_actions(one) for one in ENDPOINTS))
    for action in sorted(everywhere - _actions(path) - {"create"}):
        answer = await administrator.post(f"{_filled(path)}?_action={action}", {})
        assert answer.status_code >= 400, f"{action} is there, and not told"


def _filled(path: str) -> str:
    names = {"realm": IN_REALM, "username": "demo", "node_type": "PageNode"}
    last = {"users": "demo", "services": "oauth-oidc", "trees": "ldapService", "realms": "Lw"}
    names["id"] = last.get(path.split("/")[-2], "x")
    return re.sub(r"\{(\w+)\}", lambda part: names.get(part[1], "*"), path)


@pytest.mark.parametrize("probe", PROBES)
async def test_what_is_not_there_says_so_as_am_would(
    am: AM, administrator: Administrator, probe: str
) -> None:
    # am.md 2.4, 2.6
    method, path = probe.split(" ", 1)
    url = am.url + path.replace("{realm}", IN_REALM)
    body = {"json": {}} if method in ("PUT", "POST") and "/json" in path else {}
    answer = await am.http.request(method, url, headers=administrator.headers, **body)
    assert answer.status_code in (404, 501), answer.text
    assert "result" not in answer.json()
