from typing import Any

import ipywidgets
import pytest

from ciba_helpers.handset import Handset
from ciba_helpers.widgets import HandsetView
from ciba_helpers.widgets.handset import STATES

PAGE = "http://127.0.0.1:20001/handset/"
LINK = f"{PAGE}#token=t0ken&registration=pushauth%3A%2F%2Fpush"


@pytest.fixture
def handset() -> Handset:
    return Handset("waiting", PAGE, LINK)


async def test_an_invitation_is_a_code_and_a_link_that_does_the_same(
    handset: Handset, shown: Any
) -> None:
    html = shown(HandsetView(handset).widget)
    assert 'role="img" aria-label="QR code that makes a handset the phone of alex"' in html
    assert (
        f'<a href="{LINK.replace("&", "&amp;")}" target="_blank" rel="noopener noreferrer">' in html
    )
    assert "Open the phone in a window of its own" in html


@pytest.mark.parametrize("status", ["waiting", "registered", "expired", "unreachable"])
async def test_it_says_in_words_where_it_stands(
    handset: Handset, shown: Any, settled: Any, status: Any
) -> None:
    view = HandsetView(handset)
    assert 'role="status"' in shown(view.widget)
    handset._become(status)
    await settled()
    html = shown(view.widget)
    assert [one for one, (_, words) in STATES.items() if words in html] == [status]


@pytest.mark.parametrize("status", ["registered", "expired"])
async def test_a_code_that_is_of_no_use_any_more_is_taken_away(
    handset: Handset, shown: Any, settled: Any, status: Any
) -> None:
    view = HandsetView(handset)
    handset._become(status)
    await settled()
    html = shown(view.widget)
    assert "<svg" not in html
    assert "t0ken" not in html


async def test_a_registered_handset_can_be_opened_again_without_a_code(shown: Any) -> None:
    html = shown(HandsetView(Handset("registered", PAGE)).widget)
    assert f'href="{PAGE}"' in html
    assert "invite_handset(anew=True)" in html


@pytest.mark.parametrize(
    ("page", "said"), [(PAGE, True), ("http://192.168.1.20:1/handset/", False)]
)
async def test_an_address_of_this_machine_alone_is_told_as_such(
    shown: Any, page: str, said: bool
) -> None:
    html = shown(HandsetView(Handset("waiting", page, page)).widget)
    assert ("This address is your computer's own" in html) is said


async def test_what_is_stored_tells_neither_secret_nor_moment(handset: Handset) -> None:
    stored = HandsetView(handset)._repr_mimebundle_()
    handset._become("registered")
    again = HandsetView(handset)._repr_mimebundle_()
    for kind in ("text/html", "text/plain"):
        assert stored[kind] == again[kind]
        assert "t0ken" not in stored[kind]
    assert stored["text/plain"] == "Invitation of a handset for alex"


async def test_a_closed_view_follows_no_more(handset: Handset) -> None:
    view = HandsetView(handset)
    view.close()
    handset._become("registered")
    assert isinstance(view.widget, ipywidgets.HBox)
    assert handset._callbacks == []
