"""A genuine authentication device: knows AM's push protocol (am.md 11) and nothing of the mock."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode, urlsafe_b64decode
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from tests.contract.am import ALPHA, AM, Administrator, error
from tests.contract.configuration import FAILURE, SUCCESS, TREES, done

HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "Accept-API-Version": "resource=1.0, protocol=1.0",
}
BAD = error(400, "Bad Request", "Bad request.")
"""What the endpoint of the phones says of whatever is wrong (am.md 11.2)."""
LOGIN, PASSWORD, CHECK, REGISTER = (f"{n}" * 8 + "-0000-4000-8000-000000000000" for n in "6789")
REGISTRATION_TREE = {
    "entryNodeId": LOGIN,
    "nodes": {
        LOGIN: {"nodeType": "UsernameCollectorNode", "connections": {"outcome": PASSWORD}},
        PASSWORD: {"nodeType": "PasswordCollectorNode", "connections": {"outcome": CHECK}},
        CHECK: {
            "nodeType": "DataStoreDecisionNode",
            "connections": {"true": REGISTER, "false": FAILURE},
        },
        REGISTER: {
            "nodeType": "PushRegistrationNode",
            "connections": {
                "successOutcome": SUCCESS,
                "failureOutcome": FAILURE,
                "timeoutOutcome": FAILURE,
            },
        },
    },
}
REGISTRATION = f"{ALPHA}/authenticate?authIndexType=service&authIndexValue=registerPhone"


def challenge_response(secret: str, challenge: str) -> str:
    """base64(HMAC-SHA256(secret, challenge)), both base64."""
    return b64encode(hmac.digest(b64decode(secret), b64decode(challenge), hashlib.sha256)).decode()


def qr_values(uri: str) -> dict[str, str]:
    """What the QR code's text says; all but `m` and `b` are base64url without padding."""
    pairs = dict(parse_qsl(urlsplit(uri).query, keep_blank_values=True))
    return {name: _plain(name, value) for name, value in pairs.items()}


def _plain(name: str, value: str) -> str:
    if name in ("m", "b"):
        return value
    raw = urlsafe_b64decode(value + "=" * (-len(value) % 4))
    return b64encode(raw).decode() if name in ("s", "c") else raw.decode()


class Phone:
    """A device with its shared secret."""

    def __init__(self, am: AM, uri: str, device_id: str = "fcm-token-1") -> None:
        self.am = am
        self.uri = uri
        self.account = unquote(urlsplit(uri).path.lstrip("/"))
        self.qr = qr_values(uri)
        self.secret = self.qr["s"]
        self.device_id = device_id

    def sign(self, claims: dict[str, Any], secret: str | None = None) -> str:
        """`claims` under HS256 with the shared secret."""
        token = JWS(json.dumps(claims))
        token.add_signature(_key(secret or self.secret), protected='{"typ":"JWT","alg":"HS256"}')
        text: str = token.serialize(compact=True)
        return text

    async def send(self, url: str, message_id: str, jwt: str) -> httpx.Response:
        """POST an answer."""
        body = {"messageId": message_id, "jwt": jwt}
        return await self.am.post(url, headers=HEADERS, json=body)

    async def register(self, **changes: Any) -> httpx.Response:
        """Answer the QR code."""
        claims = {
            "deviceId": self.device_id,
            "deviceName": "Pixel",
            "deviceType": "android",
            "communicationType": "gcm",
            "mechanismUid": "mechanism-1",
            "response": challenge_response(self.secret, self.qr["c"]),
        }
        return await self.send(self.qr["r"], self.qr["m"], self.sign(claims | changes))

    async def mailbox(self) -> list[dict[str, str]]:
        """What the notification service holds for this device."""
        answer = await self.am.mock("GET", f"/phones/{self.device_id}/messages")
        result: list[dict[str, str]] = answer.json()["result"]
        return result

    def read(self, message: dict[str, str]) -> dict[str, Any]:
        """The claims of a message, its signature checked."""
        token = JWS()
        token.deserialize(message["message"], _key(self.secret), alg="HS256")
        claims: dict[str, Any] = json.loads(token.payload)
        return claims

    async def answer(
        self,
        message: dict[str, str],
        *,
        response: str | None = None,
        secret: str | None = None,
        **claims: Any,
    ) -> httpx.Response:
        """Answer a message; `deny=True` refuses."""
        right = challenge_response(self.secret, self.read(message)["c"])
        jwt = self.sign({"response": response or right, **claims}, secret)
        return await self.send(self.qr["a"], message["messageId"], jwt)


def _key(secret: str) -> JWK:
    return JWK(kty="oct", k=b64encode(b64decode(secret), b"-_").rstrip(b"=").decode())


async def put_registration_tree(administrator: Administrator, **registration: Any) -> None:
    """The tree in which a user registers a phone; `registration` configures that node."""
    for node_id, node in REGISTRATION_TREE["nodes"].items():  # type: ignore[attr-defined]
        config = registration if node_id == REGISTER else {}
        await done(administrator, f"{TREES}/nodes/{node['nodeType']}/{node_id}", config)
    await done(administrator, f"{TREES}/trees/registerPhone", REGISTRATION_TREE)


def filled(step: dict[str, Any], *inputs: str) -> dict[str, Any]:
    """A step of a login with `inputs` in its callbacks."""
    asking = [callback for callback in step["callbacks"] if "input" in callback]
    for callback, value in zip(asking, inputs, strict=True):
        callback["input"][0]["value"] = value
    return step


async def qr_step(am: AM) -> dict[str, Any]:
    """The step of demo's registration that shows the QR code."""
    step = (await am.post(REGISTRATION, json={})).json()
    for value in ("demo", "Ch4ng31t"):
        step = (await am.post(REGISTRATION, json=filled(step, value))).json()
    return step


def qr_text(step: dict[str, Any]) -> str:
    """The QR code's text as the hidden callback has it."""
    hidden = next(one for one in step["callbacks"] if one["type"] == "HiddenValueCallback")
    values = {output["name"]: output["value"] for output in hidden["output"]}
    text: str = values["value"]
    return text


async def registered_phone(am: AM, administrator: Administrator) -> Phone:
    """demo's phone, registered as a user would do it."""
    await put_registration_tree(administrator)
    step = await qr_step(am)
    phone = Phone(am, qr_text(step))
    assert (await phone.register()).status_code == 200
    finished = await am.post(REGISTRATION, json=filled(step, "mfaDeviceRegistration"))
    assert "tokenId" in finished.json(), finished.text
    return phone
