"""Answers are JSON that nobody stores, and repeat nothing (RFC 6749 5.1, 5.2, CIBA 13)."""

import json
from typing import Any

import httpx
import pytest

from tests.contract.configuration import done, put_branch
from tests.contract.refusals import ENDPOINTS
from tests.provider.attacks import case, in_due_form, refused, still_works, unharmed
from tests.provider.forging import forged
from tests.provider.provider import Provider, grant

MARK = "7f3a9echo"
NASTY = [MARK, f'{MARK}"', f"{MARK}\\", f"{MARK}\r\nSet-Cookie: a=b", f"{MARK}é", f"<b>{MARK}</b>"]


def silent(answer: httpx.Response) -> None:
    """It is in due form and repeats nothing of the request."""
    in_due_form(answer)
    assert MARK not in answer.text
    assert not [text for text in answer.headers.values() if MARK in text]
    assert "set-cookie" not in answer.headers


CLAIMS = ["iss", "aud", "jti", "scope", "acr_values", "login_hint", "requested_expiry"]


@pytest.mark.parametrize("claim", [*CLAIMS, "client_id", "user_code", "login_hint_token"])
async def test_no_error_repeats_a_claim(standing: Provider, claim: str) -> None:
    till = standing.client
    async with unharmed(standing):
        for value in NASTY:
            if claim == "jti":  # any text is one
                value = [value]
            answer = await till.ask(**{claim: value})
            silent(answer)
            if answer.status_code == 200:  # what is not known is ignored (CIBA 7.2)
                params = {"token": answer.json()["auth_req_id"], "type": "deny"}
                await standing.am.mock("POST", "/action", params=params)


@pytest.mark.parametrize("member", ["alg", "kid", "typ", "crit", "b64"])
async def test_no_error_repeats_a_header(standing: Provider, member: str) -> None:
    till = standing.client
    async with unharmed(standing):
        for value in NASTY:
            answer = await till.send(forged(till, **{member: value}))
            refused(answer)
            silent(answer)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_no_error_repeats_a_parameter_or_a_name(standing: Provider, endpoint: str) -> None:
    till = standing.client
    names = ["request", "grant_type", "client_id", "client_assertion", "client_assertion_type"]
    async with unharmed(standing):
        for value in NASTY:
            for name in (*names, value):
                with case((name, value)):
                    silent(await till.post(endpoint, data={name: value}))
                    silent(await till.post(endpoint, data={name: value}, auth=None))
            silent(await till.post(endpoint, data={"token": value}, auth=(value, value)))
            silent(await till.post(endpoint, params={value: value}, data={}))
            for form in (grant(value), {"grant_type": "refresh_token", "refresh_token": value}):
                silent(await till.post(endpoint, data=form))


async def test_no_error_repeats_a_bearer(standing: Provider) -> None:
    url = f"{standing.issuer}/userinfo"
    for value in (MARK, f'{MARK}"', f"{MARK} {MARK}", f"<{MARK}>"):
        answer = await standing.am.get(url, headers={"Authorization": f"Bearer {value}"})
        refused(answer, (401, "invalid_token"))
        silent(answer)
        posted = await standing.am.post(url, data={"access_token": value})
        refused(posted, (401, "invalid_token"))
        silent(posted)


PATHS = [f"/{MARK}", f"/{MARK}%22%5C", f"/bc-authorize/{MARK}", f"/connect/{MARK}%0d%0aX:y"]


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
async def test_what_is_not_there_is_not_repeated_or_stored(standing: Provider, method: str) -> None:
    for path in PATHS:
        answer = await standing.am.http.request(method, standing.issuer + path)
        assert answer.status_code == 404
        assert answer.headers["cache-control"] == "no-store"
        assert MARK not in answer.text


async def test_an_unknown_realm_is_not_found_in_due_form(standing: Provider) -> None:
    for name in (MARK, f"{MARK}%22", f"{MARK}%5C", f"{MARK}%C3%A9", "%00"):
        for endpoint in (*ENDPOINTS, "userinfo"):
            with case((name, endpoint)):
                url = f"/oauth2/realms/root/realms/{name}/{endpoint}"
                answer = await standing.am.post(url, data={"token": "x"}, auth=("a", "b"))
                refused(answer, (404, "not_found"))
                if standing.profile == "strict":
                    silent(answer)


async def test_a_realm_without_a_provider_is_not_found_in_due_form(provider: Provider) -> None:
    branch = await put_branch(provider.administrator)
    for endpoint in (".well-known/openid-configuration", "userinfo"):
        answer = await provider.am.get(
            f"/oauth2{branch}/{endpoint}", headers={"Authorization": "Bearer x"}
        )
        assert answer.status_code in (401, 404)
        in_due_form(answer)
    await still_works(provider)


async def test_every_token_answer_is_in_due_form(standing: Provider) -> None:
    # RFC 6749 5.1
    till = standing.client
    asked = await till.ask()
    in_due_form(asked)
    auth_req_id = asked.json()["auth_req_id"]
    for _ in range(2):  # pending, and too soon
        refused_now = await till.post("access_token", data=grant(auth_req_id))
        assert refused_now.status_code == 400
        in_due_form(refused_now)
    params = {"token": auth_req_id, "type": "allow"}
    await standing.am.mock("POST", "/action", params=params)
    tokens = await till.post("access_token", data=grant(auth_req_id))
    assert tokens.status_code == 200
    assert tokens.headers["pragma"] == "no-cache"
    in_due_form(tokens)
    headers = {"Authorization": f"Bearer {tokens.json()['access_token']}"}
    in_due_form(await standing.am.get(f"{standing.issuer}/userinfo", headers=headers))
    token = {"token": tokens.json()["access_token"]}
    for endpoint in ("introspect", "token/revoke"):
        in_due_form(await till.post(endpoint, data=token))


