"""The composition root: settings in, an ASGI app out."""

from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect

from mock_am.backchannel.profile import PROFILES
from mock_am.clock import Clock
from mock_am.http.attempt_guard import AttemptGuard
from mock_am.http.deployment import NO_REALM, REALMS, Deployment
from mock_am.http.handset.doors import NO_DOORS, Doors, HandsetsOnly
from mock_am.http.handset.streams import Streams
from mock_am.http.key_sets import Fetch, KeySets, fetch_over_http
from mock_am.http.notifications import Notifier, over_http
from mock_am.http.routes import (
    WithoutTrailingSlash,
    for_handsets,
    grouped_routes,
    hung_up,
    method_not_allowed,
    not_found,
)
from mock_am.identifiers import Identifiers
from mock_am.store import Store
from mock_am.store.database import MEMORY, state_file_errors
from mock_am.store.fresh_realm import fill


@dataclass(frozen=True)
class Settings:
    """How a server is to be; `url` is its address with the deployment path `/am`.

    `fetch` is how it gets at the key sets of its clients. `pending_limit` is how many requests may
    wait for one user; None leaves it to the profile. `loopback_notifications` is whether clients
    may be notified on this machine. `doors` is where the handset's page may be served.
    """

    url: str = "http://127.0.0.1:8080/am"
    state: str = MEMORY
    profile: str = "am"
    admin: str = "amadmin"
    admin_password: str = "password"
    control_token: str | None = None
    clock: Clock = field(default_factory=Clock)
    identifiers: Identifiers = field(default_factory=Identifiers)
    fetch: Fetch = fetch_over_http
    pending_limit: int | None = None
    loopback_notifications: bool = True
    doors: Doors = NO_DOORS


def create_app(settings: Settings | None = None) -> Starlette:
    """An AM to serve, or to mount in-process through `httpx.ASGITransport`.

    Raises StateFileError where the state file cannot be used.
    """
    chosen = settings or Settings()
    app = Starlette(
        routes=grouped_routes(),
        middleware=_middleware(chosen.doors),
        exception_handlers={
            404: not_found,
            405: method_not_allowed,
            ClientDisconnect: hung_up,
        },
    )
    app.router.redirect_slashes = False
    app.state.deployment = _deployment(chosen)
    return app


def _middleware(doors: Doors) -> list[Middleware]:
    gate = [Middleware(HandsetsOnly, doors, for_handsets())] if doors.own else []
    return [Middleware(WithoutTrailingSlash), *gate]


def _deployment(settings: Settings) -> Deployment:
    store, profile = _filled_store(settings), PROFILES[settings.profile]
    send = over_http(loopback=settings.loopback_notifications)
    limit = profile.pending_limit if settings.pending_limit is None else settings.pending_limit
    am = Deployment(
        url=settings.url,
        profile=profile,
        store=store,
        clock=settings.clock,
        identifiers=settings.identifiers,
        key_sets=KeySets(settings.fetch, settings.clock),
        attempts=AttemptGuard(settings.clock),
        notifier=Notifier(store, settings.clock, send),
        pending_limit=limit,
        admin=settings.admin,
        admin_password=settings.admin_password,
        control_token=settings.control_token,
        doors=settings.doors,
        streams=Streams(),
    )
    am.follow_clock()
    store.follow_others(am.follow_clock)
    return am


def _filled_store(settings: Settings) -> Store:
    store = Store(settings.state)
    try:
        with state_file_errors(settings.state):
            _fill_if_fresh(store, settings)
    except BaseException:
        store.close()
        raise
    return store


def _fill_if_fresh(store: Store, settings: Settings) -> None:
    with store.transaction():
        if not store.configuration.all(NO_REALM, REALMS):
            fill(store, settings.identifiers, at=settings.clock.now())
