"""Issuing tokens for what an end user has granted (am.md 13, 14.6)."""

import warnings
from dataclasses import replace
from functools import lru_cache
from typing import Any

from joserfc.errors import SecurityWarning
from joserfc.jwk import OctKey

from mock_am import wording
from mock_am.backchannel.request import BackchannelRequest
from mock_am.http.deployment import Deployment
from mock_am.oauth_errors import UnauthorizedClient
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.token.claims import profile_claims
from mock_am.token.grant import Authorization, Token, access_token, decided, refresh_token
from mock_am.token.id_token import IdToken, id_token, push_claims
from mock_am.token.signing_key import FAMILY_OF_ALG, SigningKey


def issue(
    am: Deployment, client: OAuth2Client, request: BackchannelRequest, *, pushed: bool = False
) -> dict[str, Any]:
    """The token answer for an approved request; runs within a transaction.

    In an answer that is `pushed` the ID token vouches for the rest (CIBA 10.3.1). Raises
    UnauthorizedClient for a client without the secret that is to sign its ID tokens.
    """
    authorization = Authorization(
        realm=request.realm,
        client_id=client.client_id,
        username=request.username,
        scope=request.scope,
        acr=request.acr,
        auth_time=int(request.auth_time or request.issued_at),
        grant_id=am.identifiers.opaque(),
        audit_tracking_id=f"{am.identifiers.uuid()}-1",
    )
    provider, now = am.provider(request.realm), am.clock.now()
    refresh = refresh_token(authorization, client, provider, am.identifiers, at=now)
    return _answer(am, client, authorization, refresh, request.auth_req_id if pushed else None)


def reissue(
    am: Deployment, client: OAuth2Client, used: Token, scope: tuple[str, ...]
) -> dict[str, Any]:
    """The token answer for a refresh token, which is rotated; runs within a transaction."""
    authorization = used.authorization
    provider, now = am.provider(authorization.realm), am.clock.now()
    refresh, own = None, client.issue_refresh_token_on_refresh
    if decided(own, provider.issue_refresh_token_on_refresh):
        refresh = refresh_token(authorization, client, provider, am.identifiers, at=now)
        grace = client.refresh_token_grace_period or provider.refresh_token_grace_period
        _retire(am, used, int(now) + grace if grace else None)
    return _answer(am, client, replace(authorization, scope=scope), refresh)


def _retire(am: Deployment, used: Token, at: int | None) -> None:
    # A grace period is for a client that has not heard the answer (DOC: services configuration).
    if at is None:
        am.store.tokens.revoke(used.value)
    else:
        am.store.tokens.retire(used.value, at)


def _answer(
    am: Deployment,
    client: OAuth2Client,
    authorization: Authorization,
    refresh: Token | None,
    pushed_for: str | None = None,
) -> dict[str, Any]:
    provider, now = am.provider(authorization.realm), am.clock.now()
    access = access_token(authorization, client, provider, am.identifiers, at=now)
    answer: dict[str, Any] = {"access_token": access.value}
    am.store.tokens.put(access)
    if refresh is not None:
        am.store.tokens.put(refresh)
        answer["refresh_token"] = refresh.value
    answer["scope"] = " ".join(authorization.scope)
    if "openid" in authorization.scope:
        pushed = {} if pushed_for is None else push_claims(pushed_for, refresh, client.id_token_alg)
        token = _id_token(am, client, authorization, access.value, now)
        answer["id_token"] = _signed(am, client, token.with_claims(pushed))
    answer["token_type"] = "Bearer"
    answer["expires_in"] = access.remaining(now)
    return answer


def _id_token(
    am: Deployment, client: OAuth2Client, authorization: Authorization, access: str, now: float
) -> IdToken:
    return id_token(
        authorization,
        client,
        am.provider(authorization.realm),
        access,
        user_claims(am, authorization),
        sid=am.identifiers.secret(),
        at=now,
    )


def _signed(am: Deployment, client: OAuth2Client, token: IdToken) -> str:
    return token.signed(client.id_token_alg, _signing_key(am, client))


def _signing_key(am: Deployment, client: OAuth2Client) -> SigningKey | OctKey:
    if client.lacks_secret_to_sign:
        raise UnauthorizedClient(wording.CLIENT_WITHOUT_SECRET)
    family = FAMILY_OF_ALG.get(client.id_token_alg)
    if family is None:  # HS256, HS384, HS512: the client's own secret
        return _secret_key(client.secret or "")
    return am.store.signing_key(family)


@lru_cache(1024)
def _secret_key(secret: str) -> OctKey:
    with warnings.catch_warnings():  # AM takes secrets shorter than RFC 7518 3.2 asks for
        warnings.simplefilter("ignore", SecurityWarning)
        return OctKey.import_key(secret)


def user_claims(am: Deployment, authorization: Authorization) -> dict[str, Any]:
    """What the granted scope says about the end user."""
    user = am.store.configuration.document(authorization.realm, "users", authorization.username)
    return profile_claims(user, authorization.scope) if user else {}
