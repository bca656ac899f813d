"""`/json/serverinfo/*` and `/json/serverinfo/version` (am.md 4, REC)."""

from starlette.requests import Request
from starlette.responses import Response

from mock_am import AM_VERSION, __version__
from mock_am.errors import NotFound, NotImplementedByAM
from mock_am.http.deployment import realm_of
from mock_am.http.rest.answer import resource_answer
from mock_am.http.rest.conventions import COOKIE, Manners, require_session
from mock_am.http.rest.fields import selected
from mock_am.http.rest.query import fields
from mock_am.http.rest.revision import revision
from mock_am.realm.document import Document

MANNERS = Manners(versions=("1.1", "2.0"))

_INFO: Document = {
    "domains": [],
    "protectedUserAttributes": ["telephoneNumber", "mail"],
    "cookieName": COOKIE,
    "secureCookie": False,
    "forgotPassword": "false",
    "forgotUsername": "false",
    "kbaEnabled": "false",
    "selfRegistration": "false",
    "lang": "en-US",
    "successfulUserRegistrationDestination": "default",
    "socialImplementations": [],
    "referralsEnabled": "false",
    "zeroPageLogin": {"enabled": False, "refererWhitelist": [], "allowedWithoutReferer": True},
    "xuiUserSessionValidationEnabled": True,
    "fileBasedConfiguration": False,
    "userIdAttributes": [],
    "nodeDesignerXuiEnabled": True,
}
_VERSION: Document = {
    "version": AM_VERSION,
    "fullVersion": f"mock_am {__version__}, which answers as AM 8.0.1 does",
    "revision": __version__,
    "date": "2026-November-23 00:00",
}


async def serverinfo(request: Request) -> Response:
    """GET `*` for everybody, `version` for those with a session."""
    if request.method != "GET":
        raise NotImplementedByAM("Operation is not supported.")  # RestUtils, FORK
    name = request.path_params["name"]
    if name == "*":
        return _info(request, name, {**_INFO, "realm": realm_of(request)})
    if name != "version":
        raise NotFound(f"Resource '{name}' not found")
    require_session(request)
    return _info(request, name, _VERSION)


def _info(request: Request, name: str, document: Document) -> Response:
    # `_id` is not in the hash (am.md 2.5, REC).
    shown = {"_id": name, "_rev": revision(document), **document}
    answer = resource_answer(selected(shown, fields(request)))
    answer.headers["Cache-Control"] = "no-store"
    return answer
