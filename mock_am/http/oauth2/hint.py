"""Whom an authentication request is about (CIBA 7.1, 14)."""

from typing import Any

from mock_am import wording
from mock_am.backchannel.claims import is_addressed_to
from mock_am.backchannel.request_object import unverified_header, verified_claims
from mock_am.backchannel.submission import Submission
from mock_am.http.deployment import Deployment
from mock_am.oauth_errors import InvalidRequest
from mock_am.realm.verification_keys import VerificationKeys
from mock_am.token.signing_key import FAMILY_OF_ALG, public_jwk


def hinted_username(am: Deployment, asked: Submission) -> str:
    """The name in `login_hint`, or the subject of the ID token in `id_token_hint` (am.md 12.1).

    The token is one that this provider issued to this client, however long ago. Raises
    InvalidRequest for any other.
    """
    if "login_hint" in asked.claims:
        return str(asked.claims["login_hint"])
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
