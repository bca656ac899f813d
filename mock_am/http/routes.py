"""AM's URL space, read from top to bottom (am.md 1)."""

from starlette.convertors import register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from mock_am.errors import MethodNotAllowed, NotFound, NotImplementedByAM, RestError
from mock_am.http import authenticate, control, registration, serverinfo, sessions
from mock_am.http.global_services import GlobalServices
from mock_am.http.handset.static_page import page_file
from mock_am.http.handset.stream import stream
from mock_am.http.handset.switch import switch
from mock_am.http.oauth2.access_token import access_token
from mock_am.http.oauth2.answer import unknown_endpoint
from mock_am.http.oauth2.authorize import authorize
from mock_am.http.oauth2.bc_authorize import bc_authorize
from mock_am.http.oauth2.discovery import jwk_uri, openid_configuration
from mock_am.http.oauth2.token_use import introspect, revoke, userinfo
from mock_am.http.push import push_answer
from mock_am.http.realm_config.agents import Agents, things
from mock_am.http.realm_config.authentication import core_settings, global_trees
from mock_am.http.realm_config.nodes import Nodes, VersionedNodes, all_nodes
from mock_am.http.realm_config.oauth2_clients import OAuth2Clients
from mock_am.http.realm_config.services import Services
from mock_am.http.realm_config.trees import Trees
from mock_am.http.realm_convertor import RealmConvertor
from mock_am.http.realms import Realms
from mock_am.http.rest.answer import error_answer
from mock_am.http.rest.collection import Collection
from mock_am.http.rest.conventions import (
    Endpoint,
    Manners,
    for_administrators,
    rest_endpoint,
)
from mock_am.http.rest.unrouted import unrouted
from mock_am.http.user_devices import push_device, push_devices
from mock_am.http.users import Users

_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
_OAUTH2 = "/am/oauth2{realm:realm}"
_JSON = "/am/json{realm:realm}"
_AGENTS = _JSON + "/realm-config/agents"
_GLOBAL_TREES = "/am/json/global-config/authentication/authenticationtrees"
_TREES = _JSON + "/realm-config/authentication/authenticationtrees"


def _route(path: str, endpoint: Endpoint) -> Route:
    # Each handler refuses other methods itself, in AM's words rather than Starlette's.
    return Route(path, endpoint, methods=_METHODS)


def _oauth2_route(path: str, endpoint: Endpoint) -> Route:
    route = _route(_OAUTH2 + path, endpoint)
    route.methods = None  # any at all, even one that nobody knows: it too is refused as OAuth says
    return route


def _collection(path: str, collection: Collection) -> list[Route]:
    manners = Manners(collection.versions)
    return [
        _route(path, for_administrators(collection.query, manners)),
        _route(path + "/{id}", for_administrators(collection.item, manners)),
    ]


def _json_routes() -> list[Route]:
    info = rest_endpoint(serverinfo.serverinfo, serverinfo.MANNERS)
    login = rest_endpoint(authenticate.authenticate, authenticate.MANNERS)
    return [
        _route(_JSON + "/serverinfo/{name}", info),
        _route(_JSON + "/authenticate", login),
        _route(_JSON + "/sessions", rest_endpoint(sessions.sessions, sessions.MANNERS)),
        _push_route(),
        *_collection("/am/json/global-config/realms", Realms()),
        *_collection("/am/json/global-config/services", GlobalServices()),
        _route(_JSON + "/users/{username}/devices/2fa/push", push_devices),
        _route(_JSON + "/users/{username}/devices/2fa/push/{id}", push_device),
        *_collection(_JSON + "/users", Users()),
        _route(_JSON + "/realm-config/authentication", for_administrators(core_settings)),
        _route(_GLOBAL_TREES, for_administrators(global_trees)),
        *_collection(_TREES + "/trees", Trees()),
        _route(_TREES + "/nodes", for_administrators(all_nodes)),
        *_collection(_TREES + "/nodes/{node_type}/1.0", VersionedNodes()),
        *_collection(_TREES + "/nodes/{node_type}", Nodes()),
        *_collection(_JSON + "/realm-config/services", Services()),
        _route(_AGENTS, for_administrators(Agents().query)),
        *_collection(_AGENTS + "/OAuth2Client", OAuth2Clients()),
        _route(_AGENTS + "/OAuth2Thing", for_administrators(things)),
    ]


