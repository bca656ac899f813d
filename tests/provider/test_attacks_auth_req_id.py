"""An auth_req_id is one client's, counts once, and cannot be guessed (CIBA 7.3, 10.1, 11)."""

import asyncio
from collections.abc import Callable

import pytest

from tests.contract.configuration import CLIENTS, client, done, put_branch
from tests.provider.attacks import (
    GRANT,
    REQUEST,
    case,
    in_due_form,
    refused,
    still_works,
    unauthenticated,
    unharmed,
)
from tests.provider.forging import LETTERS
from tests.provider.provider import Client, Provider, grant


async def redeem(till: Client, auth_req_id: str, **more: str) -> None:
    """Redeem it, which must succeed."""
    answer = await till.post("access_token", data=grant(auth_req_id) | more)
    assert answer.status_code == 200, answer.text
    in_due_form(answer)


def other_last(text: str) -> str:
    return text[:-1] + LETTERS[LETTERS.index(text[-1]) ^ 1]


LIKE: dict[str, Callable[[str], str]] = {
    "another case": str.swapcase,
    "lower case": str.lower,
    "a space behind": lambda text: text + " ",
    "a space in front": lambda text: " " + text,
    "a line break behind": lambda text: text + "\n",
    "a NUL behind": lambda text: text + "\x00",
    "a NUL in front": lambda text: "\x00" + text,
    "padding": lambda text: text + "=",
    "one less": lambda text: text[:-1],
    "one more": lambda text: text + "A",
    "another last letter": other_last,
    "the other alphabet": lambda text: text.replace("-", "+").replace("_", "/") + "/",
    "twice": lambda text: text * 2,
    "in quotes": lambda text: f'"{text}"',
    "in a list": lambda text: f'["{text}"]',
    "encoded twice": lambda text: "".join(f"%{ord(letter):02X}" for letter in text),
    "a wildcard": lambda text: text[:10] + "%",
    "SQL": lambda text: f"{text}' OR '1'='1",
    "100 kB": lambda text: text + "A" * 100_000,
    "full width": lambda text: "".join(chr(ord(letter) + 0xFEE0) for letter in text),
}


async def test_an_id_counts_to_the_letter(standing: Provider) -> None:
    till = standing.client
    approved = await till.approved()
    async with unharmed(standing):
        for name, like in LIKE.items():
            with case(name):
                refused(await till.post("access_token", data=grant(like(approved))), GRANT)
    await redeem(till, approved)


async def test_a_foreign_probe_neither_succeeds_nor_burns_an_id(standing: Provider) -> None:
    till, other = standing.client, standing.other
    pending, approved = await till.acknowledged(), await till.approved()
    for auth_req_id in (pending, approved):
        for _ in range(3):
            refused(await other.post("access_token", data=grant(auth_req_id)), GRANT)
    first = await till.post("access_token", data=grant(pending))
    assert first.json()["error"] == "authorization_pending", "a probe is no poll either"
    await redeem(till, approved)
    refused(await other.post("access_token", data=grant(approved)), GRANT)
    deny = {"token": pending, "type": "deny"}
    assert (await standing.am.mock("POST", "/action", params=deny)).status_code == 200


async def test_who_does_not_prove_who_it_is_redeems_nothing(standing: Provider) -> None:
    till = standing.client
    approved = await till.approved()
    tries: list[tuple[dict[str, str], tuple[str, str] | None]] = [
        ({}, None),
        ({"client_id": till.auth[0]}, None),
        ({}, (till.auth[0], "wrong")),
        ({}, (till.auth[0], "")),
        ({}, ("nobody", till.auth[1])),
        ({}, ("otherClient", till.auth[1])),
    ]
    for more, auth in tries:
        with case((more, auth)):
            answer = await till.post("access_token", data=grant(approved) | more, auth=auth)
            refused(answer, unauthenticated(standing, header=auth is not None))
    named = await till.post("access_token", data=grant(approved) | {"client_id": "otherClient"})
    refused(named, REQUEST)
    await redeem(till, approved)


async def test_an_id_counts_once(standing: Provider) -> None:
    till = standing.client
    approved = await till.approved()
    await redeem(till, approved)
    for _ in range(3):
        refused(await till.post("access_token", data=grant(approved)), GRANT)
    await still_works(standing)


