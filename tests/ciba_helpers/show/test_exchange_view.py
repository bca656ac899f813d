from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ciba_helpers import show
from ciba_helpers.exchanges import Exchange
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


SECRET = "forgerock-Ch4ng31t"


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": {"X-OpenAM-Password": SECRET}},
        {"headers": {"Authorization": f"Bearer {SECRET}"}},
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
