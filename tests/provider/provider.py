"""An OpenID provider in a process of its own, and its clients, as CIBA and FAPI-CIBA want them."""

import asyncio
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
from jwcrypto.jwk import JWK

from tests.contract.am import AM, OAUTH2, REALM, Administrator
from tests.contract.configuration import CIBA, CLIENTS, client, configure, done, give_phone
from tests.contract.till import Till, approve, new_key, signed


class Client(Till):
    """A client whose request objects have all six claims that CIBA 7.1.1 asks for."""

    def claims(self, **changes: Any) -> dict[str, Any]:
        """A payload of its own, `jti` included; a change to None leaves the claim out."""
        now = super().claims()["exp"] - 600
        ours = {
            "aud": f"{self.am.url}{OAUTH2}",
            "exp": now + 300,
            "iat": now,
            "nbf": now,
            "jti": uuid.uuid4().hex,
            "binding_message": "1234",
        }
        return super().claims(**ours | changes)

    def request_object(self, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """A signed request object, with changed claims."""
        return signed(self.claims(**changes), self.key, header)

    async def post(self, endpoint: str, **kwargs: Any) -> httpx.Response:
        """POST to an OAuth2 endpoint, with this client's secret unless `auth` says otherwise."""
        return await self.am.post(f"{OAUTH2}/{endpoint}", **{"auth": self.auth, **kwargs})

    async def approved(self, **changes: Any) -> str:
        """The auth_req_id of a request that the user has approved."""
        auth_req_id = await self.acknowledged(**changes)
        await approve(self.am, auth_req_id)
        return auth_req_id


@dataclass(frozen=True)
class Provider:
    """A provider with two users who have phones, and two clients."""

    am: AM
    administrator: Administrator
    profile: str
    client: Client
    other: Client
    phones: tuple[str, ...]
    """The device ids of the users' phones, which the mock holds."""

    @property
    def issuer(self) -> str:
        """Its issuer, to the letter."""
        return f"{self.am.url}{OAUTH2}"

    async def register(self, client_id: str, *grants: str, **signing: Any) -> Client:
        """Another client with a key and a secret of its own."""
        key = new_key(f"{client_id}-key")
        secret = f"secret of {client_id}, long enough to sign with"
        body = client(key, *grants, secret=secret, **signing)
        await done(self.administrator, f"{CLIENTS}/{client_id}", body)
        return Client(self.am, key, client_id, secret)

    async def metadata(self, client: Client, **metadata: Any) -> None:
        """Register a client's metadata of CIBA 4, by its names without `backchannel_`."""
        whose = {"realm": REALM, "client_id": client.auth[0]}
        body = {f"backchannel_{name}": value for name, value in metadata.items()}
        answer = await self.am.mock("PUT", "/client", params=whose, json=body)
        assert answer.status_code == 200, answer.text

    async def user_code(self, code: str, username: str = "demo") -> None:
        """Give that user a code (CIBA 7.1)."""
        whose = {"realm": REALM, "username": username}
        answer = await self.am.mock("PUT", "/user", params=whose, json={"user_code": code})
        assert answer.status_code == 200, answer.text

    async def notification(self, auth_req_id: str, tries: int = 1) -> str | None:
        """What has come of notifying the client, once it was tried so often."""
        for _ in range(200):
            answer = await self.am.mock("GET", "/request", params={"token": auth_req_id})
            sent = answer.json()["notification"]
            if sent["tries"] == tries and sent["outcome"] is not None:
                return str(sent["outcome"])
            await asyncio.sleep(0.02)
        raise AssertionError(sent)


async def prepared(am: AM, profile: str, key: JWK, other_key: JWK) -> Provider:
    """The article's configuration, a second client, and phones for demo and erin."""
    administrator = Administrator(am, await am.session())
    await configure(administrator, key, "refresh_token")
    body = client(other_key, "refresh_token", secret="another-secret")
    await done(administrator, f"{CLIENTS}/otherClient", body)
    await done(administrator, "/users/erin", {"userpassword": "Ch4ng31t"})
    phones = [await give_phone(am, username) for username in ("demo", "erin")]
    other = Client(am, other_key, "otherClient", "another-secret")
    return Provider(am, administrator, profile, Client(am, key), other, tuple(phones))


def grant(auth_req_id: str) -> dict[str, str]:
    """The form of a poll."""
    return {"grant_type": CIBA, "auth_req_id": auth_req_id}
