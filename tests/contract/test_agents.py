"""`realm-config/agents`: the kinds of agents, of which OAuth2 clients are one (am.md 10)."""

import pytest
from jwcrypto.jwk import JWK

from tests.contract.am import Administrator, error
from tests.contract.configuration import CLIENTS, client

AGENTS = "/realm-config/agents"


async def test_oauth2_clients_are_one_type_of_agents(administrator: Administrator) -> None:
    # am.md 10.1: their name differs from the one in a client's own _type
    types = (await administrator.post(f"{AGENTS}?_action=getAllTypes")).json()["result"]
    names = {one["_id"]: one["name"] for one in types}
    assert names["OAuth2Client"] == "OAuth2 Client Agents"
    assert names["WebAgent"] == "Web Agents"
    assert all(one["collection"] is True for one in types)


async def test_all_agents_are_listed_without_revision(
    administrator: Administrator, key: JWK
) -> None:
    # am.md 10.1
    await administrator.put(f"{CLIENTS}/myCIBAClient", client(key))
    answer = await administrator.post(f"{AGENTS}?_action=nextdescendents")
    (agent,) = answer.json()["result"]
    assert (agent["_id"], agent["_type"]["_id"]) == ("myCIBAClient", "OAuth2Client")
    assert agent["coreOAuth2ClientConfig"]["scopes"] == ["openid", "profile"]
    assert "_rev" not in agent
    assert "userpassword" not in answer.text


async def test_agents_can_be_queried_whatever_their_type(
    administrator: Administrator, key: JWK
) -> None:
    await administrator.put(f"{CLIENTS}/myCIBAClient", client(key))
    answer = (await administrator.get(f"{AGENTS}?_queryFilter=true")).json()
    assert [agent["_id"] for agent in answer["result"]] == ["myCIBAClient"]


async def test_things_are_not_enabled(administrator: Administrator) -> None:
    # am.md 10.1
    answer = await administrator.get(f"{AGENTS}/OAuth2Thing?_queryFilter=true")
    assert answer.json() == error(501, "Not Implemented", "OAuth 2.0 for Things is not enabled")


NOT_MOCKED = pytest.param("WebAgent", marks=pytest.mark.mock_alone)


@pytest.mark.parametrize("path", ["type1", "type1/agent1", NOT_MOCKED])
async def test_another_type_is_not_found(administrator: Administrator, path: str) -> None:
    # am.md 2.4
    for method in ("GET", "PUT"):
        answer = await administrator.request(method, f"{AGENTS}/{path}", {})
        assert answer.json() == error(404, "Not Found", f"Resource '{path}' not found")


async def test_an_agent_is_not_made_without_its_type(administrator: Administrator) -> None:
    assert (await administrator.post(f"{AGENTS}?_action=create", {})).status_code == 501
