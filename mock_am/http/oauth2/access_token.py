"""`/oauth2/…/access_token`: the token endpoint (am.md 13)."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am import wording
from mock_am.backchannel.claims import space_separated
from mock_am.backchannel.request import PollResult, poll
from mock_am.http.deployment import Deployment, deployment, realm_of
from mock_am.http.oauth2.answer import oauth_answer, oauth_endpoint
from mock_am.http.oauth2.client_authentication import authenticated_client
from mock_am.http.oauth2.form import read_form
from mock_am.http.oauth2.issuing import issue, reissue
from mock_am.http.walking import give_up, time_passed
from mock_am.oauth_errors import (
    AccessDenied,
    AuthorizationPending,
    ClientIsPushed,
    ExpiredToken,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    OAuthError,
    SlowDown,
    UnauthorizedClient,
    UnsupportedGrantType,
)
from mock_am.realm.backchannel_client import DeliveryMode
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.realm.oauth2_provider import CIBA_GRANT, REFRESH_GRANT

_ERRORS: Mapping[PollResult, Callable[[], OAuthError]] = {
    PollResult.PENDING: AuthorizationPending,
    PollResult.TOO_SOON: SlowDown,
    PollResult.DENIED: AccessDenied,
    PollResult.EXPIRED: ExpiredToken,
    PollResult.USED: InvalidGrant,
}


@oauth_endpoint("POST")
async def access_token(request: Request) -> Response:
    """POST a grant; tokens, or the reason why there are none yet."""
    am, realm = deployment(request), realm_of(request)
    form = await read_form(request)
    client = await authenticated_client(request, realm, form)
    with am.store.transaction():
        grant_type = _grant_type(am, realm, client, form)
        if grant_type == CIBA_GRANT:
            answer = _redeemed(am, realm, client, form)
        else:
            answer = _refreshed(am, realm, client, form)
    if isinstance(answer, OAuthError):  # raised only now, so that the poll itself is remembered
        raise answer
    return oauth_answer(answer)


def _grant_type(am: Deployment, realm: str, client: OAuth2Client, form: Mapping[str, str]) -> str:
    grant_type = form.get("grant_type")
    if grant_type is None:
        raise InvalidRequest(wording.GRANT_TYPE_MISSING)
    served = grant_type in (CIBA_GRANT, REFRESH_GRANT)
    if not served or grant_type not in am.provider(realm).grant_types:
        raise UnsupportedGrantType
    if grant_type not in client.grant_types:
        raise UnauthorizedClient(wording.GRANT_TYPE_NOT_ALLOWED)
    if grant_type == CIBA_GRANT and not client.confidential:
        raise UnauthorizedClient(wording.CLIENT_PUBLIC)
    return grant_type


def _redeemed(
    am: Deployment, realm: str, client: OAuth2Client, form: Mapping[str, str]
) -> dict[str, Any] | OAuthError:
    if am.backchannel_client(realm, client.client_id).delivery_mode is DeliveryMode.PUSH:
        raise ClientIsPushed
    found = am.store.requests.get(_required(form, "auth_req_id"))
    if found is None or (found.realm, found.client_id) != (realm, client.client_id):
        raise InvalidGrant
    current = time_passed(am, found)
    step = am.profile.slow_down_step
    polled, result = poll(current, at=am.clock.now(), slow_down_step=step)
    am.store.requests.change(current, polled)
    if result is PollResult.EXPIRED:
        give_up(am, polled)
    return issue(am, client, polled) if result is PollResult.GRANTED else _ERRORS[result]()


def _refreshed(
    am: Deployment, realm: str, client: OAuth2Client, form: Mapping[str, str]
) -> dict[str, Any]:
    token = am.store.tokens.get(_required(form, "refresh_token"), am.clock.now())
    if token is None or token.kind != "refresh_token":
        raise InvalidGrant
    authorization = token.authorization
    if (authorization.realm, authorization.client_id) != (realm, client.client_id):
        raise InvalidGrant
    scope = space_separated(form.get("scope", "")) or authorization.scope
    if set(scope) - set(authorization.scope):
        raise InvalidScope(wording.SCOPE_WIDENED)
    return reissue(am, client, token, scope)


def _required(form: Mapping[str, str], name: str) -> str:
    if name not in form:
        raise InvalidRequest(wording.MISSING_PARAMETER.format(names=name))
    return form[name]
