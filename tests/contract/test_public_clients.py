"""Public clients, which have nothing to prove (am.md 10.1, 13)."""

import pytest

from tests.contract.am import OAUTH2, Administrator
from tests.contract.configuration import (
    CIBA,
    CLIENTS,
    client,
    done,
)
from tests.contract.till import Till


@pytest.fixture
async def public(till: Till, administrator: Administrator) -> Till:
    """A client that cannot keep a secret."""
    body = client(till.key, "refresh_token")
    body["coreOAuth2ClientConfig"]["clientType"] = "Public"
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    return till


@pytest.mark.parametrize("method", ["none", "client_secret_basic"])
async def test_a_public_client_need_only_say_who_it_is(
    public: Till, administrator: Administrator, method: str
) -> None:
    # am.md 10.1, 14.3: public clients do not authenticate, whatever their method
    body = client(public.key)
    body["coreOAuth2ClientConfig"]["clientType"] = "Public"
    body["advancedOAuth2ClientConfig"]["tokenEndpointAuthMethod"] = method
    await done(administrator, f"{CLIENTS}/myCIBAClient", body)
    form = {"client_id": "myCIBAClient", "token": "unknown"}
    answer = await public.am.post(f"{OAUTH2}/token/revoke", data=form)
    assert (answer.status_code, answer.json()) == (200, {})


@pytest.mark.parametrize(
    ("endpoint", "form"),
    [
        ("bc-authorize", {"request": "x"}),
        ("access_token", {"grant_type": CIBA, "auth_req_id": "x"}),
        ("introspect", {"token": "x"}),
    ],
)
async def test_a_public_client_asks_for_nobody_and_looks_at_nothing(
    public: Till, endpoint: str, form: dict[str, str]
) -> None:
    # am.md 13
    data = {"client_id": "myCIBAClient", **form}
    answer = await public.am.post(f"{OAUTH2}/{endpoint}", data=data)
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
