"""The exercise of chapter 4: a second till."""

import json
from typing import TYPE_CHECKING, Any

import httpx

from ciba_helpers.am.oauth2_clients import BACK_CHANNEL_REQUEST, read_client
from ciba_helpers.am.session import AMError
from ciba_helpers.check.exercise import Missing, exercise_on_am
from ciba_helpers.check.given_key import jwk_of

if TYPE_CHECKING:
    from ciba_helpers.lab import Lab

SECOND_TILL = "mySecondTill"


@exercise_on_am("4.1", "Register a second till")
async def second_till(answer: Any, lab: "Lab") -> str:
    """Judge the client `mySecondTill` as AM has it; the answer is the key that it signs with."""
    thumbprint = jwk_of(answer).thumbprint()
    if thumbprint == lab.key.thumbprint():
        raise Missing(
            "This is the key of your first till: AM could not tell the two apart.",
            "keys.generate_signing_key makes another.",
        )
    client = await _registered(lab)
    _judge_profile(client)
    _judge_keys(client["signEncOAuth2ClientConfig"], thumbprint)
    return f"AM knows {SECOND_TILL}: its grant, its scopes and its public key, and nothing private."


async def _registered(lab: "Lab") -> dict[str, Any]:
    try:
        return await read_client(await lab.administrator(quiet=True), SECOND_TILL)
    except AMError as error:
        if error.code != httpx.codes.NOT_FOUND:
            raise
        says = f"AM has no client {SECOND_TILL}."
        raise Missing(says, "Put it there, as you did with the first one.") from None


def _judge_profile(client: dict[str, Any]) -> None:
    core = client["coreOAuth2ClientConfig"]
    if _value(core, "clientType") != "Confidential":
        raise Missing("The client is public: it keeps no secret.", "Make it Confidential.")
    scopes = _value(core, "scopes") or []
    if "openid" not in scopes:
        one = any("openid" in str(scope).split() for scope in scopes)
        says = "Both scopes stand in one entry." if one else "The client may not ask for openid."
        raise Missing(says, 'Its scopes are a list: ["openid", "profile"].')
    if BACK_CHANNEL_REQUEST not in (
        _value(client["advancedOAuth2ClientConfig"], "grantTypes") or []
    ):
        says = "The client has not the grant that the console calls Back Channel Request."
        raise Missing(says, f'On the wire it is "{BACK_CHANNEL_REQUEST}".')


def _judge_keys(signing: dict[str, Any], thumbprint: str) -> None:
    if _value(signing, "publicKeyLocation") != "jwks":
        raise Missing(
            "AM does not look for the key in the profile.", 'publicKeyLocation is "jwks".'
        )
    keys = _keys_in(_value(signing, "jwkSet"))
    if any("d" in one for one in keys):
        raise Missing(
            "AM has the private half of the key: the keypair slip.",
            "Make a new key, for this one is known now, and register keys.public_key_set(…).",
        )
    if thumbprint not in [jwk_of(one).thumbprint() for one in keys]:
        raise Missing("AM has another key for this client.", "Register the one you hand in.")


def _keys_in(text: Any) -> list[dict[str, Any]]:
    try:
        keys = json.loads(text)["keys"]
    except (TypeError, ValueError, KeyError):
        keys = None
    if not isinstance(keys, list) or not all(isinstance(one, dict) for one in keys):
        raise Missing("AM has no key set for this client.", 'jwkSet is the JSON of {"keys": […]}.')
    return keys


def _value(section: dict[str, Any], name: str) -> Any:
    return section.get(name, {}).get("value")
