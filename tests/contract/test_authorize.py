"""`authorize`: the error page (am.md 14.7)."""

from typing import Any

import httpx
import pytest

from tests.contract.am import AM, OAUTH2
from tests.contract.till import Till

ASKED = {
    "client_id": "idmAdminClient",
    "redirect_uri": "https://client.example/callback",
    "response_type": "code",
    "scope": "openid",
}


def assert_is_the_page(answer: httpx.Response) -> None:
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/html;charset=UTF-8"
    assert answer.headers["connection"] == "close"
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("path", ["/oauth2", "/oauth2/realms/root", OAUTH2])
@pytest.mark.parametrize(
    ("method", "carrier"), [("POST", "data"), ("GET", "params")], ids=["POST", "GET"]
)
async def test_an_unknown_client_gets_a_page(am: AM, path: str, method: str, carrier: str) -> None:
    asked: dict[str, Any] = {carrier: ASKED}
    answer = await am.http.request(method, f"{path}/authorize", **asked)
    assert_is_the_page(answer)
    assert "invalid_client" in answer.text


async def test_a_session_makes_no_client_known(am: AM) -> None:
    # frodo asks so, to find out what kind of deployment this is (am.md 15)
    headers = await am.session()
    assert_is_the_page(await am.post("/oauth2/authorize", data=ASKED, headers=headers))


@pytest.mark.parametrize("asked", [{}, {**ASKED, "client_id": ""}], ids=["nothing", "empty"])
async def test_a_request_of_nobody_gets_a_page(am: AM, asked: dict[str, str]) -> None:
    answer = await am.post(f"{OAUTH2}/authorize", data=asked)
    assert_is_the_page(answer)
    assert "invalid_request" in answer.text


async def test_a_client_is_not_sent_to_where_it_never_registered(till: Till) -> None:
    asked = {**ASKED, "client_id": "myCIBAClient"}
    answer = await till.am.post(f"{OAUTH2}/authorize", data=asked)
    assert_is_the_page(answer)
    assert "location" not in answer.headers


async def test_the_page_is_in_no_other_realm_than_those_that_exist(am: AM) -> None:
    answer = await am.post("/oauth2/realms/root/realms/nowhere/authorize", data=ASKED)
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"


async def test_what_was_asked_is_not_echoed(am: AM) -> None:
    asked = {**ASKED, "client_id": "<script>alert(1)</script>"}
    answer = await am.post(f"{OAUTH2}/authorize", data=asked)
    assert_is_the_page(answer)
    assert "<script" not in answer.text


async def test_who_sends_too_much_hears_so(am: AM) -> None:
    answer = await am.post(f"{OAUTH2}/authorize", data={"x": "a" * 10_000_000})
    assert answer.status_code == 413


async def test_other_methods_are_not_allowed(am: AM) -> None:
    # am.md 2.6
    answer = await am.http.put(f"{OAUTH2}/authorize")
    assert answer.status_code == 405
    assert answer.json()["error"] == "method_not_allowed"