async def test_of_sixteen_redemptions_at_once_one_succeeds(standing: Provider) -> None:
    till = standing.client
    approved = await till.approved()
    tries = (till.post("access_token", data=grant(approved)) for _ in range(16))
    answers = await asyncio.gather(*tries)
    lost = [answer for answer in answers if answer.status_code != 200]
    assert len(lost) == 15
    for answer in lost:
        refused(answer, GRANT)


async def test_guessing_ids_comes_to_nothing(standing: Provider) -> None:
    till = standing.client
    approved = await till.approved()
    guesses = [
        approved[:-3] + "".join(tail)
        for tail in zip("ABCDEFGHIJ", "KLMNOPQRST", "abcdefghij", strict=True)
    ]
    guesses += ["A" * length for length in range(1, 60)]
    async with unharmed(standing):
        for guess in guesses:
            refused(await till.post("access_token", data=grant(guess)), GRANT)
    await redeem(till, approved)


async def test_an_id_is_long_random_and_of_the_letters_that_ciba_names(
    standing: Provider,
) -> None:
    # CIBA 7.3: 128 bits at least, 160 recommended; AM's have 160 (am.md 12.2)
    ids = []
    for _ in range(20):
        answer = await standing.client.ask()
        in_due_form(answer)
        ids.append(answer.json()["auth_req_id"])
        deny = {"token": ids[-1], "type": "deny"}
        await standing.am.mock("POST", "/action", params=deny)
    assert len(set(ids)) == 20
    for one in ids:
        assert len(one) == (43 if standing.profile == "strict" else 27)
        assert set(one) <= set(LETTERS + ".")
    assert all(len({one[place] for one in ids}) > 4 for place in range(26)), "no part stays"


async def test_an_id_of_one_realm_is_none_of_another(provider: Provider) -> None:
    till = provider.client
    approved = await till.approved()
    branch = await put_branch(provider.administrator)
    body = client(till.key)
    await done(provider.administrator, f"/json{branch}{CLIENTS}/myCIBAClient", body)
    settings = f"/json{branch}/realm-config/services/oauth-oidc"
    await done(provider.administrator, settings, {})
    url = f"/oauth2{branch}/access_token"
    elsewhere = await provider.am.post(url, data=grant(approved), auth=till.auth)
    refused(elsewhere, GRANT)
    await redeem(till, approved)


@pytest.mark.parametrize("scope", ["openid profile admin", "admin", "openid email", "*"])
async def test_a_redemption_widens_no_scope(standing: Provider, scope: str) -> None:
    # RFC 6749 3.3
    till = standing.client
    approved = await till.approved(scope="openid")
    answer = await till.post("access_token", data=grant(approved) | {"scope": scope})
    assert answer.status_code == 400 or answer.json()["scope"] == "openid"


async def test_a_refresh_token_is_one_clients_and_widens_no_scope(standing: Provider) -> None:
    # RFC 6749 6, 10.4
    till, other = standing.client, standing.other
    tokens = await till.tokens(scope="openid")
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    refused(await other.post("access_token", data=form), GRANT)
    for scope in ("openid profile", "openid profile admin", "admin"):
        wider = await till.post("access_token", data=form | {"scope": scope})
        refused(wider, (400, "invalid_scope"))
    for changed in (form["refresh_token"].swapcase(), form["refresh_token"] + " "):
        again = await till.post("access_token", data=form | {"refresh_token": changed})
        refused(again, GRANT)
    assert (await till.post("access_token", data=form)).status_code == 200


async def test_what_one_client_revokes_is_its_own(standing: Provider) -> None:
    # RFC 7009 2.1. AM repeats the token in its refusal (am.md 14.3, FORK).
    till, other = standing.client, standing.other
    tokens = await till.tokens()
    for name in ("access_token", "refresh_token"):
        answer = await other.post("token/revoke", data={"token": tokens[name]})
        refused(answer, GRANT)
        assert (tokens[name] in answer.text) is (standing.profile == "am")
        shown = await till.post("introspect", data={"token": tokens[name]})
        assert shown.json()["active"] is True
