"""`authorize`: AM's error page, for whom it cannot send back to a client (am.md 14.7)."""

from collections.abc import Mapping
from html import escape

from starlette.requests import Request
from starlette.responses import Response

from mock_am import wording
from mock_am.http.deployment import deployment, realm_of
from mock_am.http.oauth2.answer import HEADERS, oauth_endpoint
from mock_am.http.oauth2.form import read_form
from mock_am.oauth_errors import (
    InvalidClient,
    InvalidContentLength,
    InvalidRequest,
    OAuthError,
    UnsupportedResponseType,
)

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p><code>{error}</code> {description}</p></body>
</html>
"""


@oauth_endpoint("GET", "POST")
async def authorize(request: Request) -> Response:
    """The page with status 400 that AM shows for a client it does not know (am.md 14.7, REC).

    A known client gets it too, since this server issues no authorization codes.
    """
    realm = realm_of(request)
    try:
        parameters = await _parameters(request)
        error = _refusal(request, realm, parameters)
    except OAuthError as malformed:
        error = malformed
    return _error_page(error)


async def _parameters(request: Request) -> Mapping[str, str]:
    return await read_form(request) if request.method == "POST" else request.query_params


def _refusal(request: Request, realm: str, parameters: Mapping[str, str]) -> OAuthError:
    client_id = parameters.get("client_id")
    if not client_id:
        return InvalidRequest(wording.MISSING_PARAMETER.format(names="client_id"))
    if deployment(request).client(realm, client_id) is None:
        return InvalidClient(header_used=False)
    return UnsupportedResponseType()


def _error_page(error: OAuthError) -> Response:
    page = _PAGE.format(
        title=escape(wording.AUTHORIZE_ERROR_TITLE),
        error=escape(error.error),
        description=escape(str(error)),
    )
    # Who is still sending a body that is too large would not hear the answer.
    closing = {} if isinstance(error, InvalidContentLength) else {"Connection": "close"}
    headers = {**HEADERS, **closing}
    return Response(page, error.status, headers, media_type="text/html;charset=UTF-8")
