"""The routes in groups answer as the routes in a row."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from mock_am.app import create_app
from mock_am.http.routes import grouped_routes, routes

PATHS = (
    "/",
    "/am",
    "/am/",
    "/am/json",
    "/am/jsons",
    "/am/json/realms/root/nowhere",
    "/am/oauth2",
    "/am/oauth2/access_token",
    "/am/oauth2x",
    "/am/oauth2/realms/root/realms/alpha/bc-authorize",
    "/_mock",
    "/_mock/",
    "/_mock/trail",
    "/_mock/nowhere",
)


def test_each_route_is_in_a_group_that_its_path_begins_like() -> None:
    for group in grouped_routes():
        for route in group._router.routes:  # type: ignore[attr-defined]
            assert route.path.startswith(group._beginning)  # type: ignore[attr-defined]
    assert all(isinstance(route, Route) for route in routes())


@pytest.mark.parametrize("method", ["GET", "POST", "TRACE"])
@pytest.mark.parametrize("path", PATHS)
async def test_a_group_answers_as_its_routes_would(method: str, path: str) -> None:
    grouped, in_a_row = create_app(), create_app()
    in_a_row.router.routes[:] = routes()
    answers = [await answer(app, method, path) for app in (grouped, in_a_row)]
    assert answers[0] == answers[1]
    for app in (grouped, in_a_row):
        app.state.deployment.store.close()


async def answer(app: Starlette, method: str, path: str) -> tuple[int, bytes, str | None]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://am.example") as http:
        got = await http.request(method, path)
    return got.status_code, got.content, got.headers.get("content-type")
