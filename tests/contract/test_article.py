"""The article's curl commands, typed against a running mock (am.md 12.2, 12.3, 13)."""

import asyncio
import json
import shutil
import string
from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT

from tests.contract.am import AM, OAUTH2, Administrator
from tests.contract.configuration import configure, give_phone
from tests.contract.server import Server
from tests.contract.till import Till, approve, signed

CURL = shutil.which("curl")
BASIC = "authorization: Basic bXlDSUJBQ2xpZW50OmZvcmdlcm9jaw=="
BASE64URL = set(string.ascii_letters + string.digits + "-_")

pytestmark = pytest.mark.skipif(CURL is None, reason="curl is not installed")


@pytest.fixture
async def till(server: Server, key: JWK) -> AsyncIterator[Till]:
    """The article's client on the mock that runs as a process."""
    am = AM(server.url)
    await am.mock("POST", "/reset")
    await configure(Administrator(am, await am.session()), key)
    await give_phone(am)
    yield Till(am, key)
    await am.http.aclose()


async def curl(url: str, *data: str) -> dict[str, Any]:
    """`curl --request POST --header … --data …`, and the JSON it printed."""
    arguments = ["--silent", "--show-error", "--request", "POST", "--header", BASIC]
    for one in data:
        arguments += ["--data", one]
    assert CURL is not None
    process = await asyncio.create_subprocess_exec(
        CURL, *arguments, url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    answer: dict[str, Any] = json.loads(out)
    return answer


async def test_the_articles_curl_commands_answer_as_it_shows(till: Till) -> None:
    am = till.am
    assert b64decode(BASIC.rpartition(" ")[2]) == b"myCIBAClient:forgerock"
    request = signed(till.claims(), till.key)
    acknowledged = await curl(f"{am.url}{OAUTH2}/bc-authorize", f"request={request}")
    auth_req_id = acknowledged["auth_req_id"]
    assert acknowledged == {"auth_req_id": auth_req_id, "expires_in": 600, "interval": 2}
    assert len(auth_req_id) == 27
    assert set(auth_req_id) <= BASE64URL

    await approve(am, auth_req_id)

    tokens = await curl(
        f"{am.url}{OAUTH2}/access_token",
        "grant_type=urn:openid:params:grant-type:ciba",
        f"auth_req_id={auth_req_id}",
    )
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3599
    assert len(tokens["access_token"]) == 27
    assert JWT(jwt=tokens["id_token"]).token is not None
    assert "refresh_token" not in tokens


async def test_curl_sees_an_error_as_json(till: Till) -> None:
    refused = await curl(f"{till.am.url}{OAUTH2}/bc-authorize", "request=eyJhbGci")
    assert list(refused) == ["error_description", "error"]
