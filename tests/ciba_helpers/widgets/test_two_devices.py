import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ciba_helpers import widgets
from ciba_helpers.exchanges import Exchange, Recorder
from ciba_helpers.show.sequence_steps import Story
from ciba_helpers.widgets import two_devices

Hear = Callable[[], Any]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def hear(recorder: Recorder) -> Hear:
    """Lets the recorder hear the till ask AM once more."""

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"auth_req_id": "35Ev"})

    async def once() -> None:
        hooks = recorder.hooks("till")
        transport = httpx.MockTransport(answer)
        async with httpx.AsyncClient(transport=transport, event_hooks=hooks) as client:
            await client.post(f"http://am/oauth2/bc-authorize?{len(recorder.exchanges)}")

    return once


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests do not wait for the eye."""
    # by its full name: in the package, the function of the same name stands before the module
    monkeypatch.setattr(sys.modules["ciba_helpers.widgets.two_devices"], "PAUSE", 0.06)


def diagram_of(view: widgets.TwoDevicesView) -> Any:
    return view.widget.children[-1]


async def test_till_phone_and_diagram_are_all_there(
    session: Any, phone: Any, recorder: Recorder, shown: Any
) -> None:
    html = shown(two_devices(session, phone, recorder).widget)
    assert "To be approved by the customer" in html
    assert "Phone of demo" in html
    assert "Nothing has happened yet." in html


async def test_the_devices_wrap_where_it_is_narrow(
    session: Any, phone: Any, recorder: Recorder
) -> None:
    view = two_devices(session, phone, recorder)
    assert view.widget.children[0].layout.flex_flow == "row wrap"


async def test_the_diagram_draws_what_was_heard(
    session: Any, phone: Any, recorder: Recorder, hear: Hear, settled: Any
) -> None:
    view = two_devices(session, phone, recorder)
    await hear()
    await settled(0.15)
    assert "200 auth_req_id" in diagram_of(view).value


async def test_a_burst_of_exchanges_draws_few_times(
    session: Any, phone: Any, recorder: Recorder, hear: Hear, settled: Any
) -> None:
    view, drawn = two_devices(session, phone, recorder), list[str]()
    diagram_of(view).observe(lambda change: drawn.append(change["new"]), "value")
    for _ in range(50):
        await hear()
    await settled(0.15)
    assert 1 <= len(drawn) <= 3
    assert drawn[-1] == diagram_of(view).value


async def test_what_is_stored_does_not_tell_the_moment(
    session: Any, phone: Any, recorder: Recorder, hear: Hear, settled: Any
) -> None:
    view = two_devices(session, phone, recorder)
    before = view._repr_mimebundle_()
    await hear()
    phone.receive()
    await settled(0.15)
    assert view._repr_mimebundle_() == before
    assert "EB-0246326" in before["text/html"]
    assert before["text/plain"].startswith("Till and phone of demo")


async def test_a_closed_view_follows_no_more(
    session: Any, phone: Any, recorder: Recorder, hear: Hear, settled: Any
) -> None:
    view = two_devices(session, phone, recorder)
    view.close()
    assert session.followers == phone.followers == []
    await hear()
    await settled(0.15)
    assert "Nothing has happened yet." in diagram_of(view).value


async def test_after_clearing_the_diagram_begins_anew(
    session: Any, phone: Any, recorder: Recorder, hear: Hear, settled: Any
) -> None:
    view = two_devices(session, phone, recorder)
    await hear()
    await settled(0.15)
    recorder.clear()
    await settled(0.15)
    assert "Nothing has happened yet." in diagram_of(view).value
    await hear()
    await settled(0.15)
    recorder.clear()
    await hear()
    await settled(0.15)
    assert diagram_of(view).value.count(">200 auth_req_id</text>") == 1


async def test_a_long_day_at_the_mailbox_costs_the_diagram_nothing(
    session: Any, phone: Any, recorder: Recorder, hear: Hear, settled: Any, monkeypatch: Any
) -> None:
    added: list[Exchange] = []
    monkeypatch.setattr(Story, "add", lambda _, exchange: added.append(exchange))
    two_devices(session, phone, recorder)
    for _ in range(3):
        await hear()
        await settled(0.15)
    assert len(added) == 3


def test_the_public_names_are_exactly_these() -> None:
    assert widgets.__all__ == [
        "HandsetView",
        "PhoneView",
        "TillView",
        "TwoDevicesView",
        "two_devices",
    ]
    assert all(hasattr(widgets, name) for name in widgets.__all__)
