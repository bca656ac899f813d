"""Which client is calling, and whether it is who it says (RFC 6749 2.3, am.md 12.3)."""

import hmac
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from starlette.requests import Request

from mock_am import wording
from mock_am.backchannel.client_assertion import check_assertion
from mock_am.backchannel.request_object import (
    CLIENT_ASSERTION,
    unverified_claims,
    verified_claims,
)
from mock_am.http.deployment import Deployment, deployment
from mock_am.http.oauth2.authorization_header import authorization_header
from mock_am.http.oauth2.client_keys import assertion_keys
from mock_am.oauth_errors import InvalidClient, InvalidRequest
from mock_am.realm.client_choices import BASIC, NONE, POST, PRIVATE_KEY_JWT
from mock_am.realm.oauth2_client import OAuth2Client

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class _Credentials:
    """Who a caller says it is, and how it would prove it: by a secret, or a signed assertion."""

    method: str
    client_id: str
    proof: str = ""

    @property
    def header_used(self) -> bool:
        """Whether they came in the Authorization header."""
        return self.method == BASIC


async def authenticated_client(
    request: Request, realm: str, form: Mapping[str, str]
) -> OAuth2Client:
    """The client that calls; a confidential one has proved it by its registered method.

    A public client has nothing to prove (am.md 10.1, DOC). Raises InvalidClient, the same for an
    unknown client and a wrong secret; InvalidRequest for two methods at once, for credentials in
    the URL, or a client_id that contradicts the credentials; TooManyAttempts.
    """
    am, credentials = deployment(request), _credentials(request, form)
    if am.attempts.is_alert(realm, credentials.client_id):
        await am.attempts.turn(realm, credentials.client_id)
    try:
        client = await _proved(request, realm, credentials)
    except InvalidClient:
        if credentials.proof:
            am.attempts.failed(realm, credentials.client_id)
        raise
    if form.get("client_id", client.client_id) != client.client_id:
        raise InvalidRequest(wording.CLIENT_AUTHENTICATION_FAILED)
    return client


async def _proved(request: Request, realm: str, credentials: _Credentials) -> OAuth2Client:
    client = deployment(request).client(realm, credentials.client_id)
    if client is None or not client.active:
        # As long as it takes to find that a known client's secret is another.
        hmac.compare_digest(credentials.proof.encode(), credentials.client_id.encode())
        raise InvalidClient(header_used=credentials.header_used)
    if client.confidential:
        await _authenticate(deployment(request), realm, client, credentials)
    return client


async def _authenticate(
    am: Deployment, realm: str, client: OAuth2Client, credentials: _Credentials
) -> None:
    if credentials.method == NONE or credentials.method != client.auth_method:
        told = wording.AUTHENTICATION_METHOD_INVALID
        raise InvalidClient(
            header_used=credentials.header_used, description=_to_a_stranger(am, told)
        )
    if credentials.method == PRIVATE_KEY_JWT:
        await _check_assertion(am, realm, client, credentials.proof)
    elif not client.knows(credentials.proof):
        raise InvalidClient(header_used=credentials.header_used)


def _to_a_stranger(am: Deployment, told: str) -> str:
    # Who has proved nothing must not learn from the reason that there is such a client.
    return wording.CLIENT_AUTHENTICATION_FAILED if am.profile.discreet else told


def _credentials(request: Request, form: Mapping[str, str]) -> _Credentials:
    if {"client_secret", "client_assertion"} & request.query_params.keys():  # RFC 6749 2.3.1
        raise InvalidRequest(wording.CREDENTIALS_IN_URL)
    header = authorization_header(request)
    by_assertion = {"client_assertion", "client_assertion_type"} & form.keys()
    if [header is not None, "client_secret" in form, bool(by_assertion)].count(True) > 1:
        raise InvalidRequest(wording.CLIENT_AUTHENTICATION_FAILED)
    if header is not None:
        return _Credentials(BASIC, *_basic_pair(header))
    if by_assertion:
        return _assertion(form)
    method = POST if "client_secret" in form else NONE
    return _Credentials(method, form.get("client_id", ""), form.get("client_secret", ""))


def _basic_pair(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClient(header_used=True)
    try:
        pair = b64decode(encoded.strip(" "), validate=True).decode("utf-8")
        client_id, secret = pair.split(":", 1)
        # RFC 6749 2.3.1: both parts are form-encoded before they are joined.
        return _form_decoded(client_id), _form_decoded(secret)
    except (NotBase64, ValueError):  # no UTF-8 is a ValueError, too, and so is no colon
        raise InvalidClient(header_used=True) from None


def _form_decoded(text: str) -> str:
    return unquote_plus(text, errors="strict")


def _assertion(form: Mapping[str, str]) -> _Credentials:
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise InvalidClient
    token = form.get("client_assertion", "")
    # Only to learn whose keys to look for: what it says is believed once they have verified it.
    with _of_a_client(wording.JWT_INVALID):
        subject = unverified_claims(token).get("sub")
    return _Credentials(PRIVATE_KEY_JWT, subject if isinstance(subject, str) else "", token)


async def _check_assertion(am: Deployment, realm: str, client: OAuth2Client, token: str) -> None:
    keys = await assertion_keys(am, client, token)
    with _of_a_client(_to_a_stranger(am, wording.JWT_INVALID)):
        algorithms = am.profile.allowed([client.assertion_alg])
        claims = verified_claims(token, keys, algorithms, CLIENT_ASSERTION)
    audiences = am.audiences(realm) | am.provider(realm).assertion_audiences
    sole, now = am.profile.only_issuer_is_audience, am.clock.now()
    check_assertion(claims, client.client_id, audiences, at=now, sole_audience=sole)
    if am.profile.takes_assertions_once:
        _use_up(am, realm, client, claims)


@contextmanager
def _of_a_client(told: str) -> Iterator[None]:
    try:
        yield
    except InvalidRequest:  # what a request object is refused with
        raise InvalidClient(description=told) from None


def _use_up(am: Deployment, realm: str, client: OAuth2Client, claims: Mapping[str, Any]) -> None:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:  # OIDC Core 9
        raise InvalidClient(description=wording.CLAIM_MISSING.format(claim="jti"))
    with am.store.transaction():  # whatever comes of the request, it is used up
        first = am.store.first_use(realm, client.client_id, f"assertion {jti}", claims["exp"])
    if not first:
        raise InvalidClient(description=wording.JWT_REPLAYED)
