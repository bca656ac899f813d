from html import unescape
from typing import Any

import pytest

from ciba_helpers.widgets import TillView
from ciba_helpers.widgets.till import STATES


async def test_the_till_says_what_is_to_be_approved(session: Any, shown: Any) -> None:
    assert "transfer £50 &lt;b&gt;now&lt;/b&gt;?" in shown(TillView(session).widget)


@pytest.mark.parametrize("status", STATES)
async def test_each_state_is_told_in_words_and_by_a_sign_of_its_own(
    session: Any, shown: Any, settled: Any, status: str
) -> None:
    view = TillView(session)
    session.status = status
    session.changed()
    await settled()
    html = unescape(shown(view.widget))
    assert [name for name, (_, words) in STATES.items() if words in html] == [status]
    assert [name for name, (sign, _) in STATES.items() if f">{sign}</span>" in html] == [status]


async def test_what_am_acknowledged_is_shown_once_it_is_known(session: Any, shown: Any) -> None:
    assert "auth_req_id" not in shown(TillView(session).widget)
    session.auth_req_id, session.expires_in, session.interval = "35Evy<", 600, 2.0
    session.polls = 1
    html = shown(TillView(session).widget)
    assert "auth_req_id 35Evy&lt;" in html
    assert "polls every 2 s, valid for 600 s" in html
    assert "polled 1 time" in html
    assert "polled 1 times" not in html


async def test_a_till_that_is_called_back_does_not_claim_to_poll(session: Any, shown: Any) -> None:
    session.auth_req_id, session.expires_in, session.interval = "35Evy", 600, None
    html = shown(TillView(session).widget)
    assert "waits to be called, valid for 600 s" in html
    assert "polls" not in html


async def test_a_failure_says_why(session: Any, shown: Any) -> None:
    session.status, session.error = "failed", ValueError("no <such> client")
    html = shown(TillView(session).widget)
    assert "It went wrong" in html
    assert 'role="alert">no &lt;such&gt; client<' in html


async def test_what_is_stored_does_not_tell_the_moment(session: Any, settled: Any) -> None:
    view = TillView(session)
    before = view._repr_mimebundle_()
    session.status, session.polls = "approved", 7
    session.changed()
    await settled()
    assert view._repr_mimebundle_() == before
    assert before["text/plain"] == "Till (consumption device)"


async def test_a_closed_view_follows_no_more(session: Any) -> None:
    TillView(session).close()
    assert session.followers == []
