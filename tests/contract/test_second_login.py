"""A phone registered in one login approves the next (am.md 3.2, 8.1, 8.3, 11)."""

from base64 import b64decode
from typing import Any

import pytest

from tests.contract.am import ALPHA, AM, REALM, Administrator, error
from tests.contract.phone import REGISTRATION, Phone, filled, qr_text
from tests.contract.second_login import (
    LOGIN,
    Registered,
    after_the_wait,
    asks_for_a_code,
    begun,
    gone_on,
    output_of,
    put_second_login,
)

REFUSED = error(401, "Unauthorized", "Login failure")


async def test_the_second_login_is_approved_on_that_phone(am: AM, registered: Registered) -> None:
    phone, _ = registered
    waiting = await begun(am)
    assert [one["type"] for one in waiting["callbacks"]] == [
        "PollingWaitCallback",
        "ConfirmationCallback",
    ]
    assert output_of(waiting, "PollingWaitCallback") == {
        "waitTime": "5000",
        "message": "Waiting for response...",
    }
    (message,) = await phone.mailbox()
    assert phone.read(message)["m"] == "Login attempt from demo at ForgeRock"
    assert (await phone.answer(message)).status_code == 200
    answer = await after_the_wait(am, waiting)
    assert answer.json()["realm"] == REALM
    whose = await am.post(
        f"{ALPHA}/sessions/?_action=getSessionInfo", json={"tokenId": answer.json()["tokenId"]}
    )
    assert whose.json()["username"] == "demo"


async def test_every_challenge_is_32_other_bytes(am: AM, registered: Registered) -> None:
    # am.md 8.3
    phone, _ = registered
    for _ in range(2):
        await begun(am)
    challenges = {phone.read(message)["c"] for message in await phone.mailbox()}
    assert [len(b64decode(one)) for one in challenges] == [32, 32]


async def test_a_denial_on_the_phone_is_a_login_failure(am: AM, registered: Registered) -> None:
    phone, _ = registered
    waiting = await begun(am)
    await phone.answer((await phone.mailbox())[0], deny=True)
    answer = await after_the_wait(am, waiting)
    assert (answer.status_code, answer.json()) == (401, REFUSED)


async def test_an_unanswered_message_is_waited_for_until_am_has_forgotten_it(
    am: AM, registered: Registered
) -> None:
    phone, _ = registered
    waiting = await begun(am)
    again = await after_the_wait(am, waiting)
    assert output_of(again.json(), "PollingWaitCallback")["waitTime"] == "5000"
    await am.advance(115)
    expired = await gone_on(am, again.json())
    assert asks_for_a_code(expired)
    assert (await phone.answer((await phone.mailbox())[0])).status_code == 400


async def test_the_last_answer_before_the_tree_looks_counts(am: AM, registered: Registered) -> None:
    phone, _ = registered
    waiting = await begun(am)
    (message,) = await phone.mailbox()
    assert (await phone.answer(message)).status_code == 200
    assert (await phone.answer(message, deny=True)).status_code == 200
    answer = await after_the_wait(am, waiting)
    assert (answer.status_code, answer.json()) == (401, REFUSED)
    assert (await phone.answer(message)).status_code == 400, "the tree has looked"


@pytest.fixture
async def challenged(
    am: AM, registered: Registered, administrator: Administrator
) -> tuple[dict[str, Any], dict[str, str]]:
    """A second login that shows a number to tap, and the message on the phone."""
    await put_second_login(administrator, sender={"pushType": "CHALLENGE"})
    waiting = await begun(am)
    (message,) = await registered[0].mailbox()
    return waiting, message


Challenged = tuple[dict[str, Any], dict[str, str]]


async def test_the_browser_is_told_which_number_to_tap(
    am: AM, registered: Registered, challenged: Challenged
) -> None:
    waiting, message = challenged
    assert [one["type"] for one in waiting["callbacks"]] == [
        "PollingWaitCallback",
        "HiddenValueCallback",
        "ConfirmationCallback",
    ]
    hidden = output_of(waiting, "HiddenValueCallback")
    assert hidden["id"] == "pushChallengeNumber"
    number = hidden["value"]
    assert number in registered[0].read(message)["n"].split(",")
    told = output_of(waiting, "PollingWaitCallback")["message"]
    assert told == f"Tap the number [{number}] on the Push Notification to continue."


@pytest.mark.parametrize("right", [True, False])
async def test_only_the_right_number_opens_the_second_login(
    am: AM, registered: Registered, challenged: Challenged, right: bool
) -> None:
    (phone, _), (waiting, message) = registered, challenged
    number = output_of(waiting, "HiddenValueCallback")["value"]
    numbers = phone.read(message)["n"].split(",")
    chosen = next(one for one in numbers if (one == number) is right)
    assert (await phone.answer(message, challengeResponse=chosen)).status_code == 200
    answer = await after_the_wait(am, waiting)
    assert ("tokenId" in answer.json()) is right


async def test_two_users_phones_answer_for_their_owners_only(
    am: AM, registered: Registered, administrator: Administrator
) -> None:
    phone, _ = registered
    body = {"username": "bob", "userpassword": "Ch4ng31t"}
    await administrator.post("/users?_action=create", body)
    step = (await am.post(LOGIN, json={})).json()
    refused = await am.post(LOGIN, json=filled(step, "bob"))
    assert refused.json() == REFUSED, "bob has no phone"
    step = (await am.post(REGISTRATION, json={})).json()
    for value in ("bob", "Ch4ng31t"):
        step = (await am.post(REGISTRATION, json=filled(step, value))).json()
    bobs = Phone(am, qr_text(step), "fcm-token-of-bob")
    await bobs.register(mechanismUid="mechanism-of-bob")
    await am.post(REGISTRATION, json=filled(step, "mfaDeviceRegistration"))
    step = (await am.post(LOGIN, json={})).json()
    waiting = (await am.post(LOGIN, json=filled(step, "bob"))).json()
    assert await phone.mailbox() == []
    (message,) = await bobs.mailbox()
    assert (await bobs.answer(message, secret=phone.secret)).status_code == 400
    assert (await bobs.answer(message)).status_code == 200
    session = await after_the_wait(am, waiting)
    whose = await am.post(
        f"{ALPHA}/sessions/?_action=getSessionInfo", json={"tokenId": session.json()["tokenId"]}
    )
    assert whose.json()["username"] == "bob"
