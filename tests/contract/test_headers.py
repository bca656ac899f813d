"""The headers of answers (am.md 2.2)."""

from tests.contract.am import Administrator
from tests.contract.configuration import CLIENTS, TREES
from tests.contract.resources import TREE


async def test_etag_is_the_revision_a_signed_32_bit_number(administrator: Administrator) -> None:
    # am.md 2.2, 2.5
    answer = await administrator.get(f"{TREES}/trees/ldapService")
    assert answer.headers["etag"] == f'"{answer.json()["_rev"]}"'
    assert -(2**31) <= int(answer.json()["_rev"]) < 2**31


async def test_a_query_without_results_has_the_version_of_the_query_alone(
    administrator: Administrator,
) -> None:
    # am.md 2.2: recorded for a user without devices and for nodes of a type that has none
    answer = await administrator.get(f"{CLIENTS}?_queryFilter=true")
    assert answer.json()["result"] == []
    assert answer.headers["content-api-version"] == "resource=1.0"


async def test_config_answers_carry_ams_headers(administrator: Administrator) -> None:
    # am.md 2.2
    headers = (await administrator.get(f"{TREES}/trees/ldapService")).headers
    assert headers["content-type"] == "application/json;charset=UTF-8"
    assert headers["content-api-version"] == "resource=1.0"
    assert headers["cache-control"] == "private"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["content-security-policy"].startswith("default-src 'none'")


async def test_errors_carry_the_version_and_no_etag(administrator: Administrator) -> None:
    # am.md 2.2
    headers = (await administrator.get(TREE)).headers
    assert headers["content-api-version"] == "resource=1.0"
    assert headers["cache-control"] == "private"
    assert "etag" not in headers


async def test_a_transaction_id_is_not_sent_back(administrator: Administrator) -> None:
    # am.md 2.1: recorded for classic AM
    answer = await administrator.get("/users/demo", X_ForgeRock_TransactionId="1")
    assert "x-forgerock-transactionid" not in answer.headers
