"""A phone registered in one login approves the next (am.md 3.2, 8.1, 8.3, 11)."""

import re
from typing import Any

import httpx
import pytest

from tests.contract.am import ALPHA, AM, REALM, Administrator, error
from tests.contract.configuration import FAILURE, PUSH_SERVICE, SERVICES, SUCCESS, TREES, done
from tests.contract.phone import (
    REGISTER,
    REGISTRATION,
    REGISTRATION_TREE,
    Phone,
    filled,
    put_registration_tree,
    qr_step,
    qr_text,
)

NAME, SENDER, WAIT, VERIFIER, CODE, SHOW = (
    f"{letter}" * 8 + "-0000-4000-8000-000000000000" for letter in "abcdef"
)
LOGIN = f"{ALPHA}/authenticate?authIndexType=service&authIndexValue=secondLogin"
REFUSED = error(401, "Unauthorized", "Login failure")


def placed(node_type: str, **connections: str) -> dict[str, Any]:
    """A node's place in a tree."""
    return {"nodeType": node_type, "displayName": node_type, "connections": connections}


def second_login(wait: str = "PushWaitNode") -> dict[str, Any]:
    """A login by phone; who has lost it, or lets the time run out, may give a recovery code."""
    after_the_wait = {"DONE": VERIFIER, "EXITED": CODE, "SPAM": FAILURE}
    decided = {"TRUE": SUCCESS, "FALSE": FAILURE, "EXPIRED": CODE, "WAITING": WAIT}
    sender = "PushAuthenticationSenderNode"
    return {
        "entryNodeId": NAME,
        "nodes": {
            NAME: placed("UsernameCollectorNode", outcome=SENDER),
            SENDER: placed(sender, SENT=WAIT, NOT_REGISTERED=FAILURE, SKIPPED=FAILURE),
            WAIT: placed(wait, **after_the_wait),
            VERIFIER: placed("PushResultVerifierNode", **decided),
            CODE: placed("RecoveryCodeCollectorDecisionNode", true=SUCCESS, false=FAILURE),
        },
    }


async def put_second_login(
    administrator: Administrator, wait: str = "PushWaitNode", **config: dict[str, Any]
) -> None:
    """The tree of the second login; `config` is that of `sender` and `wait_node`."""
    tree = second_login(wait)
    configured = {SENDER: config.get("sender", {}), WAIT: config.get("wait_node", {})}
    configured[CODE] = {"recoveryCodeType": "PUSH"}
    for node_id, node in tree["nodes"].items():
        path = f"{TREES}/nodes/{node['nodeType']}/{node_id}"
        await done(administrator, path, configured.get(node_id, {}))
    await done(administrator, f"{TREES}/trees/secondLogin", tree)


async def put_registration_with_codes(administrator: Administrator) -> None:
    """The registration tree, with the node behind it that shows the recovery codes."""
    await put_registration_tree(administrator)
    nodes: Any = REGISTRATION_TREE["nodes"]
    registered = nodes[REGISTER]["connections"] | {"successOutcome": SHOW}
    shown = placed("RecoveryCodeDisplayNode", outcome=SUCCESS)
    tree = {
        **REGISTRATION_TREE,
        "nodes": nodes | {REGISTER: placed("PushRegistrationNode", **registered), SHOW: shown},
    }
    await done(administrator, f"{TREES}/nodes/RecoveryCodeDisplayNode/{SHOW}", {})
    await done(administrator, f"{TREES}/trees/registerPhone", tree)


Registered = tuple[Phone, list[str]]


@pytest.fixture
async def registered(am: AM, administrator: Administrator) -> Registered:
    """demo's phone and the recovery codes, after a first login that showed a QR code."""
    await done(administrator, f"{SERVICES}/pushNotification", PUSH_SERVICE)
    await put_registration_with_codes(administrator)
    await put_second_login(administrator)
    step = await qr_step(am)
    phone = Phone(am, qr_text(step))
    assert (await phone.register()).status_code == 200
    shown = (await am.post(REGISTRATION, json=filled(step, "mfaDeviceRegistration"))).json()
    (callback,) = shown["callbacks"]
    script, kind = (one["value"] for one in callback["output"])
    assert (callback["type"], kind) == ("TextOutputCallback", "4")
    finished = await am.post(REGISTRATION, json=shown)
    assert finished.json()["realm"] == REALM
    return phone, re.findall(r'^ +"(\w+)\\n', script, re.MULTILINE)


async def begun(am: AM) -> dict[str, Any]:
    """The second login, waiting for the phone."""
    step = (await am.post(LOGIN, json={})).json()
    answer = await am.post(LOGIN, json=filled(step, "demo"))
    waiting: dict[str, Any] = answer.json()
    return waiting


