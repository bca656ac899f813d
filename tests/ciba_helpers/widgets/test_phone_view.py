import asyncio
import threading
import time
from typing import Any

import httpx
import ipywidgets
import pytest

from ciba_helpers.phone import Phone, Registration
from ciba_helpers.push_message import PushMessage
from ciba_helpers.widgets import PhoneView


async def test_a_phone_without_messages_offers_nothing_to_press(
    phone: Any, shown: Any, button: Any
) -> None:
    view = PhoneView(phone)
    assert "Phone of demo" in shown(view.widget)
    assert "Waiting for a push notification." in shown(view.widget)
    assert button(view.widget, "Approve").disabled
    assert button(view.widget, "Deny").disabled


async def test_a_push_shows_its_text_escaped_and_wakes_the_buttons(
    phone: Any, shown: Any, button: Any, settled: Any
) -> None:
    view = PhoneView(phone)
    phone.receive()
    await settled()
    assert "transfer £50 &lt;b&gt;now&lt;/b&gt;? (EB-0246326)" in shown(view.widget)
    assert not button(view.widget, "Approve").disabled
    assert not button(view.widget, "Deny").disabled


async def test_the_newest_unanswered_message_is_on_the_screen(phone: Any, shown: Any) -> None:
    phone.receive("the first")
    phone.receive("the second")
    html = shown(PhoneView(phone).widget)
    assert "the second" in html
    assert "the first" not in html


@pytest.mark.parametrize(("name", "answer"), [("Approve", "approved"), ("Deny", "denied")])
async def test_a_click_answers_the_message_on_the_screen(
    phone: Any, shown: Any, button: Any, settled: Any, name: str, answer: str
) -> None:
    phone.receive()
    message, view = phone.messages[0], PhoneView(phone)
    button(view.widget, name).click()
    await settled()
    assert phone.calls == [(answer, message)]
    assert f"You {answer} the last push notification." in shown(view.widget)
    assert button(view.widget, name).disabled


async def test_a_click_in_another_thread_wakes_the_loop_and_is_answered_there(
    phone: Any, button: Any
) -> None:
    begin = time.monotonic()
    answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def approve(_: object) -> None:
        answered.set_result(threading.get_ident())

    phone.receive()
    phone.approve = approve
    threading.Timer(0.02, button(PhoneView(phone).widget, "Approve").click).start()
    async with asyncio.timeout(5):
        assert await answered == threading.get_ident()
    assert time.monotonic() - begin < 2, "an idle loop slept on"


async def test_pressing_twice_answers_once(phone: Any, button: Any, settled: Any) -> None:
    phone.receive()
    view = PhoneView(phone)
    button(view.widget, "Approve").click()
    button(view.widget, "Deny").click()
    await settled()
    assert [answer for answer, _ in phone.calls] == ["approved"]


async def test_a_push_that_arrives_during_a_click_is_not_answered_by_it(
    phone: Any, button: Any, settled: Any
) -> None:
    phone.receive("seen")
    view = PhoneView(phone)
    button(view.widget, "Approve").click()
    phone.receive("not yet seen")
    await settled()
    assert [message.text for _, message in phone.calls] == ["seen"]
    assert phone.messages[1].answer is None


async def test_a_failed_answer_is_told_in_the_status_line_and_can_be_repeated(
    phone: Any, shown: Any, button: Any, settled: Any
) -> None:
    phone.receive()
    phone.error = RuntimeError("AM does not know <this> push.")
    view = PhoneView(phone)
    button(view.widget, "Deny").click()
    await settled()
    assert "The answer did not get through:" in shown(view.widget)
    assert 'role="alert">AM does not know &lt;this&gt; push.<' in shown(view.widget)
    assert not button(view.widget, "Deny").disabled
    phone.error = None
    button(view.widget, "Deny").click()
    await settled()
    assert "did not get through" not in shown(view.widget)


async def test_old_trouble_is_forgotten_when_another_push_arrives(
    phone: Any, shown: Any, button: Any, settled: Any
) -> None:
    phone.receive()
    phone.error = RuntimeError()
    view = PhoneView(phone)
    button(view.widget, "Approve").click()
    await settled()
    assert 'role="alert">RuntimeError<' in shown(view.widget)
    phone.receive("the next")
    await settled()
    assert "did not get through" not in shown(view.widget)


def visible(widget: ipywidgets.Widget) -> list[tuple[str, str]]:
    """Name and description of every button that can be seen, in order."""
    if widget.layout.display == "none":
        return []
    if isinstance(widget, ipywidgets.Button):
        return [(widget.description, widget.tooltip)]
    return [one for child in getattr(widget, "children", ()) for one in visible(child)]


DENY = ("Deny", "Deny, on the phone of demo")
APPROVE = ("Approve", "Approve, on the phone of demo")


