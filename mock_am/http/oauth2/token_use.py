"""`userinfo`, `introspect` and `token/revoke`: using, looking at and ending a token (am.md 14)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_am import wording
from mock_am.http.deployment import Deployment, deployment, realm_of
from mock_am.http.oauth2.answer import oauth_answer, oauth_endpoint
from mock_am.http.oauth2.client_authentication import authenticated_client
from mock_am.http.oauth2.form import read_form
from mock_am.http.oauth2.issuing import user_claims
from mock_am.oauth_errors import InvalidRequest, InvalidToken, UnauthorizedClient
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.token.grant import Token


@oauth_endpoint("GET", "POST")
async def userinfo(request: Request) -> Response:
    """The claims that the bearer's scope opens (am.md 14.1, DOC)."""
    am, realm = deployment(request), realm_of(request)
    token = am.store.tokens.get(_bearer(request), am.clock.now())
    if token is None or token.kind != "access_token" or token.authorization.realm != realm:
        raise InvalidToken
    authorization = token.authorization
    subject = {"sub": authorization.username}
    if am.provider(realm).subname_in_claims:
        subject["subname"] = authorization.username
    return oauth_answer({**user_claims(am, authorization), **subject})


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise InvalidToken
    return token.strip()


@oauth_endpoint("POST")
async def introspect(request: Request) -> Response:
    """What a client's own token is worth; any other is merely not active (am.md 14.2, DOC)."""
    am, realm = deployment(request), realm_of(request)
    form = await read_form(request)
    client = await authenticated_client(request, realm, form)
    if not client.confidential:
        raise UnauthorizedClient(wording.CLIENT_PUBLIC)
    token = _own_token(am, realm, client, form)
    return oauth_answer(_introspection(am, token) if token else {"active": False})


def _own_token(
    am: Deployment, realm: str, client: OAuth2Client, form: dict[str, str]
) -> Token | None:
    if "token" not in form:
        raise InvalidRequest(wording.MISSING_PARAMETER.format(names="token"))
    token = am.store.tokens.get(form["token"], am.clock.now())
    owner = (realm, client.client_id)
    if token and (token.authorization.realm, token.authorization.client_id) == owner:
        return token
    return None


def _introspection(am: Deployment, token: Token) -> dict[str, Any]:
    granted = token.authorization
    return {
        "active": True,
        "scope": " ".join(granted.scope),
        "realm": granted.realm,
        "client_id": granted.client_id,
        "user_id": granted.username,
        "username": granted.username,
        "token_type": "Bearer" if token.kind == "access_token" else "Refresh",
        "exp": token.expires_at,
        "sub": granted.username,
        "subname": granted.username,
        "iss": am.issuer(granted.realm),
        "auth_level": 0,
        "authGrantId": granted.grant_id,
        "auditTrackingId": granted.audit_tracking_id,
        "expires_in": token.remaining(am.clock.now()),
    }


@oauth_endpoint("POST")
async def revoke(request: Request) -> Response:
    """End a token, and with a refresh token its whole grant; an unknown one too is 200."""
    am, realm = deployment(request), realm_of(request)
    form = await read_form(request)
    client = await authenticated_client(request, realm, form)
    with am.store.transaction():
        token = _own_token(am, realm, client, form)
        if token is not None and token.kind == "refresh_token":
            am.store.tokens.revoke_grant(token.authorization.grant_id)
        elif token is not None:
            am.store.tokens.revoke(token.value)
    return oauth_answer({})
