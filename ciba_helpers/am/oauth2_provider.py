"""The OAuth2 provider (console: Realms > Realm Name > Services > OAuth2 Provider)."""

from typing import Any

from ciba_helpers.am.session import Administrator, AMError

_PATH = "/realm-config/services/oauth-oidc"


async def read_provider(am: Administrator) -> dict[str, Any]:
    """The provider's settings; raises AMError where the realm has no provider yet."""
    return await am.get(_PATH)


async def map_acr(am: Administrator, acr: str, tree: str) -> dict[str, Any]:
    """Let `acr` in a request choose `tree`, beside whatever else is mapped.

    Creates the provider with AM's defaults where the realm has none.
    """
    provider = await _provider_or_nothing(am)
    oidc = provider.setdefault("advancedOIDCConfig", {})
    oidc["loaMapping"] = {**oidc.get("loaMapping", {}), acr: tree}
    return await am.put(_PATH, provider)


async def _provider_or_nothing(am: Administrator) -> dict[str, Any]:
    try:
        return await read_provider(am)
    except AMError as error:
        if error.code != 404:
            raise
        return {}
