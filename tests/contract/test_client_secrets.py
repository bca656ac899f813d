"""`client_secret_basic` and `client_secret_post`, the same at every endpoint (am.md 12.3)."""

from typing import Any

import pytest

from tests.contract.am import AM, OAUTH2, Administrator
from tests.contract.configuration import CLIENTS, client, done
from tests.contract.refusals import ENDPOINTS, FAILED, OTHER_METHOD, TWO_METHODS, refusal
from tests.contract.till import Till, signed

ENDPOINT = f"{OAUTH2}/bc-authorize"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(
    "auth",
    [
        ("myCIBAClient", "wrong"),
        ("myCIBAClient", ""),
        ("myCIBAClient", "forgerock\n"),
        ("myCIBAClient", "forgeroc"),
        ("nobody", "forgerock"),
        ("", ""),
    ],
)
async def test_wrong_credentials_are_401_with_a_challenge(
    till: Till, endpoint: str, auth: tuple[str, str]
) -> None:
    # am.md 12.3
    answer = await till.am.post(f"{OAUTH2}/{endpoint}", data={"token": "x"}, auth=auth)
    assert (answer.status_code, answer.json()) == (401, FAILED)
    assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("header", ["Basic !!!!", "Basic", "Basic /w==", "Bearer abc", "é"])
async def test_an_authorization_header_that_is_none_is_401(till: Till, header: str) -> None:
    # am.md 12.3
    headers = {"Authorization": header.encode("latin-1")}
    answer = await till.am.post(ENDPOINT, data={"a": "b"}, headers=headers)
    assert (answer.status_code, answer.json()) == (401, FAILED)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(
    "form",
    [
        {},
        {"client_id": "nobody"},
        {"client_id": "nobody", "client_secret": "forgerock"},
        {"client_secret": "forgerock"},
    ],
)
async def test_missing_credentials_are_400(till: Till, endpoint: str, form: dict[str, str]) -> None:
    # am.md 12.3: 401 only where an Authorization header was sent
    answer = await till.am.post(f"{OAUTH2}/{endpoint}", data={"token": "x", **form})
    assert (answer.status_code, answer.json()) == (400, FAILED)


async def test_the_strict_profile_answers_401_always(mount: Any) -> None:
    # CIBA 13
    am = await mount(profile="strict")
    assert (await am.post(ENDPOINT, data={"client_id": "nobody"})).status_code == 401


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_two_methods_at_once_are_an_invalid_request(till: Till, endpoint: str) -> None:
    # am.md 12.3
    form = {"client_id": "myCIBAClient", "client_secret": "forgerock", "token": "x"}
    answer = await till.am.post(f"{OAUTH2}/{endpoint}", data=form, auth=till.auth)
    assert (answer.status_code, answer.json()) == (400, TWO_METHODS)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_credentials_in_the_query_are_refused(till: Till, endpoint: str) -> None:
    # RFC 6749 2.3.1; am.md 9.1: allowClientCredentialsInTokenRequestQueryParameters is false
    query = {"client_id": "myCIBAClient", "client_secret": "forgerock"}
    answer = await till.am.post(f"{OAUTH2}/{endpoint}", params=query, data={"token": "x"})
    told = refusal("Client credentials must not be in the URL", "invalid_request")
    assert (answer.status_code, answer.json()) == (400, told)


async def test_only_the_registered_method_counts(till: Till, administrator: Administrator) -> None:
    request = signed(till.claims(), till.key)
    credentials = {"client_id": "myCIBAClient", "client_secret": "forgerock"}
    form = {"request": request, **credentials}
    assert (await till.am.post(ENDPOINT, data=form)).json() == OTHER_METHOD
    body = client(till.key)
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = "client_secret_post"
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    assert (await till.am.post(ENDPOINT, data=form)).status_code == 200
    refused = await till.ask()
    assert (refused.status_code, refused.json()) == (401, OTHER_METHOD)
    assert (await till.am.post(ENDPOINT, data={"client_id": "myCIBAClient"})).status_code == 400


@pytest.mark.parametrize("method", ["none", "tls_client_auth", "self_signed_tls_client_auth"])
async def test_a_confidential_client_without_a_method_of_ours_never_gets_in(
    till: Till, administrator: Administrator, method: str
) -> None:
    # am.md 10.1
    body = client(till.key)
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = method
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    credentials = {"client_id": "myCIBAClient", "client_secret": "forgerock"}
    for form in (credentials, {"client_id": "myCIBAClient"}):
        assert (await till.am.post(ENDPOINT, data=form)).json() == OTHER_METHOD


async def test_credentials_may_be_percent_encoded(
    am: AM, administrator: Administrator, till: Till
) -> None:
    # RFC 6749 2.3.1
    body = client(till.key, secret="p ä:ss%+")
    await done(administrator, f"{CLIENTS}/my-client", body)
    till.auth = ("my%2Dclient", "p+%C3%A4%3Ass%25%2B")
    answer = await till.ask(iss="my-client")
    assert answer.status_code == 200


async def test_a_realm_without_provider_or_client_refuses(am: AM) -> None:
    answer = await am.post(ENDPOINT, auth=("myCIBAClient", "forgerock"), data={"request": "x"})
    assert answer.json() == FAILED
