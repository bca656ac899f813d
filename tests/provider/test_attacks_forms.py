"""A form, each parameter once, nothing in the URL (RFC 6749 3.2, RFC 9700 4.3.2, CIBA 7.1)."""

import gzip
import json
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

from tests.contract.configuration import CIBA
from tests.contract.refusals import ENDPOINTS
from tests.provider.attacks import GRANT, REQUEST, case, refused, taken, unharmed
from tests.provider.provider import Client, Provider, grant
from tests.provider.raw_http import exchanged, form_request

FORM = "application/x-www-form-urlencoded"


async def post(till: Client, endpoint: str, body: bytes | str, **headers: str) -> httpx.Response:
    """POST these bytes as a form, unless `Content_Type` says otherwise."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return await till.post(endpoint, content=body, headers={"Content-Type": FORM} | named)


BODIES: dict[str, str] = {
    "empty": "",
    "separators alone": "&&&",
    "an equals sign": "=",
    "a name alone": "request",
    "an empty request": "request=",
    "another case": "Request={request}",
    "a space in the name": "request%20={request}",
    "an array": "request[]={request}",
    "an index": "request[0]={request}",
    "a semicolon between": "x=1;request={request}",
    "a NUL in the name": "request%00={request}",
    "malformed percent": "request=%zz",
    "a percent at the end": "request={request}%",
    "half a percent": "request={request}%4",
    "a percent of another script": "request=%u0041",
    "no UTF-8": "request={request}%ff",
    "an overlong slash": "request={request}%c0%af",
    "a surrogate": "request={request}%ED%A0%80",
    "no UTF-8 in a name": "%ff=1&request={request}",
    "no UTF-8 elsewhere": "request={request}&x=%fe",
    "request twice": "request={request}&request={request}",
    "request twice, one empty": "request={request}&request=",
    "request twice, the first empty": "request=&request={request}",
    "request twice, one encoded": "request={request}&%72equest={request}",
    "anything twice": "request={request}&x=1&x=1",
    "something empty twice": "request={request}&x=&x=",
    "many parameters": "request={request}&" + "&".join(f"x{n}=1" for n in range(101)),
    "very many parameters": "&".join(f"x{n}=1" for n in range(10_000)),
    "the URI of a request": "request_uri=http://127.0.0.1:9/request",
    "a request and a URI": "request={request}&request_uri=http://127.0.0.1:9/request",
    "the claims themselves": "login_hint=demo&scope=openid&acr_values=push",
}


async def test_a_form_is_well_formed_and_has_each_parameter_once(standing: Provider) -> None:
    till = standing.client
    async with unharmed(standing):
        for name, body in BODIES.items():
            with case(name):
                sent = body.replace("{request}", till.request_object())
                refused(await post(till, "bc-authorize", sent))


OUTSIDE = {
    "login_hint": "erin",
    "id_token_hint": "x",
    "login_hint_token": "x",
    "scope": "openid profile admin",
    "acr_values": "push",
    "binding_message": "other",
    "requested_expiry": "600",
    "user_code": "1234",
    "client_notification_token": "x",
}


async def test_nothing_of_the_request_stands_beside_the_signed_one(standing: Provider) -> None:
    # CIBA 7.1.1
    till = standing.client
    async with unharmed(standing):
        for name, value in OUTSIDE.items():
            for given in (value, till.claims().get(name, value)):
                with case((name, given)):
                    form = {"request": till.request_object(), name: given}
                    refused(await till.post("bc-authorize", data=form))


async def test_what_is_empty_or_unknown_counts_as_absent(standing: Provider) -> None:
    # RFC 6749 3.1, 3.2; CIBA 7.2
    till = standing.client
    empty = "&".join(f"{name}=" for name in OUTSIDE)
    bodies = {
        "empty": f"request={{}}&{empty}",
        "unknown": "request={}&x_unknown=1",
        "separators": "&&request={}&",
        "a charset": "request={}",
        "encoded": "%72%65%71%75%65%73%74={}",
        "its own name": "client_id=myCIBAClient&request={}",
    }
    for name, body in bodies.items():
        with case(name):
            kind = f"{FORM.upper()} ; charset=UTF-8" if name == "a charset" else FORM
            sent = body.format(till.request_object())
            await taken(standing, await post(till, "bc-authorize", sent, Content_Type=kind))


OTHER_KINDS = [
    "application/json",
    "application/json;charset=UTF-8",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/jwt",
    "application/x-www-form-urlencoded2",
    "application/x-www-form-urlencoded, application/json",
    "x-www-form-urlencoded",
    "*/*",
    "",
    "é",
]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_a_body_is_a_form_and_nothing_else(standing: Provider, endpoint: str) -> None:
    till = standing.client
    form = {"request": till.request_object(), "token": "x", **grant("x")}
    bodies = [urlencode(form), json.dumps(form), till.request_object(), "<request/>"]
    async with unharmed(standing):
        for kind in OTHER_KINDS:
            for body in bodies:
                with case((kind, body[:10])):
                    headers = {"Content-Type": kind.encode()}
                    answer = await till.post(endpoint, content=body, headers=headers)
                    refused(answer)


async def test_a_packed_body_is_not_unpacked(standing: Provider) -> None:
    till = standing.client
    packed = gzip.compress(f"request={till.request_object()}".encode())
    async with unharmed(standing):
        refused(await post(till, "bc-authorize", packed, Content_Encoding="gzip"))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_a_body_has_a_largest_size_however_it_comes(
    standing: Provider, endpoint: str
) -> None:
    till = standing.client
    large = b"x=" + b"a" * 300_000

    async def in_chunks() -> Any:
        for start in range(0, len(large), 10_000):
            yield large[start : start + 10_000]

    headers = {"Content-Type": FORM}
    async with unharmed(standing):
        for body in (large, in_chunks()):
            answer = await till.post(endpoint, content=body, headers=headers)
            refused(answer, (413, "invalid_request"))


async def test_a_body_may_come_in_chunks(standing: Provider) -> None:
    till = standing.client
    body = f"request={till.request_object()}".encode()

    async def in_chunks() -> Any:
        for start in range(0, len(body), 100):
            yield body[start : start + 100]

    answer = await till.post("bc-authorize", content=in_chunks(), headers={"Content-Type": FORM})
    await taken(standing, answer)


METHODS = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "LINK", "PROPFIND", "X"]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_only_post_is_the_method(standing: Provider, endpoint: str) -> None:
    till = standing.client
    form = {"request": till.request_object(), "token": "x", **grant("x")}
    async with unharmed(standing):
        for method in METHODS:
            with case(method):
                answer = await standing.am.http.request(
                    method, f"{standing.issuer}/{endpoint}", auth=till.auth, params=form
                )
                refused(answer, (405, "method_not_allowed"))
                assert answer.headers["allow"] == "POST"
        head = await standing.am.http.head(f"{standing.issuer}/{endpoint}", auth=till.auth)
        assert (head.status_code, head.content) == (405, b"")


async def test_a_header_does_not_change_the_method(standing: Provider) -> None:
    headers = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST"}
    till = standing.client
    url = f"{standing.issuer}/bc-authorize"
    params = {"request": till.request_object(), "_method": "POST"}
    async with unharmed(standing):
        answer = await standing.am.get(url, params=params, headers=headers, auth=till.auth)
        refused(answer, (405, "method_not_allowed"))


async def test_nothing_in_the_url_counts(standing: Provider) -> None:
    # RFC 6749 3.2
    till = standing.client
    approved = await till.approved()
    tokens = await till.tokens()
    request = {"request": till.request_object()}
    ids = {"auth_req_id": approved}
    refreshing = {"grant_type": "refresh_token"}
    refresh = {"refresh_token": tokens["refresh_token"]}
    tries: list[tuple[str, dict[str, str], dict[str, str]]] = [
        ("bc-authorize", request, {}),
        ("access_token", grant(approved), {}),
        ("access_token", ids, {"grant_type": CIBA}),
        ("access_token", {"grant_type": CIBA}, ids),
        ("access_token", refresh, refreshing),
        ("introspect", {"token": tokens["access_token"]}, {}),
        ("token/revoke", {"token": tokens["access_token"]}, {}),
    ]
    async with unharmed(standing):
        for endpoint, query, form in tries:
            with case((endpoint, list(query))):
                answer = await till.post(endpoint, params=query, data=form)
                refused(answer)
        beside = await till.post("access_token", params=ids, data=grant("x" * 27))
        refused(beside, GRANT)
    assert (await till.post("access_token", data=grant(approved))).status_code == 200
    shown = await till.post("introspect", data={"token": tokens["access_token"]})
    assert shown.json()["active"] is True


async def test_a_fragment_or_a_matrix_parameter_is_no_parameter(standing: Provider) -> None:
    till = standing.client
    request = till.request_object()
    async with unharmed(standing):
        for tail in (f";request={request}", f"/{request}", "/..;/access_token", "%00"):
            with case(tail):
                answer = await till.post(f"bc-authorize{tail}", data={})
                assert answer.status_code == 404
                assert answer.headers["cache-control"] == "no-store"


TOKEN_FORMS: dict[str, tuple[str, tuple[int, str]]] = {
    "nothing": ("", REQUEST),
    "no grant_type": ("auth_req_id=x", REQUEST),
    "an empty grant_type": ("grant_type=&auth_req_id=x", REQUEST),
    "no auth_req_id": (f"grant_type={CIBA}", REQUEST),
    "an empty auth_req_id": (f"grant_type={CIBA}&auth_req_id=", REQUEST),
    "grant_type twice": (f"grant_type={CIBA}&grant_type={CIBA}&auth_req_id=x", REQUEST),
    "auth_req_id twice": (f"grant_type={CIBA}&auth_req_id=x&auth_req_id=x", REQUEST),
    "scope twice": (f"grant_type={CIBA}&auth_req_id=x&scope=a&scope=a", REQUEST),
    "client_id twice": (
        f"grant_type={CIBA}&auth_req_id=x" + "&client_id=myCIBAClient" * 2,
        REQUEST,
    ),
    "no refresh_token": ("grant_type=refresh_token", REQUEST),
    "refresh_token twice": ("grant_type=refresh_token&refresh_token=x&refresh_token=y", REQUEST),
    "an unknown one": (f"grant_type={CIBA}&auth_req_id={'A' * 27}", GRANT),
    "an unknown refresh_token": (f"grant_type=refresh_token&refresh_token={'A' * 27}", GRANT),
}
UNSERVED = [
    CIBA.upper(),
    CIBA + " ",
    CIBA + "\x00",
    " " + CIBA,
    CIBA.replace("ciba", "CIBA"),
    "urn:openid:params:modrna:grant-type:backchannel_request",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "authorization_code",
    "client_credentials",
    "password",
    "implicit",
    "Refresh_Token",
    "x" * 10_000,
]


async def test_a_grant_is_asked_for_by_its_name_and_its_parameters(standing: Provider) -> None:
    till = standing.client
    async with unharmed(standing):
        for name, (body, expected) in TOKEN_FORMS.items():
            with case(name):
                refused(await post(till, "access_token", body), expected)
        for grant_type in UNSERVED:
            with case(grant_type):
                body = f"grant_type={quote(grant_type)}&auth_req_id=x&device_code=x&code=x"
                refused(await post(till, "access_token", body), (400, "unsupported_grant_type"))


@pytest.mark.parametrize("endpoint", ["introspect", "token/revoke"])
async def test_a_token_is_asked_about_once(standing: Provider, endpoint: str) -> None:
    till = standing.client
    for body in ("", "token=", "token=x&token=x", "token=x&token=", "Token=x", "token_type_hint=x"):
        with case(body):
            refused(await post(till, endpoint, body))


HEADS: dict[str, list[str]] = {
    "no length": [],
    "a length that is no number": ["Content-Length: x"],
    "a negative length": ["Content-Length: -1"],
    "two lengths": ["Content-Length: 0", "Content-Length: 5"],
    "a length and chunks": ["Content-Length: 5", "Transfer-Encoding: chunked"],
    "an unknown transfer": ["Transfer-Encoding: x"],
    "a space before the colon": ["Content-Length : 0"],
    "a line without a colon": ["nonsense"],
    "a NUL in a header": ["X: a\x00b"],
}


@pytest.mark.parametrize("name", HEADS)
async def test_http_that_is_malformed_is_refused_and_the_server_lives(
    standing: Provider, name: str
) -> None:
    path = standing.issuer.split("/am", 1)[1]
    head = [f"POST /am{path}/bc-authorize HTTP/1.1", "Host: x", "Connection: close", *HEADS[name]]
    async with unharmed(standing):
        answer = await exchanged(standing.am.url, "\r\n".join([*head, "", "0", "", ""]).encode())
        assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("number", [1, 1000])
async def test_a_head_of_a_hundred_kilobytes_does_no_harm(standing: Provider, number: int) -> None:
    url = f"{standing.issuer}/bc-authorize"
    headers = [f"X-{n}: {'a' * (100_000 // number)}" for n in range(number)]
    async with unharmed(standing):
        try:
            answer = await exchanged(url, form_request(url, {}, *headers))
        except ConnectionError:  # the server does not listen to the end
            return
        assert answer.status_code in (400, 401)
