from dataclasses import replace
from typing import Any

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


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("providers", [True, False])
def test_a_client_may_override_whether_there_are_refresh_tokens(own: bool, providers: bool) -> None:
    # am.md 10.1
    provider = replace(a_provider(), issue_refresh_token=providers)
    overrides = {"providerOverridesEnabled": True, "issueRefreshToken": own}
    client = a_client(advanced=REFRESHING, overrides=overrides)
    token = refresh_token(GRANTED, client, provider, Identifiers(), at=1000)
    assert (token is not None) is own


IDENTITY = {
    "cn": ["Demo User"],
    "sn": ["User"],
    "givenName": ["Demo", "Dee"],
    "mail": ["demo@example.com"],
    "telephoneNumber": [],
    "preferredLocale": ["en_GB"],
    "postalAddress": ["1 High Street"],
}


@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ([], {}),
        (["openid"], {}),
        (["email"], {"email": "demo@example.com"}),
        (["phone"], {}),
        (["address"], {"address": {"formatted": "1 High Street"}}),
        (
            ["openid", "profile"],
            {
                "name": "Demo User",
                "family_name": "User",
                "given_name": ["Demo", "Dee"],
                "locale": "en_GB",
            },
        ),
    ],
)
def test_a_scope_opens_its_claims(scope: list[str], claims: dict[str, Any]) -> None:
    # OIDC Core 5.4, am.md 14.1
    assert profile_claims(IDENTITY, scope) == claims


def test_an_address_without_a_value_is_empty() -> None:
    assert profile_claims({}, ["address"]) == {"address": {}}
