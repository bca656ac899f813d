"""Which clients are told what has become of their request, and what they are told."""

from mock_am import wording
from mock_am.backchannel.notification import (
    at_expiry,
    denied_body,
    ping_body,
    push_body,
    push_error_body,
)
from mock_am.backchannel.request import BackchannelRequest, Event, Status, advance
from mock_am.backchannel.submission import Submission
from mock_am.errors import NotFound
from mock_am.http.deployment import Deployment
from mock_am.http.oauth2.issuing import issue
from mock_am.oauth_errors import TransactionFailed
from mock_am.realm.backchannel_client import DeliveryMode
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.realm.oauth2_provider import CIBA_GRANT


def promise(am: Deployment, request: BackchannelRequest, asked: Submission) -> None:
    """Note that the client of `request` is to be told; runs within a transaction."""
    registered = asked.registered
    if registered.notification_endpoint is None or registered.delivery_mode is DeliveryMode.POLL:
        return
    notification = at_expiry(
        request.auth_req_id,
        registered.delivery_mode,
        registered.notification_endpoint,
        asked.claims["client_notification_token"],
        request.expires_at,
    )
    am.store.notifications.put(notification)
    am.notifier.wake()


def tell(am: Deployment, request: BackchannelRequest) -> None:
    """Tell the client, if it is one that is told, of a decision; runs within a transaction."""
    decided = request.status in (Status.APPROVED, Status.DENIED)
    if not decided or not am.profile.has_client_metadata:
        return
    promised = am.store.notifications.get(request.auth_req_id)
    if promised is None:
        return
    if promised.mode is DeliveryMode.PING:
        body = ping_body(request.auth_req_id)
    else:
        body = _pushed(am, request)
    am.store.notifications.change(promised, promised.decided(body, at=am.clock.now()))
    am.notifier.wake()


def _pushed(am: Deployment, request: BackchannelRequest) -> str:
    if request.status is Status.DENIED:
        return denied_body(request.auth_req_id)
    client = _entitled_client(am, request)
    if client is None:
        return push_error_body(request.auth_req_id, TransactionFailed(wording.CLIENT_GONE))
    am.store.requests.change(request, advance(request, Event.REDEEM))
    return push_body(request.auth_req_id, issue(am, client, request, pushed=True))


def _entitled_client(am: Deployment, request: BackchannelRequest) -> OAuth2Client | None:
    """The client, if it would get tokens at the token endpoint now, were it one that polls."""
    client = am.client(request.realm, request.client_id)
    if client is None or not (client.active and client.confidential):
        return None
    if client.lacks_secret_to_sign:
        return None
    try:
        served = am.provider(request.realm).grant_types
    except NotFound:
        return None
    return client if CIBA_GRANT in client.grant_types and CIBA_GRANT in served else None
