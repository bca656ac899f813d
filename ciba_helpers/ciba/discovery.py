"""Where a provider says its endpoints are (OpenID Connect Discovery 1.0 section 4)."""

from typing import Any

import httpx

from ciba_helpers.ciba.errors import UnexpectedAnswer, raise_for_error


async def provider_metadata(http: httpx.AsyncClient, issuer: str) -> dict[str, Any]:
    """What the provider publishes about itself.

    Raises UnexpectedAnswer where it calls itself otherwise than `issuer`, to the letter
    (section 4.3): then somebody else would be asked.
    """
    response = await http.get(
        f"{issuer.removesuffix('/')}/.well-known/openid-configuration", follow_redirects=False
    )
    metadata = raise_for_error(response)
    if metadata.get("issuer") != issuer:
        raise UnexpectedAnswer("The provider's metadata is another issuer's", response)
    for name in ("backchannel_authentication_endpoint", "token_endpoint"):
        if name in metadata and not _may_have_the_secret(metadata[name], issuer):
            raise UnexpectedAnswer(f"The provider's {name} is not an address", response)
    return metadata


def _may_have_the_secret(endpoint: Any, issuer: str) -> bool:
    """Whether `endpoint` is an absolute address, and as well protected as the issuer's own."""
    try:
        url = httpx.URL(endpoint)
    except (TypeError, httpx.InvalidURL):
        return False
    protected = url.scheme in ("https", httpx.URL(issuer).scheme)
    return protected and bool(url.host) and not url.userinfo and not url.fragment
