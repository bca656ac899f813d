"""Which client is calling, and whether it is who it says (RFC 6749 2.3)."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from urllib.parse import unquote_plus

from starlette.requests import Request

from mock_am import wording
from mock_am.http.deployment import deployment
from mock_am.http.realm_config.oauth2_clients import KIND
from mock_am.oauth_errors import InvalidClient, InvalidRequest, UnauthorizedClient
from mock_am.realm.oauth2_client import OAuth2Client

BASIC = "client_secret_basic"
POST = "client_secret_post"


def authenticated_client(request: Request, realm: str, form: Mapping[str, str]) -> OAuth2Client:
    """The client whose credentials came by its registered method.

    Raises InvalidClient, the same for an unknown client and a wrong secret; UnauthorizedClient
    for a public client, which has no credentials (am.md 13); InvalidRequest for two methods at
    once or a client_id that contradicts the credentials.
    """
    header = request.headers.get("authorization")
    if header is not None and "client_secret" in form:
        raise InvalidRequest(wording.CLIENT_AUTHENTICATION_FAILED)
    if header is not None:
        client_id, secret, method = *_basic_credentials(header), BASIC
    else:
        client_id, secret, method = form.get("client_id", ""), form.get("client_secret", ""), POST
    client = registered_client(request, realm, client_id)
    if client is not None and client.active and not client.confidential:
        raise UnauthorizedClient(wording.CLIENT_PUBLIC)
    known = client is not None and client.active and client.knows(secret)
    if client is None or not known or client.auth_method != method:
        raise InvalidClient(header_used=header is not None)
    if form.get("client_id", client.client_id) != client.client_id:
        raise InvalidRequest(wording.CLIENT_AUTHENTICATION_FAILED)
    return client


def registered_client(request: Request, realm: str, client_id: str) -> OAuth2Client | None:
    """The realm's client of this id."""
    return deployment(request).store.configuration.parsed(
        realm, KIND, client_id, lambda document: OAuth2Client.of_document(client_id, document)
    )


def _basic_credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClient(header_used=True)
    try:
        pair = b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (NotBase64, UnicodeDecodeError, ValueError):
        raise InvalidClient(header_used=True) from None
    client_id, _, secret = pair.partition(":")
    # RFC 6749 2.3.1: both parts are form-encoded before they are joined.
    return unquote_plus(client_id), unquote_plus(secret)
