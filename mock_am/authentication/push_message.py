"""Push messages: what AM sends a phone, and how it checks the phone's signed answer (am.md 11)."""

import hmac
import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from mock_am.errors import BadRequest
from mock_am.realm.document import Document, parsed_json

LOAD_BALANCER_COOKIE = "amlbcookie=01"
_REGISTRY = jws.JWSRegistry(algorithms=["HS256"])
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")

Kind = Literal["REGISTER", "AUTHENTICATE"]
Answer = Literal["approved", "denied"]


@dataclass(frozen=True)
class PushMessage:
    """A message to a phone and, once there, its answer.

    `message_id` is `<KIND>:<uuid><epoch milliseconds>`; `device_id` is empty for a registration,
    whose phone is not known yet. The phone shows the message for `ttl` seconds; AM forgets it at
    `expires_at`, whatever the phone was told. `extra` are the claims that not every message has;
    `content` holds the claims of the phone's answer; a `dismissed` notification is gone from the
    phone's screen, but the question stands.
    """

    message_id: str
    kind: Kind
    realm: str
    username: str
    device_id: str
    mechanism_uid: str
    shared_secret: str
    challenge: str
    text: str
    push_type: str
    created_at: float
    ttl: float
    expires_at: float
    extra: Document
    answer: Answer | None = None
    content: str = "{}"
    dismissed: bool = False

    def claims(self) -> dict[str, Any]:
        """What the phone reads in the message (am.md 11.3, SRC)."""
        return {
            "u": self.mechanism_uid,
            "l": b64encode(LOAD_BALANCER_COOKIE.encode()).decode(),
            "c": self.challenge,
            "m": self.text,
            "k": self.push_type.lower(),
            "i": str(int(self.created_at * 1000)),
            "t": str(int(self.ttl)),
            "d": self.username,
            **self.extra,
        }

    def jwt(self) -> str:
        """The message as the notification service carries it: signed with the shared secret."""
        return signed(self.claims(), self.shared_secret, typ="JWT")

    def answered(self, jwt: str, *, at: float) -> "PushMessage":
        """This message with the phone's answer, which AM keeps until the tree looks (SRC).

        A claim `deny`, whatever its value, is a refusal (am.md 11.2, SRC); a registration cannot
        be refused, and is answered once. Raises BadRequest where the message is gone, or the
        signature or the response is wrong.
        """
        if at >= self.expires_at:
            raise BadRequest("Bad request.")
        claims = verified_claims(jwt, self.shared_secret)
        if not self._is_response(claims.get("response")) or self._is_registered:
            raise BadRequest("Bad request.")
        _number_in(claims)
        denied = "deny" in claims and self.kind == "AUTHENTICATE"
        answer: Answer = "denied" if denied else "approved"
        return replace(self, answer=answer, content=json.dumps(claims))

    @property
    def number(self) -> int | None:
        """The number that the phone's answer chose, None where it chose none."""
        return _number_in(json.loads(self.content))

    @property
    def _is_registered(self) -> bool:
        return self.kind == "REGISTER" and self.answer is not None

    def _is_response(self, response: Any) -> bool:
        expected = challenge_response(self.shared_secret, self.challenge)
        return isinstance(response, str) and hmac.compare_digest(
            response.encode(), expected.encode()
        )


@lru_cache(1024)
def _key(shared_secret: str) -> OctKey:
    return OctKey.import_key(b64decode(shared_secret))


def signed(claims: Document, shared_secret: str, **header: str) -> str:
    """What one of the two says, signed with their shared secret."""
    return jws.serialize_compact(
        {"alg": "HS256", **header}, json.dumps(claims), _key(shared_secret), registry=_REGISTRY
    )


def verified_claims(jwt: str, shared_secret: str) -> Document:
    """What a phone says; raises BadRequest where it was not signed with its shared secret."""
    key = _key(shared_secret)
    try:
        payload = jws.deserialize_compact(jwt, key, registry=_REGISTRY).payload
        claims = parsed_json(payload)
    except (JoseError, ValueError, RecursionError):
        raise BadRequest("Bad request.") from None
    if not isinstance(claims, dict):
        raise BadRequest("Bad request.")
    return claims


def _number_in(claims: Document) -> int | None:
    # The app sends a text, and AM reads a number too; what it says to anything else is inferred.
    chosen = claims.get("challengeResponse")
    if chosen is None:
        return None
    if not _NUMBER.fullmatch(str(chosen)):
        raise BadRequest("Bad request.")
    return int(chosen)


def challenge_response(shared_secret: str, challenge: str) -> str:
    """base64(HMAC-SHA256(secret, challenge)), both in base64 (am.md 11.2, vectors)."""
    mac = hmac.new(b64decode(shared_secret), b64decode(challenge), sha256)
    return b64encode(mac.digest()).decode()


def new_message_id(kind: Kind, uuid: str, at: float) -> str:
    """AM's message id: no separator between the uuid and the milliseconds (am.md 11.2, SRC)."""
    return f"{kind}:{uuid}{int(at * 1000)}"
