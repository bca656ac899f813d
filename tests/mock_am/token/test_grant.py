from dataclasses import replace

import pytest

from mock_am.identifiers import Identifiers
from mock_am.token.claims import profile_claims
from mock_am.token.grant import access_token, refresh_token
from tests.mock_am.clients import CIBA, GRANTED, a_client, a_provider

REFRESHING = {"grantTypes": [CIBA, "refresh_token"]}


@pytest.mark.parametrize(("lifetime", "expires_at"), [(0, 4600), (60, 1060)])
def test_the_clients_lifetime_wins(lifetime: int, expires_at: int) -> None:
    client = a_client(core={"accessTokenLifetime": lifetime})
    token = access_token(GRANTED, client, a_provider(), Identifiers(), at=1000.4)
    assert token.expires_at == expires_at
    assert len(token.value) == 27


def test_an_hours_token_says_3599() -> None:
    # am.md 13
    token = access_token(GRANTED, a_client(), a_provider(), Identifiers(), at=1000.4)
    assert token.remaining(1000.4) == 3599


def test_only_a_client_with_the_grant_gets_a_refresh_token() -> None:
    identifiers = Identifiers()
    assert refresh_token(GRANTED, a_client(), a_provider(), identifiers, at=1000) is None
    client = a_client(advanced=REFRESHING)
    token = refresh_token(GRANTED, client, a_provider(), identifiers, at=1000)
    assert token is not None
    assert token.expires_at == 1000 + 604800
    silent = replace(a_provider(), issue_refresh_token=False)
    assert refresh_token(GRANTED, client, silent, identifiers, at=1000) is None


def test_a_scope_opens_its_claims() -> None:
    # OIDC Core 5.4
    identity = {"cn": ["Demo User"], "sn": ["User"], "mail": ["demo@example.com"]}
    assert profile_claims(identity, ["openid"]) == {}
    assert profile_claims(identity, ["openid", "profile", "email"]) == {
        "name": "Demo User",
        "family_name": "User",
        "email": "demo@example.com",
    }
