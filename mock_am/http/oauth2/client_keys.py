"""The keys that a client's signatures are verified with, wherever it keeps them."""

from mock_am.backchannel.request_object import unverified_header
from mock_am.http.deployment import Deployment
from mock_am.oauth_errors import InvalidRequest
from mock_am.realm.oauth2_client import OAuth2Client
from mock_am.realm.verification_keys import VerificationKeys

SHORTEST_SECRET = 32
"""Bytes of a secret that may sign an assertion (am.md 10.1, DOC: client authentication)."""


async def client_keys(am: Deployment, client: OAuth2Client, token: str) -> VerificationKeys:
    """The client's public keys for `token`; those at a URI are fetched when they are needed.

    Call it outside a transaction: others would wait for the client's server.
    """
    if client.key_set_address is None:
        return client.keys
    try:
        header = unverified_header(token)
    except InvalidRequest:
        return client.keys  # there are none, and whoever verifies says what is wrong with `token`
    return await am.key_sets.keys(client.key_set_address, header)


async def assertion_keys(am: Deployment, client: OAuth2Client, token: str) -> VerificationKeys:
    """The keys for an assertion: with an HMAC algorithm it is the client's secret."""
    if not client.assertion_alg.startswith("HS"):
        return await client_keys(am, client, token)
    secret = client.secret or ""
    long_enough = len(secret.encode()) >= SHORTEST_SECRET
    return VerificationKeys.of_secret(secret) if long_enough else VerificationKeys(())
