import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
import pytest
from jwcrypto.common import base64url_encode
from jwcrypto.jwk import JWK, JWKSet
from jwcrypto.jws import JWS

from ciba_helpers import show
from ciba_helpers.exchanges import Exchange
from ciba_helpers.show.carried_tokens import carried
from ciba_helpers.show.secrets import MASK, masked_header, masked_json, masked_url

Make = Callable[..., Exchange]


def test_request_and_response_are_shown_with_their_first_lines(make: Make) -> None:
    view = show.exchange(make("POST /am/oauth2/bc-authorize", 400, {"error": "invalid_request"}))
    assert str(view) == "POST http://am:8080/am/oauth2/bc-authorize → 400 Bad Request"
    assert 'aria-label="Request"' in view.html
    assert 'aria-label="Response"' in view.html
    assert "&quot;error&quot;: &quot;invalid_request&quot;" in view.html


def test_a_response_of_httpx_is_shown_as_well() -> None:
    response = httpx.Response(201, json={}, request=httpx.Request("PUT", "http://am/x"))
    assert str(show.exchange(response)) == "PUT http://am/x → 201 Created"


def test_a_status_that_nobody_registered_has_no_words(make: Make) -> None:
    assert str(show.exchange(make("GET /", 299))).endswith("→ 299")


def test_only_headers_that_teach_are_shown_and_spelled_as_documented(make: Make) -> None:
    headers = {"x-openam-username": "amadmin", "accept-api-version": "resource=2.0"}
    html = show.exchange(make("POST /am/json/authenticate", headers=headers)).html
    assert "<b>X-OpenAM-Username:</b> amadmin" in html
    assert "<b>Accept-API-Version:</b> resource=2.0" in html
    assert "Content-Length" not in html


@pytest.mark.parametrize("deep", ["[" * 100_000, "[" * 900 + "]" * 900], ids=["open", "closed"])
def test_json_without_end_is_shown_as_what_it_is(make: Make, deep: str) -> None:
    exchange = replace(make("POST /am/oauth2/bc-authorize"), response_body=deep)
    assert "[" in show.exchange(exchange).html
    assert carried(exchange) == []


SECRET = "forgerock-Ch4ng31t"


def jwt(key: JWK | None = None, /, **claims: Any) -> str:
    """A JWT, signed with `key` or with nothing."""
    if key is None:
        encoded = base64url_encode(json.dumps(claims))
        return f"{base64url_encode('{}')}.{encoded}.{base64url_encode('signature')}"
    token = JWS(json.dumps(claims))
    header = {"alg": key["alg"], **({"kid": key["kid"]} if "kid" in key else {})}
    token.add_signature(key, protected=json.dumps(header))
    return str(token.serialize(compact=True))


TILLS = JWK.generate(kty="EC", crv="P-256", kid="myCIBAKey", alg="ES256")
AMS = JWK.generate(kty="RSA", size=2048, kid="wU3ifIIaLOUAReRB/FG6eM1P1QM=", alg="RS256")
PHONES = JWK.generate(kty="oct", size=256, alg="HS256")
AMS_KEYS = {"keys": [OTHER.export_public(as_dict=True) for OTHER in (TILLS, AMS)]}


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": {"X-OpenAM-Password": SECRET}},
        {"headers": {"Authorization": f"Bearer {SECRET}"}},
        {"headers": {"Authorization": SECRET}},
        {"headers": {"Authorization": f"Basic {SECRET}"}},
        {"headers": {"Cookie": f"amlbcookie=01; iPlanetDirectoryPro={SECRET}"}},
        {"headers": {"iPlanetDirectoryPro": SECRET}},
        {"data": {"client_id": "myCIBAClient", "client_secret": SECRET}},
        {"data": {"token": SECRET}},
        {"json": {"coreOAuth2ClientConfig": {"userpassword": {"value": SECRET}}}},
        {"json": {"tokenId": SECRET}},
        {"json": {"callbacks": [{"type": "PasswordCallback", "input": [{"value": SECRET}]}]}},
        {"json": {"keys": [{"kty": "EC", "d": SECRET}]}},
        {"json": {"jwkSet": '{"keys": [{"kty": "EC", "d": "' + SECRET + '"}]}'}},
        {"json": {"value": f"pushauth://push/ForgeRock:demo?s={SECRET}"}},
        {"params": {"access_token": SECRET}},
        {"params": {"client_secret": SECRET, "note": "it's"}},
        {"data": {"client_notification_token": SECRET}},
        {"data": {"user_code": SECRET, "a@b": "no parameter for curl"}},
        {"content": f"client_secret={SECRET}"},
        {"content": '{"password": "' + SECRET + '",}'},
        {"content": f"password: '{SECRET}'", "headers": {"Content-Type": "text/plain"}},
        {"headers": {"tokenId": SECRET}},
        {"data": {"request": jwt(client_notification_token=SECRET)}},
        {"data": {"request": jwt(jwks={"keys": [{"kty": "EC", "d": SECRET}]})}},
        {"headers": {"Location": f"https://till/#access_token={SECRET}"}},
    ],
)
def test_a_secret_is_masked_wherever_it_stands(make: Make, request_: dict[str, Any]) -> None:
    view = show.exchange(make("POST /am/x", 200, **request_))
    assert SECRET not in view.html + str(view)
    assert MASK in view.html


