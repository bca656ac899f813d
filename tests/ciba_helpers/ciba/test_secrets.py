"""What is shown and logged tells no secret (RFC 6749 section 10, RFC 9700 section 4.3)."""

import logging
import traceback
from base64 import b64encode

import httpx
import pytest

from ciba_helpers.ciba.client import CIBAClient
from ciba_helpers.ciba.errors import CIBAError, UnexpectedAnswer
from tests.ciba_helpers.ciba.provider import TOKENS, Provider, refusal, tokens

pytestmark = pytest.mark.parametrize("provider", ["in memory", "over HTTP"], indirect=True)

SECRETS = (
    "forgerock",
    b64encode(b"myCIBAClient:forgerock").decode(),
    "the-signed-request",
    *(str(TOKENS[name]) for name in ("access_token", "id_token", "refresh_token")),
)


def told(texts: list[str]) -> list[str]:
    return [secret for secret in SECRETS if any(secret in text for text in texts)]


async def test_no_logger_hears_a_secret_however_much_it_is_told(
    client: CIBAClient, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.answers = [refusal("authorization_pending"), tokens()]
    received = await client.wait(await client.ask("the-signed-request"))
    heard = [record.getMessage() + repr(record.args) for record in caplog.records]
    assert any("bc-authorize" in text for text in heard)
    shown = [f"{thing!r} {thing} {vars(client)}" for thing in (received, client)]
    assert told(heard + shown) == []


@pytest.mark.parametrize(
    "answer",
    [
        refusal("invalid_client", 401),
        httpx.Response(400, html="<html>"),
        httpx.Response(302, headers={"Location": "https://op.example.com/login"}),
        tokens(token_type="mac"),
        tokens(expires_in="the-access-token"),
        tokens(access_token=["the-access-token"]),
    ],
)
async def test_no_exception_tells_a_secret(
    client: CIBAClient, provider: Provider, answer: httpx.Response
) -> None:
    provider.acknowledges, provider.answers = answer, [answer]
    for failing in (client.ask("the-signed-request"), client.poll_once("id")):
        with pytest.raises((CIBAError, UnexpectedAnswer)) as raised:
            await failing
        error = raised.value
        shown = [f"{error} {error!r} {vars(error)} {vars(client)}"]
        # A line of source may name a test's own secret, so only what Python says of the values.
        shown += traceback.format_exception_only(error)
        assert told(shown) == []
