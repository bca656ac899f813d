"""Who may be asked, and how often at a time (CIBA 13; 14 on unsolicited requests)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import AM
from tests.contract.server import Server
from tests.contract.till import approve
from tests.provider.provider import Provider, prepared


@pytest.fixture
async def limited(tmp_path: Path, keys: tuple[JWK, JWK]) -> AsyncIterator[Provider]:
    """A provider at which two requests may wait for one user."""
    server = Server(tmp_path / "am.sqlite3", "--profile", "strict", "--pending-limit", "2")
    am = AM(server.url)
    yield await prepared(am, "strict", *keys)
    await am.http.aclose()
    server.stop()


async def refused(provider: Provider, username: str = "demo") -> bool:
    """Whether one more request for this user is refused, before anybody is asked."""
    answer = await provider.other.ask(login_hint=username)
    if answer.status_code == 403:
        assert answer.json()["error"] == "access_denied"
        assert "Too many" in answer.json()["error_description"]
    return answer.status_code == 403


@pytest.mark.parametrize("kind", ["allow", "deny"])
async def test_no_more_requests_wait_for_a_user_than_the_limit(
    limited: Provider, kind: str
) -> None:
    first, _ = await limited.client.acknowledged(), await limited.client.acknowledged()
    assert await refused(limited), "whichever client asks"
    assert not await refused(limited, "erin"), "each user has a limit of their own"
    await approve(limited.am, first, kind)
    assert not await refused(limited), "what is decided waits no more"
    assert await refused(limited)


async def test_what_has_expired_waits_no_more(limited: Provider) -> None:
    for _ in range(2):
        await limited.client.acknowledged(requested_expiry=30)
    assert await refused(limited)
    await limited.am.advance(31)
    assert not await refused(limited)


async def test_the_limit_is_generous_where_nobody_sets_one(strict: Provider) -> None:
    for _ in range(50):
        await strict.client.acknowledged()


async def test_a_user_who_may_not_log_in_gets_no_tokens(provider: Provider) -> None:
    # Strictly, nobody is asked (CIBA 13); in AM the tree is walked, and fails at its end.
    inactive = {"userpassword": "Ch4ng31t", "inetUserStatus": "Inactive"}
    assert (await provider.administrator.put("/users/erin", inactive)).status_code == 200
    asked = await provider.client.ask(login_hint="erin")
    if provider.profile == "strict":
        assert (asked.status_code, asked.json()["error"]) == (403, "access_denied")
        return
    auth_req_id = asked.json()["auth_req_id"]
    await approve(provider.am, auth_req_id)
    assert (await provider.client.poll(auth_req_id)).json()["error"] == "access_denied"
