"""The answer to a path below `/json` that leads nowhere (am.md 2.4, REC)."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import NotFound
from mock_am.http.deployment import realm_of
from mock_am.http.rest.conventions import Endpoint, rest_endpoint


def unrouted(patterns: Iterable[str]) -> Endpoint:
    """Names the part of the path after the last router on its way.

    `patterns` are the routes below the realm: each of their fixed beginnings is a router of AM's,
    so that `realm-config/agents/Foo` is answered with `Resource 'Foo' not found`.
    """
    routers = {beginning for pattern in patterns for beginning in _beginnings(pattern)}

    async def not_found(request: Request) -> Response:
        realm_of(request)
        names = request.path_params.get("rest", "").split("/")
        known = max(n for n in range(len(names) + 1) if "/".join(names[:n]) in routers)
        raise NotFound(f"Resource '{'/'.join(names[known:])}' not found")

    return rest_endpoint(not_found)


def _beginnings(pattern: str) -> list[str]:
    names = pattern.partition("/{")[0].strip("/").split("/")
    return ["/".join(names[:n]) for n in range(len(names) + 1)]
