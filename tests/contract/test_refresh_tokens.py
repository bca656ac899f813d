"""Refresh tokens: who gets them, and what they bring (am.md 9.1, 10.1, 13)."""

import asyncio

import pytest

from tests.contract.am import Administrator
from tests.contract.configuration import CLIENT, client, done
from tests.contract.refusals import INVALID_GRANT
from tests.contract.till import Till


async def test_the_articles_client_gets_no_refresh_token(till: Till) -> None:
    assert "refresh_token" not in await till.tokens()


async def test_a_refresh_token_is_rotated(refreshing: Till) -> None:
    till = refreshing
    first = await till.tokens()
    assert list(first)[:2] == ["access_token", "refresh_token"]
    grant = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = (await till.grant(**grant)).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert {"id_token", "scope", "expires_in"} <= second.keys()
    assert (await till.grant(**grant)).json() == INVALID_GRANT
    grant["refresh_token"] = second["refresh_token"]
    assert (await till.grant(**grant)).status_code == 200


async def test_a_refresh_may_narrow_the_scope_but_not_widen_it(refreshing: Till) -> None:
    till = refreshing
    tokens = await till.tokens()
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    wider = await till.grant(**grant, scope="openid profile admin")
    assert wider.json()["error"] == "invalid_scope"
    unparted = await till.grant(**grant, scope="openid\tprofile")  # RFC 6749 3.3
    assert unparted.json()["error"] == "invalid_scope"
    narrower = (await till.grant(**grant, scope="profile")).json()
    assert narrower["scope"] == "profile"
    assert "id_token" not in narrower
    grant["refresh_token"] = narrower["refresh_token"]
    assert (await till.grant(**grant)).json()["scope"] == "openid profile"


async def test_of_16_simultaneous_refreshes_one_succeeds(refreshing: Till) -> None:
    # RFC 9700 4.14
    tokens = await refreshing.tokens()
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    answers = await asyncio.gather(*(refreshing.grant(**grant) for _ in range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 15


async def test_another_clients_refresh_token_is_refused_and_kept(
    refreshing: Till, other: Till
) -> None:
    tokens = await refreshing.tokens()
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert (await other.grant(**grant)).json() == INVALID_GRANT
    assert (await refreshing.grant(**grant)).status_code == 200


async def test_an_access_token_does_not_refresh(refreshing: Till) -> None:
    tokens = await refreshing.tokens()
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["access_token"]}
    assert (await refreshing.grant(**grant)).json() == INVALID_GRANT


async def test_a_refresh_token_lasts_a_week(refreshing: Till) -> None:
    # am.md 9.1
    tokens = await refreshing.tokens()
    await refreshing.am.advance(7 * 24 * 3600 + 1)
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert (await refreshing.grant(**grant)).json() == INVALID_GRANT


# A client's own settings instead of the provider's


async def test_a_client_has_a_grace_period_of_its_own(
    till: Till, administrator: Administrator
) -> None:
    # am.md 10.1; what it does is told in test_provider_settings
    body = client(till.key, "refresh_token")
    body["advancedOAuth2ClientConfig"]["refreshTokenGracePeriod"] = 60
    await done(administrator, CLIENT, body)
    tokens = await till.tokens()
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    for _ in range(2):
        assert (await till.grant(**grant)).status_code == 200


async def put_override(
    administrator: Administrator, till: Till, enabled: bool, **settings: bool
) -> None:
    """The client's overrides, enabled or not."""
    body = client(till.key, "refresh_token")
    overrides = {"providerOverridesEnabled": enabled, **settings}
    body["overrideOAuth2ClientConfig"] = overrides
    await done(administrator, CLIENT, body)


@pytest.mark.parametrize("enabled", [True, False])
async def test_an_override_decides_on_refresh_tokens_where_it_is_enabled(
    till: Till, administrator: Administrator, enabled: bool
) -> None:
    # am.md 10.1
    await put_override(administrator, till, enabled, issueRefreshToken=False)
    assert ("refresh_token" in await till.tokens()) is not enabled


@pytest.mark.parametrize("enabled", [True, False])
async def test_an_override_decides_on_rotation_where_it_is_enabled(
    till: Till, administrator: Administrator, enabled: bool
) -> None:
    # am.md 10.1
    await put_override(administrator, till, enabled, issueRefreshTokenOnRefreshedToken=False)
    tokens = await till.tokens()
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert ("refresh_token" in (await till.grant(**grant)).json()) is not enabled
    assert (await till.grant(**grant)).status_code == (200 if enabled else 400)
