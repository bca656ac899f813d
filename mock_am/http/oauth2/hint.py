"""Whom an authentication request is about (CIBA 7.1, 14)."""

from typing import Any

from mock_am import wording
from mock_am.backchannel.claims import is_addressed_to, is_numeric_date
from mock_am.backchannel.jwt_checks import LEEWAY
from mock_am.backchannel.request_object import unverified_header, verified_claims
from mock_am.backchannel.submission import Submission
from mock_am.http.deployment import Deployment
from mock_am.oauth_errors import ExpiredLoginHintToken, InvalidRequest
from mock_am.realm.verification_keys import VerificationKeys
from mock_am.token.signing_key import FAMILY_OF_ALG, public_jwk


def hinted_username(am: Deployment, asked: Submission, keys: VerificationKeys) -> str:
    """Whom the one hint names; `keys` are the client's (am.md 12.1, CIBA 7.1, 14).

    It is the name in `login_hint`; the subject of an ID token that this provider issued to this
    client, however long ago; or the subject of a `login_hint_token` that the client has signed, as
    it signs its requests: CIBA leaves open what such a token is. Raises InvalidRequest for any
    other token, ExpiredLoginHintToken for the last one where it came too late.
    """
    if "login_hint" in asked.claims:
        return str(asked.claims["login_hint"])
    if "login_hint_token" in asked.claims:
        return _subject_of_the_clients_token(asked, keys)
    return _subject_of_the_id_token(am, asked)


def _subject_of_the_clients_token(asked: Submission, keys: VerificationKeys) -> str:
    claims = _signed_claims(asked, keys)
    subject, ends, begins = (claims.get(name) for name in ("sub", "exp", "nbf"))
    ours = is_addressed_to(claims.get("aud"), asked.audiences)
    theirs = claims.get("iss") == asked.client.client_id
    if not (ours and theirs and isinstance(subject, str) and is_numeric_date(ends)):
        raise InvalidRequest(wording.LOGIN_HINT_TOKEN_INVALID)
    if claims["exp"] <= asked.at:
        raise ExpiredLoginHintToken
    if begins is not None and not _has_begun(begins, asked.at):
        raise InvalidRequest(wording.LOGIN_HINT_TOKEN_INVALID)
    return subject


def _has_begun(begins: Any, at: float) -> bool:
    return is_numeric_date(begins) and bool(begins <= at + LEEWAY)  # RFC 7519 4.1.5


def _signed_claims(asked: Submission, keys: VerificationKeys) -> dict[str, Any]:
    try:
        token = asked.claims["login_hint_token"]
        return verified_claims(token, keys, asked.signing_algorithms)
    except InvalidRequest:
        raise InvalidRequest(wording.LOGIN_HINT_TOKEN_INVALID) from None


def _subject_of_the_id_token(am: Deployment, asked: Submission) -> str:
    claims = _issued_claims(am, asked.claims["id_token_hint"])
    subject = claims.get("sub")
    ours = claims.get("iss") == asked.provider.issuer and claims.get("tokenName") == "id_token"
    theirs = is_addressed_to(claims.get("aud"), {asked.client.client_id})
    if not ours or not theirs or not isinstance(subject, str):
        raise InvalidRequest(wording.ID_TOKEN_HINT_INVALID)
    return subject


def _issued_claims(am: Deployment, token: str) -> dict[str, Any]:
    # Only what is signed with a key of the provider's own: a client could write anything itself
    # into an ID token that is signed with its secret.
    try:
        alg = unverified_header(token).get("alg")
        family = FAMILY_OF_ALG.get(alg) if isinstance(alg, str) else None
        if family is None:
            raise InvalidRequest(wording.ALGORITHM_UNSUPPORTED)
        keys = VerificationKeys([public_jwk(am.store.signing_key(family))])
        return verified_claims(token, keys, [str(alg)])
    except InvalidRequest:
        raise InvalidRequest(wording.ID_TOKEN_HINT_INVALID) from None
