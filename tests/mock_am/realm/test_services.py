from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from mock_am.errors import NotFound
from mock_am.realm.base_url import BaseURLSource
from mock_am.realm.oauth2_provider import OAuth2Provider
from mock_am.realm.push_service import AuthenticatorPushService, PushService
from mock_am.realm.services import SERVICE_TYPES, service_type
from tools.coverage_page import Noting


@pytest.mark.parametrize(
    ("name", "reader", "body", "expected"),
    [
        (
            "oauth-oidc",
            partial(OAuth2Provider.of_document, "issuer"),
            {},
            {
                "accessTokenLifetime",
                "allowedAudienceValues",
                "alwaysAddClaimsToToken",
                "cibaAuthReqIdLifetime",
                "cibaMinimumPollingInterval",
                "defaultACR",
                "grantTypes",
                "includeAllKtyAlgCombinationsInJwksUri",
                "includeSubnameInTokenClaims",
                "issueRefreshToken",
                "issueRefreshTokenOnRefreshedToken",
                "jkwsURI",
                "jwtTokenLifetime",
                "loaMapping",
                "refreshTokenGracePeriod",
                "refreshTokenLifetime",
                "supportedCibaSigningAlgorithms",
                "supportedClaims",
                "supportedIDTokenSigningAlgorithms",
                "supportedScopes",
                "supportedTokenEndpointAuthenticationSigningAlgorithms",
            },
        ),
        (
            "pushNotification",
            PushService.of_document,
            {},
            {"accessKey", "secret", "appleEndpoint", "googleEndpoint", "region", "mdDuration"},
        ),
        (
            "authenticatorPushService",
            AuthenticatorPushService.of_document,
            {},
            {"authenticatorPushSkippableName"},
        ),
        (
            "baseurl",
            BaseURLSource.of_document,
            {"source": "FIXED_VALUE", "fixedValue": "https://am.example"},
            {"source", "fixedValue", "contextPath"},
        ),
    ],
)
def test_a_service_is_read_in_one_place(
    name: str,
    reader: Callable[[dict[str, Any]], Any],
    body: dict[str, Any],
    expected: set[str],
) -> None:
    read: set[str] = set()
    reader(Noting(SERVICE_TYPES[name].checked(body), read))
    assert read == expected


def test_an_unknown_service_is_not_found() -> None:
    with pytest.raises(NotFound, match="Resource 'teapot' not found"):
        service_type("teapot")