@pytest.mark.parametrize("name", ["access_token", "refresh_token", "tokenId", "userpassword"])
def test_a_secret_in_the_answer_is_masked(make: Make, name: str) -> None:
    assert SECRET not in show.exchange(make("POST /am/x", 200, {name: SECRET})).html


def test_basic_credentials_keep_the_client_and_lose_the_secret() -> None:
    basic = httpx.BasicAuth("myCIBAClient", SECRET)._auth_header
    assert masked_header("Authorization", basic) == f"Basic base64(myCIBAClient:{MASK})"


def test_a_cookie_keeps_its_name_and_attributes() -> None:
    cookie = "iPlanetDirectoryPro=AQIC; Path=/; HttpOnly"
    assert masked_header("Set-Cookie", cookie) == f"iPlanetDirectoryPro={MASK}; Path=/; HttpOnly"


def test_credentials_in_an_address_are_masked_and_the_rest_kept() -> None:
    assert masked_url("https://me:pw@am/x?_action=clone") == f"https://{MASK}@am/x?_action=clone"


def test_what_is_public_stays_readable() -> None:
    public = {"kty": "EC", "x": "m0CkpWpZyGu-FLRLjCGBVGC7Fwm5vGt8Lm3HhYU4ylg", "enabled": True}
    assert masked_json(public) == public
    assert masked_json({"secret": {"inherited": False, "value": None}}) == {
        "secret": {"inherited": False, "value": None}
    }


def test_a_long_token_keeps_its_head_and_a_long_sentence_its_words(make: Make) -> None:
    html = show.exchange(
        make("POST /", data={"request": "eyJhbGciOiJFUzI1NiIsImtp" + "x" * 300})
    ).html
    assert "request=eyJhbGciOiJFUzI1NiIsImtp…" in html
    sentence = "Allow ExampleBank to transfer £50 from your 'Main' account? (EB-0246326)"
    assert masked_json(sentence) == sentence


def test_a_body_that_is_no_json_is_shown_as_it_is(make: Make) -> None:
    view = show.exchange(
        make("POST /", content="just words", headers={"Content-Type": "text/html"})
    )
    assert "just words" in view.html


@pytest.mark.parametrize(
    ("request_", "answer", "names"),
    [
        ({"data": {"request": jwt()}}, {}, ["request"]),
        ({"data": {"client_assertion": jwt(), "grant_type": "ciba"}}, {}, ["client_assertion"]),
        ({"data": {"id_token_hint": jwt(), "login_hint_token": jwt()}}, {},
         ["id_token_hint", "login_hint_token"]),
        ({"params": {"id_token_hint": jwt()}}, {}, ["id_token_hint"]),
        ({"json": {"messageId": "AUTHENTICATE:1", "jwt": jwt(response="x")}}, {}, ["jwt"]),
        ({}, {"id_token": jwt(), "access_token": jwt(), "refresh_token": jwt()}, ["id_token"]),
        ({}, {"result": [{"message": jwt(m="a")}, {"message": jwt(m="b")}]},
         ["message 1", "message 2"]),
        ({"data": {"request": jwt(id_token_hint=jwt(), login_hint_token="opaque")}}, {},
         ["request", "id_token_hint in request"]),
        ({"data": {"request": "eyJ.no.jwt"}}, {"code": 400, "message": "Bad request."}, []),
        ({"json": {"authId": jwt(), "token": jwt()}}, {"tokenId": jwt()}, []),
    ],
)  # fmt: skip
def test_each_jwt_that_travels_is_opened_beneath_unless_it_is_a_secret(
    make: Make, request_: dict[str, Any], answer: Any, names: list[str]
) -> None:
    seen = make("POST /am/x", 200, answer, **request_)
    html = show.exchange(seen).html
    assert [name for name, _ in carried(seen)] == names
    assert html.count(", the JWT opened</summary>") == len(names)
    assert all(f"<summary><b>{name}</b>, the JWT opened</summary>" in html for name in names)


