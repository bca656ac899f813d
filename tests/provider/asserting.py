"""A client that authenticates by signed assertions, as FAPI has it (`private_key_jwt`)."""

import time
import uuid
from functools import cache
from typing import Any

import httpx
from jwcrypto.jwk import JWK

from tests.contract.am import OAUTH2
from tests.contract.configuration import CLIENTS, client, done
from tests.contract.till import new_key, signed
from tests.provider.provider import Client, Provider

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@cache
def rsa_key(kid: str = "rsa") -> JWK:
    """An RSA key, made once; it says nothing of the algorithm that it is for."""
    return JWK.generate(kty="RSA", size=2048, kid=kid, use="sig")


class AssertingClient(Client):
    """Signs whatever it signs with one algorithm; it never sends a secret."""

    alg = "ES256"

    @property
    def issuer(self) -> str:
        """Whom it talks to."""
        return f"{self.am.url}{OAUTH2}"

    def request_object(self, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """A signed request object, with changed claims."""
        return signed(self.claims(**changes), self.key, self.header | (header or {}))

    @property
    def header(self) -> dict[str, Any]:
        """The header of all it signs."""
        return {"alg": self.alg, "kid": self.key["kid"]}

    def assertion(self, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """Who it is (RFC 7523 3); a change to None leaves the claim out."""
        now = int(time.time() + self.am.ahead)
        ours = {
            "iss": self.auth[0],
            "sub": self.auth[0],
            "aud": self.issuer,
            "exp": now + 60,
            "iat": now,
            "jti": uuid.uuid4().hex,
        }
        claims = {name: value for name, value in (ours | changes).items() if value is not None}
        return signed(claims, self.key, self.header | (header or {}))

    async def post(self, endpoint: str, **kwargs: Any) -> httpx.Response:
        """POST to an OAuth2 endpoint, with an assertion unless `assertion` gives another."""
        mine = kwargs.pop("assertion", None) or self.assertion()
        form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": mine}
        return await self.am.post(
            f"{OAUTH2}/{endpoint}", data=form | kwargs.pop("data", {}), **kwargs
        )

    async def send(self, request: str, **kwargs: Any) -> httpx.Response:
        """POST a request object."""
        return await self.post("bc-authorize", data={"request": request}, **kwargs)

    async def ask(self, **changes: Any) -> httpx.Response:
        """POST a request with changed claims."""
        return await self.send(self.request_object(**changes))

    async def grant(self, **form: str) -> httpx.Response:
        """POST any grant."""
        return await self.post("access_token", data=form)


async def asserting(
    provider: Provider, client_id: str, alg: str = "ES256", *, id_token_alg: str | None = None
) -> AssertingClient:
    """A client of that algorithm, registered without a secret; the name of its key is its own.

    Its ID tokens are signed with the same algorithm, unless `id_token_alg` names another.
    """
    key = new_key(f"{client_id}-key") if alg == "ES256" else rsa_key(f"{client_id}-key")
    signing = {
        "idTokenSignedResponseAlg": id_token_alg or alg,
        "tokenEndpointAuthSigningAlgorithm": alg,
    }
    body = client(key, "refresh_token", **signing)
    del body["coreOAuth2ClientConfig"]["userpassword"]
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = "private_key_jwt"
    await done(provider.administrator, f"{CLIENTS}/{client_id}", body)
    made = AssertingClient(provider.am, key, client_id)
    made.alg = alg
    return made
