"""The ID token: AM's claims, signed (am.md 14.6, DOC)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256, sha384, sha512
from typing import Any

from joserfc import jws
from joserfc.jwk import OctKey

from mock_am.identifiers import base64url
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.realm.oauth2_provider import OAuth2Provider
from mock_am.token.grant import Authorization, Token
from mock_am.token.signing_key import SigningKey

_HASHES = {"256": sha256, "384": sha384, "512": sha512}


@dataclass(frozen=True)
class IdToken:
    """An ID token before it is signed."""

    claims: Mapping[str, Any]

    def with_claims(self, more: Mapping[str, Any]) -> "IdToken":
        """This ID token with further claims."""
        return IdToken({**self.claims, **more})

    def signed(self, alg: str, key: SigningKey | OctKey) -> str:
        """The compact JWS, header in AM's order."""
        header: dict[str, Any] = {"typ": "JWT"}
        if not isinstance(key, OctKey):
            header["kid"] = key.kid
        header["alg"] = alg
        registry = jws.JWSRegistry(algorithms=[alg])
        return jws.serialize_compact(header, json.dumps(self.claims), key, registry=registry)


def id_token(
    authorization: Authorization,
    client: OAuth2Client,
    provider: OAuth2Provider,
    access_token: str,
    profile_claims: Mapping[str, Any],
    *,
    sid: str,
    at: float,
) -> IdToken:
    """The ID token that goes with `access_token`; `sid` names the authentication session."""
    lifetime = client.id_token_lifetime or provider.id_token_lifetime
    subname = {"subname": authorization.username} if provider.subname_in_claims else {}
    claims: dict[str, Any] = {
        "at_hash": half_hash(access_token, client.id_token_alg),
        "sub": authorization.username,
        "auditTrackingId": authorization.audit_tracking_id,
        **subname,
        "iss": provider.issuer,
        "tokenName": "id_token",
        "sid": sid,
        "aud": client.client_id,
        "acr": authorization.acr,
        "azp": client.client_id,
        "auth_time": authorization.auth_time,
        "realm": authorization.realm,
        "exp": int(at) + lifetime,
        "tokenType": "JWTToken",
        "iat": int(at),
    }
    if provider.claims_in_id_token:
        claims.update(profile_claims)
    return IdToken(claims)


def push_claims(auth_req_id: str, refresh: Token | None, alg: str) -> dict[str, Any]:
    """What ties a pushed ID token to what it comes with (CIBA 10.3.1)."""
    claims = {"urn:openid:params:jwt:claim:auth_req_id": auth_req_id}
    if refresh is not None:
        claims["urn:openid:params:jwt:claim:rt_hash"] = half_hash(refresh.value, alg)
    return claims


def half_hash(value: str, alg: str) -> str:
    """The left half of the hash that `alg` names, base64url (OIDC Core 3.1.3.6)."""
    digest = _HASHES[alg[-3:]](value.encode("ascii")).digest()
    return base64url(digest[: len(digest) // 2])
