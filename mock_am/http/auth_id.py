"""The `authId` that ties one step of a login to the next: a JWT, good for one use (am.md 3.2)."""

import json
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OctKey

from mock_am import wording
from mock_am.errors import BadRequest, Unauthorized
from mock_am.http.deployment import Deployment

LIFETIME = 900
"""Seconds from iat to exp (am.md 3.2, REC)."""

_REGISTRY = jws.JWSRegistry(algorithms=["HS256"])


@dataclass(frozen=True)
class AuthId:
    """What an authId says: the walk it resumes, and the login that the walk is a step of."""

    walk_id: str
    session_id: str


def issue(am: Deployment, auth_id: AuthId, realm: str, tree: str, *, at: float) -> str:
    """An authId for a parked walk; its `otk` is the walk's id."""
    claims = {
        "authIndexValue": tree,
        "otk": auth_id.walk_id,
        "authIndexType": "service",
        "realm": realm,
        "sessionId": auth_id.session_id,
        "exp": int(at) + LIFETIME,
        "iat": int(at),
    }
    header = {"typ": "JWT", "alg": "HS256"}
    return jws.serialize_compact(header, json.dumps(claims), _key(am), registry=_REGISTRY)


def read(am: Deployment, auth_id: Any, realm: str, *, at: float) -> AuthId:
    """What an authId says.

    Raises BadRequest where it is none of ours (AuthIdHelper, FORK), Unauthorized where it is
    another realm's or expired.
    """
    try:
        claims = json.loads(jws.deserialize_compact(auth_id, _key(am), registry=_REGISTRY).payload)
    except BadSignatureError:
        raise BadRequest("AuthId JWT Signature not valid") from None
    except (JoseError, ValueError, TypeError, AttributeError):
        raise BadRequest(wording.AUTH_ID_UNREADABLE) from None
    if claims["exp"] <= at:
        raise timed_out()
    if claims["realm"] != realm:
        raise Unauthorized("Authentication Failed")
    return AuthId(claims["otk"], claims["sessionId"])


def timed_out() -> Unauthorized:
    """What AM says to an authId that is used up or too old (KB a34866502, DOC)."""
    return Unauthorized("Session has timed out", {"errorCode": "110"})


def _key(am: Deployment) -> OctKey:
    secret = am.store.setting("auth_id_secret", "")
    if not secret:
        secret = am.identifiers.secret()
        am.store.set("auth_id_secret", secret)
    return OctKey.import_key(secret)
