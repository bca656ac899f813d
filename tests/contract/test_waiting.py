"""The nodes that make a client wait, and how it may leave them (am.md 8.1, 8.3)."""

from tests.contract.am import AM, Administrator, error
from tests.contract.second_login import (
    Registered,
    after_the_wait,
    asks_for_a_code,
    begun,
    gone_on,
    output_of,
    put_second_login,
)

REFUSED = error(401, "Unauthorized", "Login failure")


async def test_a_client_that_is_early_is_told_to_wait_as_long_again(
    am: AM, registered: Registered
) -> None:
    phone, _ = registered
    waiting = await begun(am)
    await phone.answer((await phone.mailbox())[0])
    early = (await gone_on(am, waiting)).json()
    assert output_of(early, "PollingWaitCallback")["waitTime"] == "5000"
    assert "tokenId" in (await after_the_wait(am, early)).json()


async def test_who_leaves_the_wait_takes_the_way_out(am: AM, registered: Registered) -> None:
    waiting = await begun(am)
    assert output_of(waiting, "ConfirmationCallback")["options"] == ["Cancel"]
    assert asks_for_a_code(await gone_on(am, waiting, exit_pressed=True))


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
