"""`id_token_hint`: an ID token says who the end user is (am.md 12.1)."""

import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest

from tests.contract.am import Administrator
from tests.contract.configuration import CLIENTS, client, done
from tests.contract.till import Till, approve, signed

NO_HINT = {
    "error_description": "id_token_hint is not an ID token that this provider issued to the client",
    "error": "invalid_request",
}


async def hinted(till: Till, token: str, **changes: Any) -> Any:
    """Ask with an ID token instead of a name."""
    return await till.ask(login_hint=None, id_token_hint=token, **changes)


@pytest.mark.parametrize("alg", ["ES256", "RS256"])
async def test_an_id_token_may_name_the_end_user(
    till: Till, administrator: Administrator, alg: str
) -> None:
    # am.md 12.1
    chosen = client(till.key, idTokenSignedResponseAlg=alg)
    await done(administrator, f"{CLIENTS}/myCIBAClient", chosen)
    answer = await hinted(till, (await till.tokens())["id_token"])
    assert answer.status_code == 200, answer.text
    await approve(till.am, answer.json()["auth_req_id"])
    assert (await till.poll(answer.json()["auth_req_id"])).status_code == 200


async def test_an_expired_id_token_still_names_the_end_user(till: Till) -> None:
    # CIBA 14
    token = (await till.tokens())["id_token"]
    await till.am.advance(7200)
    assert (await hinted(till, token)).status_code == 200


async def test_an_id_token_of_another_client_names_nobody(
    till: Till, administrator: Administrator
) -> None:
    # CIBA 14
    await done(administrator, f"{CLIENTS}/otherClient", client(till.key))
    other = Till(till.am, till.key, "otherClient")
    answer = await hinted(other, (await till.tokens())["id_token"])
    assert answer.json() == NO_HINT


async def test_a_forged_id_token_names_nobody(till: Till) -> None:
    token = (await till.tokens())["id_token"]
    header, payload, signature = token.split(".")
    claims = json.loads(urlsafe_b64decode(payload + "=="))
    forged = [
        signed(claims, till.key),
        f"{header}.{payload}.{signature[:-4]}AAAA",
        f"eyJhbGciOiJub25lIn0.{payload}.",
        f"eyJhbGciOlsiRVMyNTYiXX0.{payload}.{signature}",  # ["ES256"]
        "x",
        "é",
        f"{header}.{payload}",
    ]
    for one in forged:
        assert (await hinted(till, one)).json() == NO_HINT


async def test_a_token_signed_with_the_clients_secret_names_nobody(
    till: Till, administrator: Administrator
) -> None:
    # The client could have written anything into it.
    chosen = client(till.key, idTokenSignedResponseAlg="HS256")
    await done(administrator, f"{CLIENTS}/myCIBAClient", chosen)
    assert (await hinted(till, (await till.tokens())["id_token"])).json() == NO_HINT


async def test_a_user_who_is_gone_is_unknown_by_an_id_token_too(
    till: Till, administrator: Administrator
) -> None:
    token = (await till.tokens())["id_token"]
    assert (await administrator.delete("/users/demo")).status_code == 200
    assert (await hinted(till, token)).json()["error"] == "unknown_user_id"


async def test_two_hints_are_one_too_many(till: Till) -> None:
    # CIBA 7.1
    answer = await till.ask(id_token_hint=(await till.tokens())["id_token"])
    assert answer.json()["error_description"] == "Exactly one login hint is required"