@pytest.mark.parametrize(
    ("keys", "verdicts"),
    [
        (None, ["not checked", "not checked"]),
        (TILLS, ["verified with key myCIBAKey", "not checked"]),
        ([AMS_KEYS], ["verified with key myCIBAKey", "verified with the key that the header"]),
        (JWKSet.from_json(json.dumps(AMS_KEYS)), ["verified with key", "verified with the key"]),
        (iter([TILLS, {"keys": []}, AMS.export_public(as_dict=True)]), ["verified", "verified"]),
        ([JWK.generate(kty="EC", crv="P-256", kid="myCIBAKey")], ["NOT verified", "not checked"]),
        ([PHONES], ["not checked", "not checked"]),
    ],
)
def test_a_signature_is_judged_by_the_key_that_fits(
    make: Make, keys: Any, verdicts: list[str]
) -> None:
    answer = {"id_token": jwt(AMS, sub="demo")}
    html = show.exchange(
        make("POST /am", data={"request": jwt(TILLS)}, answer=answer), keys=keys
    ).html
    told = re.findall(r"Signature ([^<]*)</div>", html)
    assert [want in have for want, have in zip(verdicts, told, strict=True)] == [True, True], told


def test_a_token_that_names_no_key_is_judged_by_those_of_its_kind(make: Make) -> None:
    seen = make("GET /mailbox", 200, {"result": [{"message": jwt(PHONES, m="Pay?")}]})
    assert (
        "Signature verified with the given key." in show.exchange(seen, keys=[TILLS, PHONES]).html
    )
    assert "Signature not checked" in show.exchange(seen, keys=TILLS).html
    nameless = make("POST /", data={"request": jwt()})
    assert "Signature not checked" in show.exchange(nameless, keys={"kid": "of no type"}).html


def test_a_fitting_key_that_is_no_key_is_refused_in_words(make: Make) -> None:
    with pytest.raises(ValueError, match="not a JWK"):
        show.exchange(
            make("POST /", data={"request": jwt(TILLS)}), keys={"kid": "myCIBAKey", "kty": "x"}
        )


def test_an_opened_token_says_the_same_however_its_random_values_fell(make: Make) -> None:
    def html(**random: str) -> str:
        token = jwt(TILLS, sub="demo", exp=600, iat=0, **random)
        return show.exchange(make("POST /", 200, {"id_token": token}), keys=TILLS).html

    first, second = (html(at_hash=one, sid=one * 2, auditTrackingId=one) for one in "ab")
    assert first.replace("eyJ", "") == second.replace("eyJ", "")
    assert "&quot;at_hash&quot;: &quot;…&quot;" in first


def test_the_moments_of_an_opened_token_are_as_far_as_they_were_then(make: Make) -> None:
    assert (
        "in 9 min 58 s</time>" in show.exchange(make("POST /", data={"request": jwt(exp=598)})).html
    )


def test_the_folded_curl_command_is_quoted_for_the_shell_and_masked(make: Make) -> None:
    data = {"client_secret": SECRET, "binding_message": "it's £50", "request": jwt(a="x" * 99)}
    basic = httpx.BasicAuth("myCIBAClient", SECRET)._auth_header
    html = show.exchange(make("POST /am", data=data, headers={"Authorization": basic})).html
    block = re.search(r"as curl.*?<pre[^>]*>(.*?)</pre>", html, re.DOTALL)
    assert block is not None
    assert unescape(block[1]).splitlines() == [
        "curl --request POST \\",
        f"  --header 'Authorization: Basic base64(myCIBAClient:{MASK})' \\",
        f"  --data-urlencode 'client_secret={MASK}' \\",
        "  --data-urlencode 'binding_message=it'\\''s £50' \\",
        "  --data-urlencode 'request=e30.eyJhIjogInh4eHh4eHh4…' \\",
        "  'http://am:8080/am'",
    ]


def test_what_is_folded_opens_by_keyboard_and_says_what_it_is(make: Make) -> None:
    html = show.exchange(make("POST /", data={"request": jwt()})).html
    assert html.count("<details") == html.count("<summary>") == 2
    assert " open" not in html.replace("JWT open", "")