async def test_a_message_with_numbers_has_a_button_for_each_instead_of_approve(
    phone: Any, shown: Any
) -> None:
    view = PhoneView(phone)
    assert visible(view.widget) == [DENY, APPROVE]
    phone.receive("Pay £50?", "challenge", (34, 43, 57))
    view = PhoneView(phone)
    assert visible(view.widget) == [
        ("34", "Approve with 34, on the phone of demo"),
        ("43", "Approve with 43, on the phone of demo"),
        ("57", "Approve with 57, on the phone of demo"),
        DENY,
    ]
    assert "Tap the number that the till shows." in shown(view.widget)


async def test_a_tapped_number_approves_with_it(
    phone: Any, shown: Any, button: Any, settled: Any
) -> None:
    phone.receive("Pay £50?", "challenge", (34, 43, 57))
    message, view = phone.messages[0], PhoneView(phone)
    button(view.widget, "43").click()
    await settled()
    assert (phone.calls, phone.picked) == ([("approved", message)], 43)
    assert "You approved the last push notification." in shown(view.widget)
    assert visible(view.widget) == [DENY, APPROVE]


async def test_a_message_with_numbers_can_be_denied(phone: Any, button: Any, settled: Any) -> None:
    phone.receive("Pay £50?", "challenge", (34, 43, 57))
    button(PhoneView(phone).widget, "Deny").click()
    await settled()
    assert [answer for answer, _ in phone.calls] == ["denied"]


async def test_a_number_that_is_on_the_screen_no_more_answers_nothing(
    phone: Any, button: Any, settled: Any
) -> None:
    phone.receive("the first", "challenge", (34, 43, 57))
    view = PhoneView(phone)
    stale = button(view.widget, "43")
    phone.receive("the second", "challenge", (11, 12, 13))
    stale.click()
    await settled()
    assert phone.calls == []
    button(view.widget, "13").click()
    await settled()
    assert [(m.text, phone.picked) for _, m in phone.calls] == [("the second", 13)]


async def test_numbers_wait_while_an_answer_is_on_its_way(
    phone: Any, button: Any, settled: Any
) -> None:
    phone.receive("Pay £50?", "challenge", (34, 43, 57))
    view = PhoneView(phone)
    button(view.widget, "43").click()
    button(view.widget, "34").click()
    await asyncio.sleep(0)
    assert button(view.widget, "57").disabled
    await settled()
    assert (len(phone.calls), phone.picked) == (1, 43)


async def test_a_biometric_message_says_what_approving_takes(
    phone: Any, shown: Any, button: Any, settled: Any
) -> None:
    phone.receive("Pay £50?", "biometric")
    view = PhoneView(phone)
    assert visible(view.widget) == [DENY, APPROVE]
    assert "Approving takes your fingerprint." in shown(view.widget)
    button(view.widget, "Approve").click()
    await settled()
    assert (len(phone.calls), phone.picked) == (1, None)


async def test_the_status_is_announced(phone: Any, shown: Any) -> None:
    assert 'role="status"' in shown(PhoneView(phone).widget)


async def test_what_is_stored_does_not_tell_the_moment(phone: Any, settled: Any) -> None:
    view = PhoneView(phone)
    before = view._repr_mimebundle_()
    phone.receive()
    await settled()
    assert view._repr_mimebundle_() == before
    assert before["text/plain"] == "Phone of demo (authentication device)"
    assert "application/vnd.jupyter.widget-view+json" in before
    assert "Phone of demo" in before["text/html"]


async def test_a_genuine_phone_is_drawn_and_followed(shown: Any, settled: Any) -> None:
    registration = Registration("demo", "ForgeRock", "device", "uid", "c2VjcmV0", "http://am", "")
    async with httpx.AsyncClient() as http:
        genuine = Phone(http, registration, "http://am/_mock/phones/device/messages")
        view = PhoneView(genuine)
        genuine._messages["AUTHENTICATE:1"] = PushMessage("AUTHENTICATE:1", "Allow £50?", "c2k=")
        genuine.changed()
        await settled()
    assert "Phone of demo" in shown(view.widget)
    assert "Allow £50?" in shown(view.widget)


async def test_a_closed_view_follows_no_more(phone: Any) -> None:
    PhoneView(phone).close()
    assert phone.followers == []


def test_without_a_running_loop_there_is_no_phone_to_press(phone: Any) -> None:
    with pytest.raises(RuntimeError):
        PhoneView(phone)


async def test_nothing_is_printed(phone: Any, button: Any, settled: Any, capsys: Any) -> None:
    phone.receive()
    phone.error = RuntimeError("broken")
    button(PhoneView(phone).widget, "Approve").click()
    await settled()
    assert capsys.readouterr() == ("", "")
