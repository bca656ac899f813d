from typing import Any

from ciba_helpers.widgets.status_line import StatusLine

SENTENCES = {"pending": ("…", "Waiting"), "failed": ("!", "It went <wrong>")}


def test_one_sentence_is_shown_at_a_time(shown: Any) -> None:
    line = StatusLine(SENTENCES)
    for name, words, other in (
        ("pending", "Waiting", "wrong"),
        ("failed", "It went &lt;wrong&gt;", "Waiting"),
    ):
        line.show(name)
        assert words in shown(line.widget)
        assert other not in shown(line.widget)


def test_the_live_region_stays_while_its_sentence_changes() -> None:
    line = StatusLine(SENTENCES)
    region = line.widget.children[0]
    before = region.value
    assert before.count('role="status"') == 1
    line.show("pending")
    line.show("failed", "no such client")
    assert region.value == before


def test_a_detail_is_an_alert_until_the_next_sentence(shown: Any) -> None:
    line = StatusLine(SENTENCES)
    line.show("failed", "no <such> client")
    assert 'role="alert">no &lt;such&gt; client</div>' in shown(line.widget)
    line.show("pending")
    assert "alert" not in shown(line.widget)
