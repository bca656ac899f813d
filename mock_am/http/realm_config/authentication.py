"""`realm-config/authentication`: a realm's core settings, which are always there.

Of these settings `core.orgConfig`, `userprofile.dynamicProfileCreation` and, in `postauthprocess`,
`loginSuccessUrl` and `loginFailureUrl` have an effect; the others are kept and shown.
"""

from starlette.requests import Request
from starlette.responses import Response

from mock_am.http.deployment import Deployment, deployment, realm_of
from mock_am.http.rest.answer import json_answer, resource_answer
from mock_am.http.rest.conventions import allow, json_object
from mock_am.realm import authentication_settings
from mock_am.realm.authentication_settings import AuthenticationSettings
from mock_am.realm.document import Document
from mock_am.store.configuration import Stored, revision

_KIND = "authentication"
_TREES_TYPE = {"_id": "EMPTY", "name": "Authentication Trees Configuration", "collection": False}


def settings_of(am: Deployment, realm: str) -> AuthenticationSettings:
    """The settings that a login in the realm goes by."""
    return AuthenticationSettings.of_document(_settings(am, realm).document)


async def core_settings(request: Request) -> Response:
    """GET or PUT of the settings."""
    allow(request, "GET", "PUT")
    am, realm = deployment(request), realm_of(request)
    if request.method == "GET":
        return _answer(_settings(am, realm))
    body = await json_object(request)
    with am.store.transaction():
        existing = _settings(am, realm).document
        settings = authentication_settings.checked_settings(body, existing)
        return _answer(am.store.configuration.put(realm, _KIND, "", settings))


async def global_trees(request: Request) -> Response:
    """GET of `global-config/authentication/authenticationtrees`, which has no settings (REC)."""
    allow(request, "GET")
    return resource_answer({"_id": "", "_rev": revision("", "{}"), "_type": _TREES_TYPE})


def _settings(am: Deployment, realm: str) -> Stored:
    stored = am.store.configuration.get(realm, _KIND, "")
    if stored is not None:
        return stored
    settings = authentication_settings.default_settings()
    return Stored("", revision("", str(settings)), settings)


def _answer(stored: Stored) -> Response:
    # Recorded: version 2.0, and the revision in the ETag alone.
    shown = authentication_settings.readable(stored.document)
    body: Document = {**shown, "_id": "", "_type": authentication_settings.TYPE}
    headers = {"Content-API-Version": "resource=2.0", "ETag": f'"{stored.rev}"'}
    return json_answer(body, headers=headers)
