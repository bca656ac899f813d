"""`/oauth2/…/bc-authorize`: CIBA's backchannel authentication endpoint (am.md 12)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am import wording
from mock_am.authentication.walker import Parked
from mock_am.backchannel.checks import OF_THE_CLIENT, OF_THE_JWT, OF_THE_REQUEST, run
from mock_am.backchannel.request import BackchannelRequest, Event, decide
from mock_am.backchannel.request_object import verified_claims
from mock_am.backchannel.submission import PARAMETERS, Submission
from mock_am.http.deployment import Deployment, deployment, realm_of
from mock_am.http.oauth2.answer import oauth_answer, oauth_endpoint
from mock_am.http.oauth2.client_authentication import authenticated_client
from mock_am.http.oauth2.client_keys import client_keys
from mock_am.http.oauth2.end_user import check_end_user
from mock_am.http.oauth2.form import read_form
from mock_am.http.oauth2.hint import hinted_username
from mock_am.http.oauth2.notifying import promise, tell
from mock_am.http.walking import park, start_unattended
from mock_am.oauth_errors import AuthenticationRefused, InvalidRequest
from mock_am.realm.backchannel_client import DeliveryMode
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.realm.verification_keys import VerificationKeys


@oauth_endpoint("POST")
async def bc_authorize(request: Request) -> Response:
    """POST a signed authentication request; the acknowledgement names the auth_req_id."""
    am, realm = deployment(request), realm_of(request)
    form = await read_form(request)
    client = await authenticated_client(request, realm, form)
    signed = form.get("request") or form.get("login_hint_token", "")
    keys = await client_keys(am, client, signed)
    with am.store.transaction():
        asked = _checked_submission(am, realm, client, keys, form)
        acknowledged = _begun(am, realm, asked, keys, dict(request.headers))
        am.store.sweep(asked.at)
    if acknowledged is None:  # raised only now, so that the walk can be looked at
        raise AuthenticationRefused
    return oauth_answer(_acknowledgement(asked, acknowledged))


def _acknowledgement(asked: Submission, request: BackchannelRequest) -> dict[str, Any]:
    answer = {"auth_req_id": request.auth_req_id, "expires_in": asked.lifetime}
    if asked.registered.delivery_mode is DeliveryMode.PUSH:  # which never polls (CIBA 7.3)
        return answer
    return {**answer, "interval": request.interval}


def _checked_submission(
    am: Deployment,
    realm: str,
    client: OAuth2Client,
    keys: VerificationKeys,
    form: Mapping[str, str],
) -> Submission:
    provider, audiences = am.provider(realm), am.audiences(realm)
    registered, now = am.backchannel_client(realm, client.client_id), am.clock.now()
    bare = Submission(form, {}, client, provider, am.profile, audiences, now, registered)
    run(OF_THE_CLIENT, bare)
    asked = _signed(bare, keys) if "request" in form else _unsigned(bare)
    run(OF_THE_REQUEST, asked)
    if "request" in form:
        _refuse_replay(am, realm, asked)
    return asked


def _signed(bare: Submission, keys: VerificationKeys) -> Submission:
    claims = verified_claims(bare.form["request"], keys, bare.signing_algorithms)
    asked = replace(bare, claims=claims)
    run(OF_THE_JWT, asked)
    return asked


def _unsigned(bare: Submission) -> Submission:
    if not bare.registered.may_leave_unsigned:
        raise InvalidRequest(wording.REQUEST_PARAMETER_MISSING)
    return replace(bare, claims={name: bare.form[name] for name in PARAMETERS & bare.form.keys()})


def _refuse_replay(am: Deployment, realm: str, asked: Submission) -> None:
    jti, client_id = asked.claims.get("jti"), asked.client.client_id
    if jti is not None and not am.store.first_use(realm, client_id, jti, asked.claims["exp"]):
        raise InvalidRequest(wording.JWT_REPLAYED)


def _begun(
    am: Deployment,
    realm: str,
    asked: Submission,
    keys: VerificationKeys,
    headers: dict[str, str],
) -> BackchannelRequest | None:
    username = hinted_username(am, asked, keys)
    check_end_user(am, realm, username, asked)
    request = _new_request(am, realm, username, asked)
    tree = asked.provider.acr_mapping[request.acr]
    binding_message = asked.claims.get("binding_message")
    reached = start_unattended(am, realm, tree, username, binding_message, headers)
    if reached is None:
        raise InvalidRequest(wording.ACR_UNKNOWN)
    if isinstance(reached, Parked):
        park(am, request, tree, reached)
    elif reached.succeeded:
        request = decide(request, Event.APPROVE, at=asked.at)
    else:
        return None
    am.store.requests.put(request)
    promise(am, request, asked)
    tell(am, request)
    return request


def _new_request(
    am: Deployment, realm: str, username: str, asked: Submission
) -> BackchannelRequest:
    return BackchannelRequest(
        auth_req_id=am.identifiers.opaque(am.profile.opaque_bytes),
        realm=realm,
        client_id=asked.client.client_id,
        username=username,
        scope=asked.scope,
        acr=asked.acr or "",
        issued_at=asked.at,
        expires_at=asked.at + asked.lifetime,
        interval=asked.provider.polling_interval,
    )
