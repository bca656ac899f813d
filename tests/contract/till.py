"""The consumption device: signs authentication requests and polls for tokens."""

import json
import time
from base64 import urlsafe_b64decode
from typing import Any

import httpx
from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT

from tests.contract.am import AM, OAUTH2
from tests.contract.configuration import CIBA

AUDIT_TRACKING_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d+"
"""A UUID and a number."""
BINDING_MESSAGE = (
    "Allow ExampleBank to transfer £50 from your 'Main' account "
    "to your 'Savings' account? (EB-0246326)"
)


def new_key(kid: str = "myCIBAKey") -> JWK:
    """A key pair as the article makes it."""
    return JWK.generate(kty="EC", crv="P-256", kid=kid, use="sig", alg="ES256")


def signed(claims: dict[str, Any], key: JWK, header: dict[str, Any] | None = None) -> str:
    """`claims` as a compact JWS."""
    token = JWT(header=header or {"alg": "ES256", "kid": key["kid"]}, claims=claims)
    token.make_signed_token(key)
    text: str = token.serialize()
    return text


class Till:
    """A client of the tests' realm with its key and its secret."""

    def __init__(
        self, am: AM, key: JWK, client_id: str = "myCIBAClient", secret: str = "forgerock"
    ) -> None:
        self.am = am
        self.key = key
        self.auth = (client_id, secret)

    def claims(self, **changes: Any) -> dict[str, Any]:
        """The article's payload; a change to None leaves the claim out."""
        article = {
            "login_hint": "demo",
            "scope": "openid profile",
            "acr_values": "push",
            "iss": self.auth[0],
            "aud": f"{self.am.url}/oauth2",
            "exp": int(time.time() + self.am.ahead) + 600,
            "binding_message": BINDING_MESSAGE,
        }
        return {name: value for name, value in (article | changes).items() if value is not None}

    async def send(self, request: str, **kwargs: Any) -> httpx.Response:
        """POST a request object."""
        form = {"request": request} | kwargs.pop("form", {})
        auth = kwargs.pop("auth", self.auth)
        return await self.am.post(f"{OAUTH2}/bc-authorize", data=form, auth=auth, **kwargs)

    async def ask(self, **changes: Any) -> httpx.Response:
        """POST the article's request, with changed claims."""
        return await self.send(signed(self.claims(**changes), self.key))

    async def acknowledged(self, **changes: Any) -> str:
        """The auth_req_id of a request that AM took."""
        answer = await self.ask(**changes)
        assert answer.status_code == 200, answer.text
        auth_req_id: str = answer.json()["auth_req_id"]
        return auth_req_id

    async def grant(self, **form: str) -> httpx.Response:
        """POST any grant."""
        return await self.am.post(f"{OAUTH2}/access_token", data=form, auth=self.auth)

    async def poll(self, auth_req_id: str) -> httpx.Response:
        """Ask for the tokens once."""
        return await self.grant(grant_type=CIBA, auth_req_id=auth_req_id)

    async def tokens(self, **changes: Any) -> dict[str, Any]:
        """The token answer of a whole flow, approved on the phone that the mock holds."""
        auth_req_id = await self.acknowledged(**changes)
        await approve(self.am, auth_req_id)
        answer = await self.poll(auth_req_id)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


def id_token_claims(tokens: dict[str, Any]) -> dict[str, Any]:
    """What the ID token of a token answer says, its signature unseen."""
    payload = tokens["id_token"].split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


async def approve(am: AM, auth_req_id: str, kind: str = "allow") -> None:
    """Answer as the phone that the mock holds."""
    answer = await am.mock("POST", "/action", params={"token": auth_req_id, "type": kind})
    assert answer.status_code == 200, answer.text
