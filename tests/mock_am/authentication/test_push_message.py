import json
from base64 import b64decode, b64encode
from dataclasses import replace
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from mock_am.authentication.push_message import PushMessage, challenge_response, new_message_id
from mock_am.errors import BadRequest

# From ForgeRock's Android SDK (MIT), PushResponderTest: a secret, a challenge, the response.
SECRET = "b3uYLkQ7dRPjBaIzV0t/aijoXRgMq+NP5AwVAvRfa/E="
CHALLENGE = "9giiBAdUHjqpo0XE4YdZ7pRlv0hrQYwDz8Z1wwLLbkg="
RESPONSE = "Df02AwA3Ra+sTGkL5+QvkEtN3eLdZiFmL5nxAV1m0k8="

SENT = 1583798229.441
MESSAGE = PushMessage(
    message_id="AUTHENTICATE:63ca6f18-7cfb-4198-bcd0-ac5041fbbea01583798229441",
    kind="AUTHENTICATE",
    realm="/alpha",
    username="demo",
    device_id="fcm",
    mechanism_uid="mechanism",
    shared_secret=SECRET,
    challenge=CHALLENGE,
    text="Pay £50?",
    push_type="DEFAULT",
    created_at=SENT,
    ttl=120.0,
    expires_at=SENT + 60,
    extra={"p": "{}"},
)


def key(secret: str = SECRET) -> JWK:
    return JWK(kty="oct", k=b64encode(b64decode(secret), b"-_").rstrip(b"=").decode())


def answer(claims: Any, secret: str = SECRET, alg: str = "HS256") -> str:
    token = JWS(claims if isinstance(claims, bytes) else json.dumps(claims))
    token.add_signature(key(secret), protected=json.dumps({"alg": alg}))
    text: str = token.serialize(compact=True)
    return text


def test_the_response_to_a_challenge_is_ams() -> None:
    # am.md 11.2
    assert challenge_response(SECRET, CHALLENGE) == RESPONSE


def test_a_message_is_a_jwt_that_the_phone_can_verify() -> None:
    # am.md 11.3
    token = JWS()
    token.deserialize(MESSAGE.jwt(), key(), alg="HS256")
    assert json.loads(token.payload) == {
        "u": "mechanism",
        "l": b64encode(b"amlbcookie=01").decode(),
        "c": CHALLENGE,
        "m": "Pay £50?",
        "k": "default",
        "i": "1583798229441",
        "t": "120",
        "d": "demo",
        "p": "{}",
    }


def test_a_message_id_has_no_separator_before_the_milliseconds() -> None:
    # am.md 11.2
    uuid = "63ca6f18-7cfb-4198-bcd0-ac5041fbbea0"
    assert new_message_id("AUTHENTICATE", uuid, 1583798229.441) == MESSAGE.message_id


def test_the_right_response_approves() -> None:
    answered = MESSAGE.answered(answer({"response": RESPONSE}), at=SENT + 1)
    assert answered.answer == "approved"


@pytest.mark.parametrize("value", [True, False, None, "", "false", 0])
def test_a_claim_deny_denies_whatever_its_value(value: Any) -> None:
    answered = MESSAGE.answered(answer({"response": RESPONSE, "deny": value}), at=SENT + 1)
    assert answered.answer == "denied"


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"response": ""},
        {"response": None},
        {"response": 5},
        {"response": [RESPONSE]},
        {"response": RESPONSE.lower()},
        {"response": "é"},
        {"response": "\ud800"},
        {"response": RESPONSE, "x": "\ud800"},
        {"deny": True},
        [],
        "x",
        None,
        b"",
        b"\xff",
        b"[" * 5000,
        b'{"response": NaN}',
    ],
)
def test_anything_else_is_a_bad_request(claims: Any) -> None:
    with pytest.raises(BadRequest, match=r"^Bad request\.$"):
        MESSAGE.answered(answer(claims), at=SENT + 1)


@pytest.mark.parametrize("jwt", ["", "x", "a.b.c", "é.é.é", "\ud800", "....", "[" * 5000])
def test_what_is_no_jwt_is_a_bad_request(jwt: str) -> None:
    with pytest.raises(BadRequest):
        MESSAGE.answered(jwt, at=SENT + 1)


def test_another_phones_signature_is_a_bad_request() -> None:
    with pytest.raises(BadRequest):
        MESSAGE.answered(answer({"response": RESPONSE}, secret=CHALLENGE), at=SENT + 1)


def test_an_unsigned_answer_is_a_bad_request() -> None:
    _, payload, _ = answer({"response": RESPONSE}).split(".")
    with pytest.raises(BadRequest):
        MESSAGE.answered(f"eyJhbGciOiJub25lIn0.{payload}.", at=SENT + 1)


def test_the_last_answer_before_the_tree_looks_counts() -> None:
    approval, denial = answer({"response": RESPONSE}), answer({"response": RESPONSE, "deny": True})
    once = MESSAGE.answered(approval, at=SENT + 1)
    assert once.answered(denial, at=SENT + 2).answer == "denied"
    assert once.answered(denial, at=SENT + 2).answered(approval, at=SENT + 3).answer == "approved"


def test_a_registration_is_answered_once_and_cannot_be_refused() -> None:
    registration = replace(MESSAGE, kind="REGISTER")
    jwt = answer({"response": RESPONSE, "deny": True})
    registered = registration.answered(jwt, at=SENT + 1)
    assert registered.answer == "approved"
    with pytest.raises(BadRequest):
        registered.answered(jwt, at=SENT + 1)


def test_a_message_is_answered_while_am_keeps_it() -> None:
    # am.md 11.2: an expired messageId is a 400
    jwt = answer({"response": RESPONSE})
    assert MESSAGE.answered(jwt, at=SENT + 59.9).answer == "approved"
    with pytest.raises(BadRequest):
        MESSAGE.answered(jwt, at=SENT + 60)


@pytest.mark.parametrize(("said", "number"), [("43", 43), (43, 43), ("-1", -1), (None, None)])
def test_an_answer_may_choose_a_number(said: Any, number: int | None) -> None:
    # am.md 11.2
    jwt = answer({"response": RESPONSE, "challengeResponse": said})
    assert MESSAGE.answered(jwt, at=SENT + 1).number == number


@pytest.mark.parametrize("said", ["", "x", "4 3", "4.3", 4.5, True, [], {}, "9" * 5000, "٤٣"])
def test_what_is_no_number_is_a_bad_request(said: Any) -> None:
    with pytest.raises(BadRequest):
        MESSAGE.answered(answer({"response": RESPONSE, "challengeResponse": said}), at=SENT + 1)