def _push_route() -> Route:
    return _route(_JSON + "/push/sns/message", rest_endpoint(push_answer))


def _nowhere(json_routes: list[Route]) -> list[BaseRoute]:
    below = (route.path.removeprefix(_JSON).removeprefix("/am/json") for route in json_routes)
    answer = unrouted(below)
    return [_route(_JSON, answer), _route(_JSON + "/{rest:path}", answer)]


def _oauth2_routes() -> list[BaseRoute]:
    return [
        _oauth2_route("/bc-authorize", bc_authorize),
        _oauth2_route("/authorize", authorize),
        _oauth2_route("/access_token", access_token),
        _oauth2_route("/userinfo", userinfo),
        _oauth2_route("/introspect", introspect),
        _oauth2_route("/token/revoke", revoke),
        _oauth2_route("/connect/jwk_uri", jwk_uri),
        _oauth2_route("/.well-known/openid-configuration", openid_configuration),
        _oauth2_route("/{rest:path}", unknown_endpoint),
    ]


def _control_routes() -> list[BaseRoute]:
    return [
        _route("/_mock/", control.about),
        _route("/_mock/phones", control.phones),
        _route("/_mock/phones/{device_id}/messages", control.messages),
        _route("/_mock/action", control.action),
        _route("/_mock/client", registration.client),
        _route("/_mock/user", registration.user),
        _route("/_mock/request", control.request_status),
        _route("/_mock/trail", control.trail),
        _route("/_mock/clock", control.clock),
        _route("/_mock/reset", control.reset),
        _route("/_mock/handset", switch),
    ]


def _handset_routes() -> list[BaseRoute]:
    return [
        _route("/handset/messages/{device_id}", stream),
        _route("/handset/{name:path}", page_file),
    ]


def routes() -> list[BaseRoute]:
    """Everything this server answers; anything else is AM's 404."""
    return [route for below in _by_beginning().values() for route in below]


def grouped_routes() -> list[BaseRoute]:
    """The same, found faster."""
    return [_Below(beginning, below) for beginning, below in _by_beginning().items()]


def _by_beginning() -> dict[str, list[BaseRoute]]:
    register_url_convertor("realm", RealmConvertor())
    json_routes = _json_routes()
    return {
        "/am/oauth2": _oauth2_routes(),
        "/am/json": [*json_routes, *_nowhere(json_routes)],
        "/handset/": _handset_routes(),
        "/_mock/": _control_routes(),
    }


def for_handsets() -> list[BaseRoute]:
    """What a handset needs: its page, and where phones answer."""
    register_url_convertor("realm", RealmConvertor())
    return [*_handset_routes(), _push_route()]


class _Below(BaseRoute):
    """Routes whose paths all begin alike, passed over at one look where a path does not."""

    def __init__(self, beginning: str, routes: list[BaseRoute]) -> None:
        self._beginning = beginning
        self._router = Router(routes, redirect_slashes=False)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the path begins so."""
        below = scope["path"].startswith(self._beginning)
        return (Match.FULL if below else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the route."""
        await self._router.app(scope, receive, send)


async def not_found(request: Request, error: Exception) -> Response:
    """The answer to a path that is not there."""
    if request.scope["path"].startswith("/am/oauth2/"):  # one with a line break in it
        return await unknown_endpoint(request)
    return error_answer(NotFound())


async def method_not_allowed(request: Request, error: Exception) -> Response:
    """The answer to a method that nothing here knows; CREST has its own (HttpUtils, FORK)."""
    refusal: RestError = MethodNotAllowed()
    if request.url.path.startswith("/am/json/"):
        refusal = NotImplementedByAM(f"Method {request.method} not supported")
    return error_answer(refusal)


async def hung_up(request: Request, error: Exception) -> Response:
    """The answer to a client that was gone before its request was complete: nobody hears it."""
    return Response(status_code=400)


class WithoutTrailingSlash:
    """AM takes `/sessions/?_action=…` and `/sessions?_action=…` for the same."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its path in the short form."""
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith("/am/") and path.endswith("/"):
            scope = {**scope, "path": path.rstrip("/")}
        await self._app(scope, receive, send)
