"""`userinfo`, `introspect` and `token/revoke`: using, looking at and ending a token (am.md 14)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am import wording
from mock_am.http.deployment import Deployment, deployment, realm_of
from mock_am.http.oauth2.answer import oauth_answer, oauth_endpoint
from mock_am.http.oauth2.authorization_header import authorization_header
from mock_am.http.oauth2.client_authentication import authenticated_client
from mock_am.http.oauth2.form import is_form, read_form
from mock_am.http.oauth2.issuing import user_claims
from mock_am.oauth_errors import InvalidGrant, InvalidRequest, InvalidToken, UnauthorizedClient
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.token.grant import Token

ALL_TOKENS = "am-introspect-all-tokens"
ANY_REALM = "am-introspect-all-tokens-any-realm"
"""Scopes of clients that may look at others' tokens (am.md 14.2, DOC)."""


@oauth_endpoint("GET", "POST")
async def userinfo(request: Request) -> Response:
    """The claims that the bearer's scope opens (am.md 14.1, DOC)."""
    am, realm = deployment(request), realm_of(request)
    token = am.store.tokens.get(await _bearer_token(request), am.clock.now())
    if token is None or token.kind != "access_token" or token.authorization.realm != realm:
        raise InvalidToken
    authorization = token.authorization
    subject = {"sub": authorization.username}
    if am.provider(realm).subname_in_claims:
        subject["subname"] = authorization.username
    return oauth_answer({**user_claims(am, authorization), **subject})


async def _bearer_token(request: Request) -> str:
    """The token in the header, or in the form of a POST; never the query's (RFC 6750 2)."""
    scheme, _, in_header = (authorization_header(request) or "").partition(" ")
    posted = await read_form(request) if request.method == "POST" and is_form(request) else {}
    in_form = posted.get("access_token", "")
    if scheme.lower() != "bearer":
        in_header = ""
    if in_header and in_form:
        raise InvalidRequest(wording.TOKEN_TWICE)
    if not in_header and not in_form:
        raise InvalidToken(given=False)
    return in_header.strip() or in_form


@oauth_endpoint("POST")
async def introspect(request: Request) -> Response:
    """What a token is worth, for a client that may know it (am.md 14.2, DOC)."""
    am, realm = deployment(request), realm_of(request)
    form = await read_form(request)
    client = await authenticated_client(request, realm, form)
    if not client.confidential:
        raise UnauthorizedClient(wording.CLIENT_PUBLIC)
    if "token" not in form:
        raise InvalidRequest(wording.MISSING_PARAMETER.format(names="token"))
    token = am.store.tokens.get(form["token"], am.clock.now())
    if token is None or not _may_look_at(client, realm, token):
        return oauth_answer({"active": False})
    return oauth_answer(_introspection(am, token))


def _may_look_at(client: OAuth2Client, realm: str, token: Token) -> bool:
    if ANY_REALM in client.scopes:
        return True
    granted = token.authorization
    in_realm = granted.realm == realm
    return in_realm and (granted.client_id == client.client_id or ALL_TOKENS in client.scopes)


def _introspection(am: Deployment, token: Token) -> dict[str, Any]:
    granted = token.authorization
    named = am.provider(granted.realm).subname_in_claims
    return {
        "active": True,
        "scope": " ".join(granted.scope),
        "realm": granted.realm,
        "client_id": granted.client_id,
        "user_id": granted.username,
        "username": granted.username,
        "token_type": "Bearer" if token.kind == "access_token" else token.kind,  # FORK: the kind
        "exp": token.expires_at,
        "sub": granted.username,
        **({"subname": granted.username} if named else {}),
        "iss": am.issuer(granted.realm),
        "auth_level": 0,
        "authGrantId": granted.grant_id,
        "auditTrackingId": granted.audit_tracking_id,
        "expires_in": token.remaining(am.clock.now()),
    }


@oauth_endpoint("POST")
async def revoke(request: Request) -> Response:
    """End a token, and with a refresh token its whole grant; an unknown one too is 200.

    The order of the checks, and what it says of another client's token, is AM's (FORK).
    """
    am, realm = deployment(request), realm_of(request)
    form = await read_form(request)
    if "token" not in form:
        raise InvalidRequest(wording.TOKEN_MISSING)
    client = await authenticated_client(request, realm, form)
    with am.store.transaction():
        token = am.store.tokens.get(form["token"], am.clock.now())
        if token is not None:
            _end(am, realm, client, token)
    return oauth_answer({})


def _end(am: Deployment, realm: str, client: OAuth2Client, token: Token) -> None:
    granted = token.authorization
    if (granted.realm, granted.client_id) != (realm, client.client_id):
        told = wording.TOKEN_OF_ANOTHER.format(token=token.value)
        raise InvalidGrant(wording.GRANT_INVALID if am.profile.discreet else told)
    if token.kind == "refresh_token":
        am.store.tokens.revoke_grant(granted.grant_id)
    else:
        am.store.tokens.revoke(token.value)
