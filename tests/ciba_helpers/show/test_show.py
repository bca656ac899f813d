import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from ciba_helpers import show
from ciba_helpers.exchanges import Exchange
from ciba_helpers.show.view import View

Make = Callable[..., Exchange]

HOSTILE = "</pre></text><script>alert(1)</script><img src=x onerror='a()'>\"&"


class Tags(HTMLParser):
    """The names of the elements that a browser would make."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]


@pytest.fixture
def views(make: Make) -> list[View]:
    token = "eyJhbGciOiJub25lIn0.e30."
    hostile = {"error": HOSTILE, HOSTILE: HOSTILE}
    seen = make(f"POST /am/{HOSTILE}", 400, hostile, json=hostile, headers={"Cookie": "a=<b>"})
    node = {"displayName": HOSTILE, "nodeType": HOSTILE, "connections": {HOSTILE: HOSTILE}}
    return [
        show.exchange(seen),
        show.curl(seen),
        show.jwt(token),
        show.JwtView({HOSTILE: HOSTILE}, {"exp": 0, HOSTILE: HOSTILE}, None, HOSTILE, 0.0),
        show.sequence([seen], title=HOSTILE),
        show.tree({"_id": HOSTILE, "entryNodeId": HOSTILE, "nodes": {HOSTILE: node}}),
    ]


def test_the_public_names_are_exactly_these() -> None:
    assert show.__all__ == sorted(show.__all__)
    assert {"exchange", "curl", "jwt", "tree", "sequence"} <= set(show.__all__)
    assert all(hasattr(show, name) for name in show.__all__)


def test_importing_show_brings_no_widgets_along() -> None:
    heavy = "import ciba_helpers.show, sys; print(*{'ipywidgets', 'IPython'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_a_hostile_value_stays_text_in_every_view(views: list[View]) -> None:
    for view in views:
        assert not Tags(view.html).found & {"script", "img"}, view


def test_every_view_gives_html_and_text_and_the_same_each_time(views: list[View]) -> None:
    for view in views:
        bundle = view._repr_mimebundle_()
        assert set(bundle) == {"text/html", "text/plain"}
        assert bundle == view._repr_mimebundle_()


def test_no_view_fetches_anything(views: list[View]) -> None:
    for view in views:
        assert not any(word in view.html for word in ("<link", "@import", "url(", "src=&quot;http"))


def test_a_drawing_names_itself_for_those_who_do_not_see_it(views: list[View]) -> None:
    for view in views[-2:]:
        drawing = ElementTree.fromstring(view.svg)
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label")
        assert [part.tag.rpartition("}")[2] for part in drawing][:2] == ["title", "desc"]
        assert drawing.get("id") is None
