"""The two hints that are tokens: an ID token, and a token that the client has signed.

Section numbers without a name are CIBA Core 1.0's.
"""

from typing import Any

import pytest

from tests.contract.am import OAUTH2
from tests.contract.till import new_key, signed
from tests.provider.conformance import (
    completed,
    refused,
)
from tests.provider.provider import Provider


async def id_token(strict: Provider, **changes: Any) -> str:
    """An ID token that the client has got."""
    token: str = (await strict.client.tokens(**changes))["id_token"]
    return token


async def test_an_id_token_names_its_user_again_long_after_it_expired(strict: Provider) -> None:
    # 7.1, 14
    hint = await id_token(strict, login_hint="erin")
    for _ in range(2):
        asked = await strict.client.ask(login_hint=None, id_token_hint=hint)
        _, claims = await completed(strict.client, asked)
        assert claims["sub"] == "erin"
        await strict.am.advance(7200)


async def test_an_id_token_of_another_client_names_nobody(strict: Provider) -> None:
    # 14: the client is in its audience
    hint = await id_token(strict)
    refused(await strict.other.ask(login_hint=None, id_token_hint=hint))


async def test_an_id_token_of_another_issuer_names_nobody(strict: Provider) -> None:
    # 14: this provider issued and signed it
    hint = await id_token(strict)
    header, payload, signature = hint.split(".")
    for forged in (
        f"{header}.{payload}.{signature[::-1]}",
        f"eyJhbGciOiJub25lIn0.{payload}.",
        signed({"iss": strict.issuer, "sub": "demo", "aud": "myCIBAClient"}, strict.client.key),
        signed({"iss": "https://other.example", "sub": "demo", "aud": "myCIBAClient"}, new_key()),
    ):
        refused(await strict.client.ask(login_hint=None, id_token_hint=forged))


def login_hint_token(client: Any, **changes: Any) -> str:
    """A login_hint_token as this provider takes them, which CIBA leaves open."""
    now = client.claims()["iat"]
    claims = {
        "iss": client.auth[0],
        "aud": f"{client.am.url}{OAUTH2}",
        "sub": "erin",
        "exp": now + 60,
    }
    kept = {name: value for name, value in (claims | changes).items() if value is not None}
    return signed(kept, client.key)


async def test_a_login_hint_token_of_the_clients_names_a_user(strict: Provider) -> None:
    # 7.1, 14
    client = strict.client
    asked = await client.ask(login_hint=None, login_hint_token=login_hint_token(client))
    _, claims = await completed(client, asked)
    assert claims["sub"] == "erin"


async def test_a_login_hint_token_that_has_expired_is_told_apart(strict: Provider) -> None:
    # 13
    client = strict.client
    late = login_hint_token(client, exp=client.claims()["iat"] - 1)
    answer = await client.ask(login_hint=None, login_hint_token=late)
    refused(answer, "expired_login_hint_token")


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "otherClient"},
        {"aud": "https://other.example"},
        {"exp": None},
        {"exp": "tomorrow"},
        {"sub": None},
        {"sub": 5},
        {"nbf": "yesterday"},
        {"nbf": 2**40},
    ],
    ids=repr,
)
async def test_a_login_hint_token_with_a_wrong_claim_names_nobody(
    strict: Provider, changes: dict[str, Any]
) -> None:
    # 14
    wrong = login_hint_token(strict.client, **changes)
    refused(await strict.client.ask(login_hint=None, login_hint_token=wrong))


async def test_a_login_hint_token_of_somebody_unknown_names_nobody(strict: Provider) -> None:
    # 13
    unknown = login_hint_token(strict.client, sub="nobody")
    answer = await strict.client.ask(login_hint=None, login_hint_token=unknown)
    refused(answer, "unknown_user_id")


async def test_a_login_hint_token_that_another_signed_names_nobody(strict: Provider) -> None:
    # 14
    foreign = login_hint_token(strict.other, iss="myCIBAClient")
    refused(await strict.client.ask(login_hint=None, login_hint_token=foreign))