BEARERS: dict[str, tuple[list[str], dict[str, str], tuple[int, str]]] = {
    "none": ([], {}, (401, "invalid_token")),
    "an empty one": (["Bearer"], {}, (401, "invalid_token")),
    "garbage": (["Bearer garbage"], {}, (401, "invalid_token")),
    "two in one header": (["Bearer {0} {0}"], {}, (401, "invalid_token")),
    "in a comma list": (["Bearer {0}, Bearer {0}"], {}, (401, "invalid_token")),
    "in quotes": (['Bearer "{0}"'], {}, (401, "invalid_token")),
    "of another scheme": (["Token {0}"], {}, (401, "invalid_token")),
    "in Basic": (["Basic {0}"], {}, (401, "invalid_token")),
    "without a scheme": (["{0}"], {}, (401, "invalid_token")),
    "two headers": (["Bearer {0}", "Bearer {0}"], {}, (400, "invalid_request")),
    "a wrong header behind": (["Bearer {0}", "Bearer x"], {}, (400, "invalid_request")),
    "header and form": (["Bearer {0}"], {"access_token": "{0}"}, (400, "invalid_request")),
    "another in the form": (["Bearer {0}"], {"access_token": "x"}, (400, "invalid_request")),
    "in a cookie": ([], {"Cookie": "access_token={0}"}, (401, "invalid_token")),
}


async def test_a_bearer_comes_once_and_as_it_is(standing: Provider) -> None:
    # RFC 6750 2, 3.1
    token = (await standing.client.tokens())["access_token"]
    url = f"{standing.issuer}/userinfo"
    for name, (headers, form, expected) in BEARERS.items():
        with case(name):
            sent: list[Any] = [("Authorization", text.format(token)) for text in headers]
            data = {key: text.format(token) for key, text in form.items()}
            answer = await standing.am.post(url, headers=sent, data=data)
            refused(answer, expected)
            challenge = answer.headers.get("www-authenticate", "Bearer ")
            assert challenge.startswith("Bearer ")
            assert token not in answer.text
    for query in (f"access_token={token}", f"bearer_token={token}", f"token={token}"):
        refused(await standing.am.get(f"{url}?{query}"), (401, "invalid_token"))
    right = {"Authorization": f"bearer {token}"}
    assert (await standing.am.get(url, headers=right)).json()["sub"] == "demo"


async def test_who_shows_no_token_hears_of_no_error(standing: Provider) -> None:
    # RFC 6750 3.1
    bare = await standing.am.get(f"{standing.issuer}/userinfo")
    assert bare.headers["www-authenticate"] == 'Bearer realm="OAuth2"'
    headers = {"Authorization": "Bearer x"}
    shown = await standing.am.get(f"{standing.issuer}/userinfo", headers=headers)
    assert shown.headers["www-authenticate"] == 'Bearer realm="OAuth2", error="invalid_token"'


ORIGIN = {
    "Origin": "https://evil.example",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type",
    "Access-Control-Request-Private-Network": "true",
}


async def test_no_page_of_another_origin_reads_anything(standing: Provider) -> None:
    # RFC 9700 4.17
    everywhere = [*ENDPOINTS, "userinfo", "connect/jwk_uri", ".well-known/openid-configuration"]
    for origin in ("https://evil.example", "null", standing.am.url.removesuffix("/am")):
        for endpoint in everywhere:
            for method in ("OPTIONS", "POST", "GET"):
                with case((origin, endpoint, method)):
                    answer = await standing.am.http.request(
                        method,
                        f"{standing.issuer}/{endpoint}",
                        headers=ORIGIN | {"Origin": origin},
                        auth=standing.client.auth,
                    )
                    in_due_form(answer)
                    assert (answer.status_code == 405) or method != "OPTIONS"


FORWARDED = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "4443",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Prefix": "/evil.example",
    "X-Forwarded-For": "192.0.2.1",
    "X-Original-Host": "evil.example",
    "X-Original-URL": "/evil.example",
    "X-Rewrite-URL": "/evil.example",
    "X-Host": "evil.example",
    "Forwarded": 'for=192.0.2.1;host=evil.example;proto="https"',
    "Via": "1.1 evil.example",
    "Origin": "https://evil.example",
    "Referer": "https://evil.example/",
}


@pytest.mark.parametrize("source", ["FIXED_VALUE", "REQUEST_VALUES", "FORWARDED_HEADER"])
async def test_no_header_moves_an_address(provider: Provider, source: str) -> None:
    # OIDC Discovery 4.3, RFC 9700 4.13; am.md 9.4: the Base URL Source alone decides
    url = provider.am.url.removesuffix("/am")
    if source != "REQUEST_VALUES":
        settings = {"source": source, "fixedValue": url, "contextPath": "/am"}
        await done(provider.administrator, "/realm-config/services/baseurl", settings)
    path = f"{provider.issuer}/.well-known/openid-configuration"
    first = (await provider.am.get(path)).json()
    assert first["issuer"] == provider.issuer
    for name, value in FORWARDED.items():
        answer = await provider.am.get(path, headers={name: value})
        assert answer.json() == first, name
    moved = await provider.am.get(path, headers=FORWARDED)
    assert moved.json() == first
    till = provider.client
    foreign = till.request_object(aud=provider.issuer.replace("127.0.0.1", "evil.example"))
    form = {"request": foreign}
    refused(await till.post("bc-authorize", data=form, headers=FORWARDED))
    form = {"request": till.request_object()}
    taken = await till.post("bc-authorize", data=form, headers=FORWARDED)
    assert taken.status_code == 200
    tokens = json.dumps(await till.tokens())
    assert "evil.example" not in tokens
