"""The page itself: plain files, which hold no secret."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from mock_am.errors import NotFound
from mock_am.http.handset.switch import handset_endpoint
from mock_am.http.rest.conventions import allow

FOLDER = Path(__file__).parent / "page"
START = "index.html"

_MEDIA_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}

PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What the page and its stream are sent with: nothing comes from elsewhere, nothing is kept."""


@cache
def _files() -> dict[str, bytes]:
    """Every file by its name below `/handset/`: a name that is not here is nowhere."""
    paths = (path for path in FOLDER.rglob("*") if path.suffix in _MEDIA_TYPES)
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in paths}


@handset_endpoint
async def page_file(request: Request) -> Response:
    """GET: a file of the page."""
    allow(request, "GET")
    name = request.path_params["name"] or START
    content = _files().get(name)
    if content is None:
        raise NotFound
    media_type = _MEDIA_TYPES[Path(name).suffix]
    return Response(content, headers=PAGE_HEADERS, media_type=f"{media_type}; charset=utf-8")
