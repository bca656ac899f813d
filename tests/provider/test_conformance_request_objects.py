"""The OpenID Foundation's FAPI-CIBA plan: authentication requests that must be refused.

The keys of the tables are the plan's modules. After each refusal the right request still works.
"""

import time
from typing import Any

import httpx
import pytest

from tests.contract.till import signed
from tests.provider.asserting import asserting
from tests.provider.conformance import acknowledgement, refused
from tests.provider.provider import Client, Provider

MINUTE = 60

CLAIMS: dict[str, dict[str, Any]] = {
    "ensure-request-object-missing-aud-fails": {"aud": None},
    "ensure-request-object-missing-iss-fails": {"iss": None},
    "ensure-request-object-missing-exp-fails": {"exp": None},
    "ensure-request-object-missing-iat-fails": {"iat": None},
    "ensure-request-object-missing-nbf-fails": {"nbf": None},
    "ensure-request-object-missing-jti-fails": {"jti": None},
    "ensure-request-object-bad-aud-fails": {"aud": "https://other.example/"},
    "ensure-request-object-bad-iss-fails": {"iss": "otherClient"},
    "ensure-authorization-request-with-multiple-hints-fails": {"login_hint_token": "x"},
}
"""Claims as they should not be."""

TIMES: dict[str, dict[str, int]] = {
    "ensure-request-object-expired-exp-fails": {"exp": -5 * MINUTE},
    "ensure-request-object-exp-is-70-minutes-in-future-fails": {"exp": 70 * MINUTE},
    "ensure-request-object-nbf-is-10-minutes-in-future-fails": {
        "nbf": 10 * MINUTE,
        "exp": 15 * MINUTE,
    },
    "ensure-request-object-nbf-is-70-minutes-in-past-fails": {"nbf": -70 * MINUTE},
}
"""Seconds from now on."""


async def refused_alone(client: Client, answer: httpx.Response) -> None:
    """`answer` is a refusal, and it was not for anything else."""
    refused(answer)
    acknowledgement(await client.ask())


@pytest.mark.parametrize("module", CLAIMS)
async def test_a_request_with_a_claim_missing_or_wrong_is_refused(
    strict: Provider, module: str
) -> None:
    await refused_alone(strict.client, await strict.client.ask(**CLAIMS[module]))


@pytest.mark.parametrize("module", TIMES)
async def test_a_request_out_of_its_time_is_refused(strict: Provider, module: str) -> None:
    now = int(time.time())
    times = {claim: now + seconds for claim, seconds in TIMES[module].items()}
    await refused_alone(strict.client, await strict.client.ask(**times))


async def test_a_request_that_says_it_is_not_signed_is_refused(strict: Provider) -> None:
    # ensure-request-object-signature-algorithm-is-none-fails
    client = strict.client
    _, payload, signature = client.request_object().split(".")
    for end in ("", signature):
        answer = await client.send(f"eyJhbGciOiJub25lIn0.{payload}.{end}")
        await refused_alone(client, answer)


async def test_a_request_whose_signature_is_corrupted_is_refused(strict: Provider) -> None:
    # ensure-request-object-signature-algorithm-is-bad-fails
    client = strict.client
    head, _, signature = client.request_object().rpartition(".")
    corrupted = "".join("A" if one == "B" else "B" for one in signature[:-2]) + signature[-2:]
    await refused_alone(client, await client.send(f"{head}.{corrupted}"))


async def test_a_request_in_rs256_is_refused_whatever_the_key(strict: Provider) -> None:
    # ensure-request-object-signature-algorithm-is-RS256-fails
    client = await asserting(strict, "rsa-client", "PS256")
    await refused_alone(client, await client.send(client.request_object({"alg": "RS256"})))


async def test_a_request_that_another_client_signed_is_refused(strict: Provider) -> None:
    # ensure-request-object-signed-by-other-client-fails
    client, other = strict.client, strict.other
    for kid in (other.key["kid"], client.key["kid"]):
        request = signed(client.claims(), other.key, {"alg": "ES256", "kid": kid})
        await refused_alone(client, await client.send(request))


async def test_a_request_that_is_not_signed_at_all_is_refused(strict: Provider) -> None:
    # ensure-unsigned-backchannel-authorization-request-fails
    names = ("scope", "login_hint", "acr_values", "binding_message")
    form = {name: value for name, value in strict.client.claims().items() if name in names}
    await refused_alone(strict.client, await strict.client.post("bc-authorize", data=form))
