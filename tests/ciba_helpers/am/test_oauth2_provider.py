import httpx
import pytest

from ciba_helpers.am.oauth2_provider import map_acr, read_provider
from ciba_helpers.am.session import Administrator, AMError
from ciba_helpers.connection import connection

PATH = "/realm-config/services/oauth-oidc"


async def test_a_realm_begins_without_a_provider(am: Administrator) -> None:
    with pytest.raises(AMError) as refusal:
        await read_provider(am)
    assert refusal.value.code == 404


async def test_mapping_an_acr_creates_the_provider(am: Administrator) -> None:
    await map_acr(am, "push", "myCIBAPushTree")
    provider = await read_provider(am)
    assert provider["advancedOIDCConfig"]["loaMapping"] == {"push": "myCIBAPushTree"}


async def test_a_second_acr_stands_beside_the_first_and_a_new_tree_replaces_the_old(
    am: Administrator,
) -> None:
    await map_acr(am, "push", "old")
    await map_acr(am, "other", "otherTree")
    await map_acr(am, "push", "new")
    mapping = (await read_provider(am))["advancedOIDCConfig"]["loaMapping"]
    assert mapping == {"push": "new", "other": "otherTree"}


async def test_mapping_an_acr_changes_nothing_else(am: Administrator) -> None:
    await map_acr(am, "push", "tree")
    provider = await read_provider(am)
    provider["coreOAuth2Config"]["accessTokenLifetime"] = 77
    await am.put(PATH, provider)
    await map_acr(am, "other", "tree")
    assert (await read_provider(am))["coreOAuth2Config"]["accessTokenLifetime"] == 77


async def test_a_provider_that_cannot_be_read_is_not_replaced() -> None:
    asked = list[str]()

    def out_of_order(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        return httpx.Response(500 if request.method == "GET" else 200, json={})

    async with connection(httpx.MockTransport(out_of_order)) as http:
        with pytest.raises(AMError, match="500"):
            await map_acr(Administrator(http, "http://am", "/", "cookie", "token"), "push", "tree")
    assert asked == ["GET"]
