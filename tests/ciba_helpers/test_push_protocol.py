import json
from base64 import b64encode, urlsafe_b64encode
from typing import Any

import httpx
import pytest
from jwcrypto.common import base64url_encode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from ciba_helpers.am.session import AMError
from ciba_helpers.push_protocol import (
    challenge_response,
    parse_qr_text,
    post_answer,
    verified_message,
)

# Published with the ForgeRock Android SDK, whose app answers so.
SECRET = "b3uYLkQ7dRPjBaIzV0t/aijoXRgMq+NP5AwVAvRfa/E="
CHALLENGE = "9giiBAdUHjqpo0XE4YdZ7pRlv0hrQYwDz8Z1wwLLbkg="
RESPONSE = "Df02AwA3Ra+sTGkL5+QvkEtN3eLdZiFmL5nxAV1m0k8="
QR = (
    "pushauth://push/forgerock:user?a=aHR0cDovL2Rldi5vcGVuYW0uZXhhbXBsZS5jb206ODA4MS9vcGVuYW0v"
    "anNvbi9kZXYvcHVzaC9zbnMvbWVzc2FnZT9fYWN0aW9uPWF1dGhlbnRpY2F0ZQ&b=519387&r=aHR0cDovL2Rldi5v"
    "cGVuYW0uZXhhbXBsZS5jb206ODA4MS9vcGVuYW0vanNvbi9kZXYvcHVzaC9zbnMvbWVzc2FnZT9fYWN0aW9uPXJlZ2"
    "lzdGVy&s=b3uYLkQ7dRPjBaIzV0t_aijoXRgMq-NP5AwVAvRfa_E&c=9giiBAdUHjqpo0XE4YdZ7pRlv0hrQYwDz8Z1"
    "wwLLbkg&l=YW1sYmNvb2tpZT0wMQ&m=REGISTER:8be951c6-af83-438d-8f74-421bd18650421570561063169"
    "&issuer=Rm9yZ2VSb2Nr"
)
OTHER_SECRET = b64encode(b"another secret, thirty-two bytes").decode()


def signed(payload: bytes, secret: str, alg: str = "HS256") -> str:
    token = JWS(payload)
    k = secret.rstrip("=").replace("+", "-").replace("/", "_")
    token.add_signature(JWK(kty="oct", k=k), protected={"alg": alg})
    return token.serialize(compact=True)


def test_the_response_to_a_challenge_is_the_one_the_app_gives() -> None:
    assert challenge_response(SECRET, CHALLENGE) == RESPONSE


def test_the_qr_text_that_the_app_reads_reads_the_same_here() -> None:
    scanned = parse_qr_text(QR)
    assert (scanned.account, scanned.issuer) == ("user", "ForgeRock")
    assert (scanned.shared_secret, scanned.challenge) == (SECRET, CHALLENGE)
    assert scanned.message_id == "REGISTER:8be951c6-af83-438d-8f74-421bd18650421570561063169"
    message = "http://dev.openam.example.com:8081/openam/json/dev/push/sns/message"
    assert scanned.registration_url == f"{message}?_action=register"
    assert scanned.authentication_url == f"{message}?_action=authenticate"
    assert scanned.cookie == "amlbcookie=01"
    assert scanned.resource_id == "", "this AM was an older one"


def test_a_newer_am_says_under_which_uuid_it_will_list_the_phone() -> None:
    text = f"{QR}&pid={base64url_encode('63ca6f18-7cfb-4198-bcd0-ac5041fbbea0')}&uid=ZGVtbw"
    assert parse_qr_text(text).resource_id == "63ca6f18-7cfb-4198-bcd0-ac5041fbbea0"


@pytest.mark.parametrize("label", ["Bank%3A%20Main:ann%3Aa%40b", "Bank:%20Main:ann:a@b"])
def test_a_colon_in_the_issuer_s_name_leaves_the_account_alone(label: str) -> None:
    text = QR.replace("/forgerock:user?", f"/{label}?")
    text = text.replace("issuer=Rm9yZ2VSb2Nr", f"issuer={base64url_encode('Bank: Main')}")
    assert parse_qr_text(text).account == "ann:a@b"


