"""The strict profile: CIBA Core 1.0 to the letter, where AM is not."""

from typing import Any

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import AM, OAUTH2, Administrator
from tests.contract.configuration import configure, give_phone
from tests.contract.refusals import PENDING, SLOW_DOWN
from tests.contract.till import Till


def issuer(am: AM) -> str:
    """The one audience that counts (CIBA 7.1.1)."""
    return f"{am.url}{OAUTH2}"


async def test_slow_down_adds_five_seconds_in_the_strict_profile(mount: Any, key: JWK) -> None:
    # CIBA 11
    am = await mount(profile="strict")
    administrator = Administrator(am, await am.session())
    await configure(administrator, key)
    await give_phone(am)
    till = Till(am, key)
    now = till.claims()["exp"] - 600
    auth_req_id = await till.acknowledged(iat=now, nbf=now, jti="1", aud=issuer(am))
    assert (await till.poll(auth_req_id)).json() == PENDING
    assert (await till.poll(auth_req_id)).json() == SLOW_DOWN
    await am.advance(6.9)
    assert (await till.poll(auth_req_id)).json() == SLOW_DOWN
    await am.advance(12.1)
    assert (await till.poll(auth_req_id)).json() == PENDING


@pytest.mark.parametrize("claim", ["iat", "nbf", "jti", "exp", "aud", "iss"])
async def test_the_strict_profile_wants_all_six_claims(mount: Any, key: JWK, claim: str) -> None:
    # CIBA 7.1.1
    am = await mount(profile="strict")
    await configure(Administrator(am, await am.session()), key)
    await give_phone(am)
    till = Till(am, key)
    now = till.claims()["exp"] - 600
    claims = {"iat": now, "nbf": now, "jti": "1", "aud": issuer(am)}
    answer = await till.ask(**(claims | {claim: None}))
    assert answer.json()["error_description"] == f"JWT must contain the claim {claim}"
    assert (await till.ask(**claims)).status_code == 200


async def test_the_strict_profile_refuses_a_replay(mount: Any, key: JWK) -> None:
    # RFC 7519 4.1.7
    am = await mount(profile="strict")
    await configure(Administrator(am, await am.session()), key)
    await give_phone(am)
    till = Till(am, key)
    now = till.claims()["exp"] - 600
    claims = {"iat": now, "nbf": now, "jti": "1", "aud": issuer(am)}
    refused = await till.ask(**claims, login_hint="nobody")
    assert refused.json()["error"] == "unknown_user_id"
    assert (await till.ask(**claims)).status_code == 200, "a refused request uses nothing up"
    again = await till.ask(**claims)
    assert again.json()["error_description"] == "JWT has already been used"
    assert len((await till.ask(**claims | {"jti": "2"})).json()["auth_req_id"]) == 43
