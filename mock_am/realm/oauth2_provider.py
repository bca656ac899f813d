"""The OAuth2 provider service (`oauth-oidc`) as the core reads it (am.md 9.1, REC)."""

from dataclasses import dataclass

from mock_am.realm.document import Document

CIBA_GRANT = "urn:openid:params:grant-type:ciba"
REFRESH_GRANT = "refresh_token"

SIGNED_WITH_A_PRIVATE_KEY = frozenset(
    f"{kind}{size}" for kind in ("ES", "PS", "RS") for size in (256, 384, 512)
)
"""What a client's registered public key can verify; `none` and HMACs never can."""


@dataclass(frozen=True)
class OAuth2Provider:
    """A realm's OpenID provider settings; every lifetime and interval is in seconds."""

    issuer: str
    auth_req_id_lifetime: int
    polling_interval: int
    signing_algorithms: tuple[str, ...]
    acr_mapping: dict[str, str]
    default_acr: tuple[str, ...]
    grant_types: tuple[str, ...]
    access_token_lifetime: int
    refresh_token_lifetime: int
    issue_refresh_token: bool
    issue_refresh_token_on_refresh: bool
    refresh_token_grace_period: int
    """How long a refresh token still counts that has been exchanged for another."""
    id_token_lifetime: int
    subname_in_claims: bool
    claims_in_id_token: bool
    scopes: tuple[str, ...]
    claims: tuple[str, ...]
    id_token_algorithms: tuple[str, ...]
    assertion_algorithms: tuple[str, ...]
    assertion_audiences: frozenset[str]
    """What an assertion may be addressed to beside the provider's own names."""
    remote_jwks_uri: str | None
    every_key_algorithm: bool
    """Whether each published key appears once for each algorithm that it may sign with."""

    @classmethod
    def of_document(cls, issuer: str, document: Document) -> "OAuth2Provider":
        """The provider that a stored `oauth-oidc` document describes."""
        ciba, oauth2 = document["cibaConfig"], document["coreOAuth2Config"]
        oidc, advanced = document["advancedOIDCConfig"], document["advancedOAuth2Config"]
        return cls(
            issuer=issuer,
            auth_req_id_lifetime=ciba["cibaAuthReqIdLifetime"],
            polling_interval=ciba["cibaMinimumPollingInterval"],
            signing_algorithms=tuple(
                one
                for one in ciba["supportedCibaSigningAlgorithms"]
                if one in SIGNED_WITH_A_PRIVATE_KEY
            ),
            acr_mapping=oidc["loaMapping"],
            default_acr=tuple(oidc["defaultACR"]),
            grant_types=tuple(advanced["grantTypes"]),
            access_token_lifetime=oauth2["accessTokenLifetime"],
            refresh_token_lifetime=oauth2["refreshTokenLifetime"],
            issue_refresh_token=oauth2["issueRefreshToken"],
            issue_refresh_token_on_refresh=oauth2["issueRefreshTokenOnRefreshedToken"],
            refresh_token_grace_period=advanced["refreshTokenGracePeriod"],
            id_token_lifetime=document["coreOIDCConfig"]["jwtTokenLifetime"],
            subname_in_claims=advanced["includeSubnameInTokenClaims"],
            claims_in_id_token=oidc["alwaysAddClaimsToToken"],
            scopes=_names(advanced["supportedScopes"]),
            claims=_names(document["coreOIDCConfig"]["supportedClaims"]),
            id_token_algorithms=tuple(
                document["coreOIDCConfig"]["supportedIDTokenSigningAlgorithms"]
            ),
            assertion_algorithms=tuple(
                oidc["supportedTokenEndpointAuthenticationSigningAlgorithms"]
            ),
            assertion_audiences=frozenset(advanced["allowedAudienceValues"]),
            remote_jwks_uri=oidc.get("jkwsURI"),
            every_key_algorithm=oidc["includeAllKtyAlgCombinationsInJwksUri"],
        )


def _names(translated: list[str]) -> tuple[str, ...]:
    # Each as `name|locale|text`, of which only the name is necessary.
    return tuple(one.split("|", 1)[0] for one in translated)
