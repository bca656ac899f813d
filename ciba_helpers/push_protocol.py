"""The push device's side of AM's protocol: the QR code's text and the signed answer."""

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
from jwcrypto.common import base64url_encode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from ciba_helpers.am.session import AMError


@dataclass(frozen=True)
class QrText:
    """What the QR code says. Secret and challenge are padded base64.

    `resource_id` is the uuid under which AM will list the phone; older AMs leave it out.
    """

    account: str
    issuer: str
    message_id: str
    shared_secret: str = field(repr=False)
    challenge: str
    registration_url: str
    authentication_url: str
    cookie: str
    resource_id: str


def parse_qr_text(text: str) -> QrText:
    """The values in `pushauth://push/<issuer>:<user>?…`; raises ValueError where it is none."""
    parts = urlsplit(text)
    if (parts.scheme, parts.netloc) != ("pushauth", "push"):
        raise ValueError("a push registration begins with pushauth://push/")
    values = {name: one[0] for name, one in parse_qs(parts.query).items()}
    try:
        issuer = _from_base64url(values["issuer"]).decode()
        return QrText(
            account=_account(parts.path, issuer),
            issuer=issuer,
            message_id=values["m"],
            shared_secret=b64encode(_from_base64url(values["s"])).decode(),
            challenge=b64encode(_from_base64url(values["c"])).decode(),
            registration_url=_from_base64url(values["r"]).decode(),
            authentication_url=_from_base64url(values["a"]).decode(),
            cookie=_from_base64url(values["l"]).decode(),
            resource_id=_from_base64url(values.get("pid", "")).decode(),
        )
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(f"the QR code's text is not complete: {error}") from error


def _account(path: str, issuer: str) -> str:
    # AM writes a colon in either name as it is, so the issuer tells where it ends.
    label = unquote(path).removeprefix("/")
    if label.startswith(f"{issuer}:"):
        return label.removeprefix(f"{issuer}:")
    return unquote(path.split(":", 1)[1])


def challenge_response(shared_secret: str, challenge: str) -> str:
    """base64(HMAC-SHA256(secret, challenge)), both given as base64."""
    mac = hmac.new(b64decode(shared_secret), b64decode(challenge), sha256)
    return b64encode(mac.digest()).decode()


def verified_message(jwt: str, shared_secret: str) -> dict[str, Any] | None:
    """The claims of a push message, None where it was not signed with the shared secret."""
    token = JWS()
    try:
        token.deserialize(jwt, _key(shared_secret))
        claims = json.loads(token.payload)
    except Exception:  # jwcrypto raises many kinds; whatever it is, this is not AM's message
        return None
    return claims if isinstance(claims, dict) else None


async def post_answer(
    http: httpx.AsyncClient,
    url: str,
    message_id: str,
    claims: Mapping[str, Any],
    shared_secret: str,
    cookie: str,
) -> None:
    """Send a phone's answer, signed with the shared secret; raises AMError where AM refuses."""
    response = await http.post(
        url,
        json={"messageId": message_id, "jwt": _signed(claims, shared_secret)},
        headers={"Accept-API-Version": "resource=1.0, protocol=1.0", "Cookie": cookie},
    )
    if response.is_error:
        raise AMError(response)


def _signed(claims: Mapping[str, Any], shared_secret: str) -> str:
    token = JWS(json.dumps(claims))
    token.add_signature(_key(shared_secret), protected={"alg": "HS256", "typ": "JWT"})
    jwt: str = token.serialize(compact=True)
    return jwt


def _key(shared_secret: str) -> JWK:
    return JWK(kty="oct", k=base64url_encode(b64decode(shared_secret)))


def _from_base64url(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
