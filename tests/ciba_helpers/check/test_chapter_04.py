import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ciba_helpers import check, keys
from ciba_helpers.am import oauth2_clients
from ciba_helpers.check.verdict import Outcome
from ciba_helpers.lab import Lab

Open = Callable[[int], Awaitable[Lab]]
KEY = keys.generate_signing_key("mySecondKey")
OTHER = keys.generate_signing_key("another")
PUBLIC = keys.public_key_set(KEY)


@pytest.fixture
async def lab(in_process: Path, opened: Open) -> Lab:
    return await opened(4)


async def register(lab: Lab, section: str = "", **settings: Any) -> None:
    """Register mySecondTill as it should be, but for these settings of one section."""
    profile = oauth2_clients.confidential_client("another", PUBLIC)
    if section:
        profile[section] |= settings
    administrator = await lab.administrator(quiet=True)
    await oauth2_clients.put_client(administrator, "mySecondTill", profile)


@pytest.mark.parametrize("answer", [KEY, keys.public_key(KEY), KEY.export()])
async def test_a_second_till_is_right_with_its_key_in_every_form(lab: Lab, answer: Any) -> None:
    await register(lab)
    assert (await check.second_till(answer, lab)).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("section", "settings"),
    [
        ("coreOAuth2ClientConfig", {"scopes": ["profile", "openid", "email"]}),
        (
            "advancedOAuth2ClientConfig",
            {"grantTypes": ["refresh_token", "urn:openid:params:grant-type:ciba"]},
        ),
        (
            "signEncOAuth2ClientConfig",
            {"jwkSet": json.dumps({"keys": [keys.public_key(OTHER), *PUBLIC["keys"]]})},
        ),
    ],
)
async def test_more_than_was_asked_for_is_right_too(
    lab: Lab, section: str, settings: dict[str, Any]
) -> None:
    await register(lab, section, **settings)
    assert (await check.second_till(KEY, lab)).outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("section", "settings", "says"),
    [
        ("coreOAuth2ClientConfig", {"clientType": "Public"}, "The client is public"),
        ("coreOAuth2ClientConfig", {"scopes": ["profile"]}, "The client may not ask for openid"),
        ("coreOAuth2ClientConfig", {"scopes": []}, "The client may not ask for openid"),
        ("coreOAuth2ClientConfig", {"scopes": ["openid profile"]}, "Both scopes stand in one"),
        (
            "advancedOAuth2ClientConfig",
            {"grantTypes": ["authorization_code"]},
            "The client has not the grant",
        ),
        (
            "signEncOAuth2ClientConfig",
            {"publicKeyLocation": "jwks_uri"},
            "AM does not look for the key in the profile",
        ),
        (
            "signEncOAuth2ClientConfig",
            {"jwkSet": json.dumps(keys.keypair_set(KEY))},
            "AM has the private half",
        ),
        (
            "signEncOAuth2ClientConfig",
            {"jwkSet": json.dumps(keys.public_key_set(OTHER))},
            "AM has another key",
        ),
        ("signEncOAuth2ClientConfig", {"jwkSet": '{"keys": []}'}, "AM has another key"),
    ],
)
async def test_what_am_has_wrong_is_told(
    lab: Lab, section: str, settings: dict[str, Any], says: str
) -> None:
    await register(lab, section, **settings)
    await is_missing(KEY, lab, says)


async def test_a_client_that_is_not_there_is_told(lab: Lab) -> None:
    await is_missing(KEY, lab, "AM has no client mySecondTill")


async def test_the_first_till_s_key_is_not_a_second_one(lab: Lab) -> None:
    await register(lab)
    await is_missing(lab.key, lab, "This is the key of your first till")


async def test_nonsense_is_told(lab: Lab) -> None:
    await register(lab)
    for nonsense in (None, 5, "", "key", [], {}, {"keys": []}, object(), b"\xff"):
        await is_missing(nonsense, lab, "That is not a JSON Web Key")


async def is_missing(answer: Any, lab: Lab, says: str) -> None:
    """The verdict says what is missing so, and how to mend it."""
    verdict = await check.second_till(answer, lab)
    assert verdict.outcome is Outcome.MISSING
    assert verdict.says.startswith(says)
    assert verdict.mend
