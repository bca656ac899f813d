import json

import pytest

from ciba_helpers import keys
from ciba_helpers.am.oauth2_clients import (
    BACK_CHANNEL_REQUEST,
    confidential_client,
    delete_client,
    put_client,
    read_client,
)
from ciba_helpers.am.session import Administrator, AMError


def test_the_article_s_client_is_confidential_and_asks_by_the_back_channel() -> None:
    public = keys.public_key_set(keys.generate_signing_key())
    profile = confidential_client("forgerock", public)
    core, advanced = profile["coreOAuth2ClientConfig"], profile["advancedOAuth2ClientConfig"]
    assert (core["clientType"], core["userpassword"]) == ("Confidential", "forgerock")
    assert core["scopes"] == ["openid", "profile"]
    assert advanced["grantTypes"] == [BACK_CHANNEL_REQUEST]
    assert advanced["tokenEndpointAuthMethod"] == "client_secret_basic"
    signing = profile["signEncOAuth2ClientConfig"]
    assert signing["publicKeyLocation"] == "jwks"
    assert json.loads(signing["jwkSet"]) == public


def test_a_client_may_have_other_scopes_and_grants() -> None:
    profile = confidential_client("s", {}, scopes=["openid"], grant_types=["refresh_token"])
    assert profile["coreOAuth2ClientConfig"]["scopes"] == ["openid"]
    assert profile["advancedOAuth2ClientConfig"]["grantTypes"] == ["refresh_token"]


async def test_a_registered_client_is_shown_without_its_secret(am: Administrator) -> None:
    public = keys.public_key_set(keys.generate_signing_key())
    await put_client(am, "myCIBAClient", confidential_client("s3cret", public))
    read = await read_client(am, "myCIBAClient")
    shown = read["signEncOAuth2ClientConfig"]["jwkSet"]
    assert json.loads(shown["value"]) == public
    assert "s3cret" not in str(read)


async def test_putting_a_client_again_replaces_it(am: Administrator) -> None:
    for scope in ("openid", "profile"):
        await put_client(am, "one", confidential_client("s", {"keys": []}, scopes=[scope]))
    read = await read_client(am, "one")
    assert read["coreOAuth2ClientConfig"]["scopes"]["value"] == ["profile"]


async def test_a_deleted_client_is_gone(am: Administrator) -> None:
    await put_client(am, "one", confidential_client("s", {"keys": []}))
    await delete_client(am, "one")
    with pytest.raises(AMError) as refusal:
        await read_client(am, "one")
    assert refusal.value.code == 404
