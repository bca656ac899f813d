"""Form bodies: urlencoded UTF-8, each parameter once, empty ones as if absent."""

import re
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from mock_am import wording
from mock_am.errors import PayloadTooLarge
from mock_am.http.rest.conventions import read_body
from mock_am.oauth_errors import InvalidContentLength, InvalidRequest

BODY_LIMIT = 256 * 1024
FIELD_LIMIT = 100
_STRAY_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_TYPE = "application/x-www-form-urlencoded"


def is_form(request: Request) -> bool:
    """Whether the body is a form, or says nothing of what it is."""
    content_type = request.headers.get("content-type", _TYPE)
    return content_type.split(";")[0].strip().lower() == _TYPE


async def read_form(request: Request) -> dict[str, str]:
    """The form's parameters; the query string never counts (RFC 6749 3.2).

    Raises InvalidRequest for another content type, a repeated parameter, malformed encoding, or
    a body that is too large.
    """
    if not is_form(request):
        raise InvalidRequest(wording.CONTENT_TYPE_INVALID)
    try:
        body = await read_body(request, BODY_LIMIT)
    except PayloadTooLarge:
        raise InvalidContentLength(wording.BODY_TOO_LARGE) from None
    return _parameters(body)


def _parameters(body: bytes) -> dict[str, str]:
    fields = [field for field in body.split(b"&") if field]
    if len(fields) > FIELD_LIMIT:
        raise InvalidRequest(wording.BODY_TOO_LARGE)
    form: dict[str, str] = {}
    for field in fields:
        name, _, value = field.partition(b"=")
        key = _decoded(name)
        if key in form:
            raise InvalidRequest(wording.PARAMETER_REPEATED)
        form[key] = _decoded(value)
    return {name: value for name, value in form.items() if value}


def _decoded(text: bytes) -> str:
    if _STRAY_PERCENT.search(text):
        raise InvalidRequest(wording.ENCODING_INVALID)
    try:
        return unquote_to_bytes(text.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidRequest(wording.ENCODING_INVALID) from None
