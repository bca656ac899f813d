"""What is asked of discovery, of the endpoint and of whoever calls it, beside the conformance plan.

Section numbers without a name are CIBA Core 1.0's.
"""

from typing import Any

import pytest

from tests.contract.am import OAUTH2
from tests.contract.configuration import CIBA, CLIENT, PROVIDER, client, done
from tests.provider.asserting import AssertingClient, asserting
from tests.provider.conformance import (
    acknowledgement,
    metadata,
    refused,
    token_answer,
)
from tests.provider.provider import Provider, grant

FORM = "application/x-www-form-urlencoded"


async def reconfigured(strict: Provider, section: str, **settings: Any) -> None:
    """The article's client, with other settings in that section."""
    body = client(strict.client.key, "refresh_token")
    body[section] |= settings
    await done(strict.administrator, CLIENT, body)


async def test_discovery_tells_how_a_client_may_authenticate_at_both_endpoints(
    strict: Provider,
) -> None:
    # 4: the backchannel endpoint has no metadata of its own for that
    found = await metadata(strict.am)
    methods = {"client_secret_basic", "client_secret_post", "private_key_jwt"}
    assert set(found["token_endpoint_auth_methods_supported"]) == methods
    assert {"ES256", "PS256"} <= set(found["token_endpoint_auth_signing_alg_values_supported"])
    assert not [name for name in found if name.startswith("backchannel_authentication_endpoint_")]


async def test_no_subject_is_pairwise(strict: Provider) -> None:
    # 4: so that nothing is asked of a jwks_uri and a sector identifier
    assert (await metadata(strict.am))["subject_types_supported"] == ["public"]


@pytest.mark.parametrize("endpoint", ["bc-authorize", "access_token"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
async def test_only_a_post_is_served(strict: Provider, endpoint: str, method: str) -> None:
    # 7, RFC 6749 3.2
    where = f"{OAUTH2}/{endpoint}"
    params = {"request": strict.client.request_object()}
    answer = await strict.am.http.request(method, where, params=params, auth=strict.client.auth)
    assert answer.status_code == 405


@pytest.mark.parametrize("endpoint", ["bc-authorize", "access_token"])
@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"request": "x", "grant_type": CIBA}},
        {"content": b"request=x", "headers": {"Content-Type": "text/plain"}},
        {"content": b"request=x", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"request=\xff", "headers": {"Content-Type": FORM}},
        {"content": b"request=%ff&grant_type=%FF", "headers": {"Content-Type": FORM}},
    ],
    ids=["json", "text", "multipart", "raw bytes", "not UTF-8"],
)
async def test_only_a_form_in_utf_8_is_read(
    strict: Provider, endpoint: str, sent: dict[str, Any]
) -> None:
    # 7.1
    refused(await strict.client.post(endpoint, **sent))


async def test_what_stands_in_the_query_does_not_count(strict: Provider) -> None:
    # 7.1, RFC 6749 3.2
    params = {"request": strict.client.request_object()}
    refused(await strict.client.post("bc-authorize", params=params))


async def test_a_client_authenticates_by_the_one_method_that_it_registered(
    strict: Provider,
) -> None:
    # 7.1
    by_assertion = await asserting(strict, "asserting-client")
    by_secret = strict.client
    client_id, secret = by_secret.auth
    posted = {"client_id": client_id, "client_secret": secret}
    request = by_secret.request_object()
    answer = await strict.am.post(f"{OAUTH2}/bc-authorize", data={**posted, "request": request})
    refused(answer, "invalid_client", 401)
    asserted = AssertingClient(strict.am, by_secret.key, client_id)
    refused(await asserted.ask(), "invalid_client", 401)
    known = (by_assertion.auth[0], "forgerock")
    request = by_assertion.request_object()
    refused(await by_secret.send(request, auth=known), "invalid_client", 401)
    acknowledgement(await by_secret.ask())
    acknowledgement(await by_assertion.ask())


async def test_whoever_failed_with_basic_is_told_how_to_authenticate(strict: Provider) -> None:
    # RFC 6749 5.2
    for endpoint in ("bc-authorize", "access_token"):
        answer = await strict.client.post(endpoint, auth=("myCIBAClient", "a guess"))
        refused(answer, "invalid_client", 401)
        assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("endpoint", ["bc-authorize", "access_token"])
async def test_an_assertion_is_for_the_issuer_alone(strict: Provider, endpoint: str) -> None:
    # FAPI-CIBA; that 7.1 let an endpoint's address pass has been exploited (CVE-2025-27370)
    mine = await asserting(strict, "asserting-client")
    form = grant("x") if endpoint == "access_token" else {"request": mine.request_object()}
    for audience in (f"{mine.issuer}/{endpoint}", strict.am.url, f"{strict.am.url}/oauth2", "x"):
        assertion = mine.assertion(aud=audience)
        answer = await mine.post(endpoint, data=form, assertion=assertion)
        refused(answer, "invalid_client", 401)
    for audience in (mine.issuer, [mine.issuer]):
        answer = await mine.post(endpoint, data=form, assertion=mine.assertion(aud=audience))
        assert answer.status_code != 401


async def test_an_assertion_has_no_second_audience(strict: Provider) -> None:
    # FAPI-CIBA: to whom else it is addressed, that one could use it here
    mine = await asserting(strict, "asserting-client")
    several = mine.assertion(aud=[mine.issuer, "https://other.example"])
    answer = await mine.post("access_token", data=grant("x"), assertion=several)
    refused(answer, "invalid_client", 401)


async def test_a_provider_may_allow_the_endpoints_addresses_too(strict: Provider) -> None:
    # 7.1 as it was published; AM has a setting for it
    mine = await asserting(strict, "asserting-client")
    endpoint = f"{mine.issuer}/access_token"
    body = {
        "advancedOIDCConfig": {"loaMapping": {"push": "myCIBAPushTree"}},
        "advancedOAuth2Config": {"allowedAudienceValues": [endpoint]},
    }
    await done(strict.administrator, PROVIDER, body)
    auth_req_id = await mine.approved()
    assertion = mine.assertion(aud=endpoint)
    token_answer(await mine.post("access_token", data=grant(auth_req_id), assertion=assertion))


async def test_a_public_client_asks_for_nobody(strict: Provider) -> None:
    # FAPI-CIBA ID1 5.2.2-1
    await reconfigured(strict, "coreOAuth2ClientConfig", clientType="Public")
    refused(await strict.client.ask(), "unauthorized_client")
    refused(await strict.client.poll("x"), "unauthorized_client")


async def test_a_client_without_the_grant_asks_for_nobody(strict: Provider) -> None:
    # 13 unauthorized_client
    await reconfigured(strict, "advancedOAuth2ClientConfig", grantTypes=["refresh_token"])
    refused(await strict.client.ask(), "unauthorized_client")
    refused(await strict.client.poll("x"), "unauthorized_client")