@pytest.mark.parametrize(
    "text", ["", "hello", "otpauth://totp/a:b?secret=x", "pushauth://pull/a:b?", "pushauth:push"]
)
def test_another_kind_of_qr_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="begins with pushauth://push/"):
        parse_qr_text(text)


@pytest.mark.parametrize("missing", ["a", "r", "s", "c", "l", "m", "issuer"])
def test_a_qr_text_needs_every_value(missing: str) -> None:
    with pytest.raises(ValueError, match="not complete"):
        parse_qr_text(QR.replace(f"&{missing}=", "&x=").replace(f"?{missing}=", "?x="))


@pytest.mark.parametrize("name", ["a", "r", "s", "c", "l", "issuer"])
@pytest.mark.parametrize("value", ["", "!!!!", "A", "____8"])
def test_a_qr_text_needs_values_that_are_base64url(name: str, value: str) -> None:
    before, after = QR.replace("?", "&").split(f"&{name}=")
    text = f"{before}&{name}={value}&{after.partition('&')[2]}".replace("&", "?", 1)
    with pytest.raises(ValueError, match="not complete"):
        parse_qr_text(text)


def test_a_qr_text_needs_an_account() -> None:
    with pytest.raises(ValueError, match="not complete"):
        parse_qr_text(QR.replace("/forgerock:user?", "/forgerock?"))


def test_scanning_keeps_the_shared_secret_out_of_sight() -> None:
    assert SECRET not in repr(parse_qr_text(QR))


def test_a_message_signed_with_the_shared_secret_is_believed() -> None:
    claims = {"m": "Pay £50?", "c": CHALLENGE}
    assert verified_message(signed(json.dumps(claims).encode(), SECRET), SECRET) == claims


@pytest.mark.parametrize(
    "jwt",
    [
        signed(b'{"m": "Pay", "c": ""}', OTHER_SECRET),
        signed(b'{"m": "Pay", "c": ""}', SECRET)[:-4] + "AAAA",
        "e30.e30.",
        f"{base64url_encode(json.dumps({'alg': 'none'}))}.e30.",
        "not a token",
        "",
    ],
)
def test_a_message_signed_otherwise_is_not(jwt: str) -> None:
    assert verified_message(jwt, SECRET) is None


@pytest.mark.parametrize("payload", [b"not json", b"[1]", b"null"])
def test_a_message_that_says_nothing_is_not_believed_either(payload: bytes) -> None:
    assert verified_message(signed(payload, SECRET), SECRET) is None


async def answered(status: int, answer: Any = None) -> httpx.Request:
    """The request with which an answer arrived."""
    seen = []

    def am(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, json=answer or {})

    async with httpx.AsyncClient(transport=httpx.MockTransport(am)) as http:
        await post_answer(
            http, "http://am/push?_action=authenticate", "AUTHENTICATE:1", {"response": RESPONSE},
            SECRET, "amlbcookie=01",
        )  # fmt: skip
    return seen[0]


async def test_an_answer_goes_out_signed_as_the_app_sends_it() -> None:
    request = await answered(200)
    assert (request.method, str(request.url)) == ("POST", "http://am/push?_action=authenticate")
    assert request.headers["Accept-API-Version"] == "resource=1.0, protocol=1.0"
    assert request.headers["Cookie"] == "amlbcookie=01"
    assert request.headers["Content-Type"] == "application/json"
    body = json.loads(request.content)
    assert set(body) == {"messageId", "jwt"}
    assert body["messageId"] == "AUTHENTICATE:1"
    assert verified_message(body["jwt"], SECRET) == {"response": RESPONSE}
    assert verified_message(body["jwt"], OTHER_SECRET) is None
    header = body["jwt"].split(".")[0]
    assert header == urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()


async def test_a_refused_answer_raises_what_am_said() -> None:
    refusal = {"code": 400, "reason": "Bad Request", "message": "Bad request."}
    with pytest.raises(AMError, match=r"^400 Bad Request: Bad request\.$"):
        await answered(400, refusal)
