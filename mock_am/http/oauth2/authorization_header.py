"""The Authorization header, which is there once or not at all (RFC 9110 5.3, 11.6.2)."""

from starlette.requests import Request

from mock_am import wording
from mock_am.oauth_errors import InvalidRequest


def authorization_header(request: Request) -> str | None:
    """Its value, None where it is not there; raises InvalidRequest where it is there twice."""
    given = request.headers.getlist("authorization")
    if len(given) > 1:
        raise InvalidRequest(wording.AUTHORIZATION_REPEATED)
    return given[0] if given else None
