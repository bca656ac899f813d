"""`/json/serverinfo/*` and `/json/serverinfo/version` (am.md 4, REC)."""

from starlette.requests import Request
from starlette.responses import Response

from mock_am import AM_VERSION, __version__
from mock_am.errors import NotFound, Unauthorized
from mock_am.http.deployment import realm_of
from mock_am.http.rest.answer import resource_answer
from mock_am.http.rest.conventions import COOKIE, allow, live_session, token_id
from mock_am.realm.document import Document
from mock_am.store.configuration import revision

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
    "zeroPageLogin": {"enabled": True, "refererWhitelist": [], "allowedWithoutReferer": True},
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
    allow(request, "GET")
    name = request.path_params["name"]
    if name == "*":
        return _info(name, {**_INFO, "realm": realm_of(request)})
    if name != "version":
        raise NotFound(f"Resource '{name}' not found")
    if live_session(request, token_id(request)) is None:
        raise Unauthorized("Access Denied")
    return _info(name, _VERSION)


def _info(name: str, document: Document) -> Response:
    shown = {"_id": name, "_rev": revision(name, str(document)), **document}
    answer = resource_answer(shown, version="1.1")
    answer.headers["Cache-Control"] = "no-store"
    return answer