async def gone_on(am: AM, step: dict[str, Any], *, exit_pressed: bool = False) -> httpx.Response:
    """The callbacks go back as they came, but for a press on the exit."""
    if exit_pressed:
        step["callbacks"][-1]["input"][0]["value"] = 0
    return await am.post(LOGIN, json=step)


async def after_the_wait(am: AM, step: dict[str, Any]) -> httpx.Response:
    """What AM says when the client comes back in time."""
    await am.advance(6)
    return await gone_on(am, step)


def output_of(step: dict[str, Any], kind: str) -> dict[str, Any]:
    """What the step's callback of this type shows."""
    callback = next(one for one in step["callbacks"] if one["type"] == kind)
    return {one["name"]: one["value"] for one in callback["output"]}


def asks_for_a_code(answer: httpx.Response) -> bool:
    """Whether the tree took the way to the recovery code."""
    callbacks = answer.json().get("callbacks", [])
    return [one["output"][0]["value"] for one in callbacks] == ["Recovery Code"]


async def test_the_first_login_registers_a_phone_and_shows_ten_recovery_codes(
    registered: Registered, administrator: Administrator
) -> None:
    phone, codes = registered
    listed = await administrator.get("/users/demo/devices/2fa/push?_queryFilter=true")
    assert [device["uuid"] for device in listed.json()["result"]] == [phone.qr["pid"]]
    assert len(set(codes)) == 10
    assert all(re.fullmatch("[A-Za-z0-9]{10}", code) for code in codes)
    assert not any(code in listed.text for code in codes)


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


async def test_a_denial_on_the_phone_is_a_login_failure(am: AM, registered: Registered) -> None:
    phone, _ = registered
    waiting = await begun(am)
    await phone.answer((await phone.mailbox())[0], deny=True)
    answer = await after_the_wait(am, waiting)
    assert (answer.status_code, answer.json()) == (401, REFUSED)


async def test_a_client_that_is_early_is_told_to_wait_as_long_again(
    am: AM, registered: Registered
) -> None:
    phone, _ = registered
    waiting = await begun(am)
    await phone.answer((await phone.mailbox())[0])
    early = (await gone_on(am, waiting)).json()
    assert output_of(early, "PollingWaitCallback")["waitTime"] == "5000"
    assert "tokenId" in (await after_the_wait(am, early)).json()


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


async def test_who_leaves_the_wait_takes_the_way_out(am: AM, registered: Registered) -> None:
    waiting = await begun(am)
    assert output_of(waiting, "ConfirmationCallback")["options"] == ["Cancel"]
    assert asks_for_a_code(await gone_on(am, waiting, exit_pressed=True))


async def test_a_recovery_code_stands_in_for_the_phone_once(am: AM, registered: Registered) -> None:
    _, codes = registered
    for code, status in ((codes[0], 200), (codes[0], 401), (codes[9], 200), ("x", 401)):
        left = await gone_on(am, await begun(am), exit_pressed=True)
        answer = await am.post(LOGIN, json=filled(left.json(), code))
        assert answer.status_code == status, code
        assert ("tokenId" in answer.json()) is (status == 200)


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


async def test_a_polling_wait_is_left_only_where_it_may_be(
    am: AM, registered: Registered, administrator: Administrator
) -> None:
    await put_second_login(administrator, "PollingWaitNode")
    waiting = await begun(am)
    assert [one["type"] for one in waiting["callbacks"]] == ["PollingWaitCallback"]
    exitable = {"exitable": True, "exitMessage": {"en": "I have no phone"}}
    await put_second_login(administrator, "PollingWaitNode", wait_node=exitable)
    waiting = await begun(am)
    assert output_of(waiting, "ConfirmationCallback")["options"] == ["I have no phone"]
    assert asks_for_a_code(await gone_on(am, waiting, exit_pressed=True))


async def test_a_client_that_is_early_too_often_is_spam(
    am: AM, registered: Registered, administrator: Administrator
) -> None:
    # The first `spamDetectionTolerance` + 1 early returns are forgiven (SRC).
    watched = {"spamDetectionEnabled": True, "spamDetectionTolerance": 1}
    await put_second_login(administrator, "PollingWaitNode", wait_node=watched)
    step = await begun(am)
    for _ in range(2):
        step = (await gone_on(am, step)).json()
        assert "callbacks" in step
    answer = await gone_on(am, step)
    assert (answer.status_code, answer.json()) == (401, REFUSED)


async def test_the_waiting_text_names_the_seconds_in_the_language_of_the_request(
    am: AM, registered: Registered, administrator: Administrator
) -> None:
    texts = {"en": "{{time}} seconds", "de": "{{time}} Sekunden"}
    await put_second_login(administrator, wait_node={"waitingMessage": texts, "secondsToWait": 7})
    am.http.headers["Accept-Language"] = "de"
    told = output_of(await begun(am), "PollingWaitCallback")
    assert told == {"waitTime": "7000", "message": "7 Sekunden"}


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
