import json
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from jwcrypto.common import base64url_encode
from jwcrypto.jwk import JWK

from ciba_helpers import show
from ciba_helpers.exchanges import Exchange
from ciba_helpers.show.drawing import CSS, LEAST, number
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


def opening(payload: dict[str, object]) -> str:
    """A JWT that says so, with a signature that is none."""
    header = {"alg": "ES256", "kid": HOSTILE, HOSTILE: HOSTILE}
    return f"{base64url_encode(json.dumps(header))}.{base64url_encode(json.dumps(payload))}.c2ln"


@pytest.fixture
def views(make: Make) -> list[View]:
    token = "eyJhbGciOiJub25lIn0.e30."
    hostile = {"error": HOSTILE, HOSTILE: HOSTILE, "result": [{"message": opening({"m": HOSTILE})}]}
    seen = make(f"POST /am/{HOSTILE}", 400, hostile, json=hostile, headers={"Cookie": "a=<b>"})
    sent = make("POST /am", data={"request": opening({HOSTILE: HOSTILE, "exp": 1}), "a": HOSTILE})
    node = {"displayName": HOSTILE, "nodeType": HOSTILE, "connections": {HOSTILE: HOSTILE}}
    step = {"node_id": HOSTILE, "display_name": HOSTILE, "outcome": HOSTILE}
    tree = {"_id": HOSTILE, "entryNodeId": HOSTILE, "nodes": {HOSTILE: node}}
    asked = make("POST /bc-authorize", 200, {"auth_req_id": HOSTILE, "interval": 2})
    poll = make("POST /access_token", 400, {"error": HOSTILE}, data={"auth_req_id": HOSTILE})
    return [
        show.exchange(seen),
        show.exchange(sent, keys=JWK.generate(kty="EC", kid=HOSTILE)),
        show.curl(seen),
        show.jwt(token),
        show.JwtView({HOSTILE: HOSTILE}, {"exp": 0, HOSTILE: HOSTILE}, None, HOSTILE, 0.0),
        show.sequence([seen], title=HOSTILE),
        show.tree(tree),
        show.tree({**tree, "nodes": {HOSTILE: {**node, "connections": {}}}}, [step]),
        show.tree(tree, [step, step, {**step, "node_id": "gone"}]),
        show.timeline([asked, poll]),
        show.timeline([]),
        show.state_machine({(HOSTILE, HOSTILE): HOSTILE, ("a", "b"): HOSTILE}, title=HOSTILE),
    ]


def drawings(views: list[View]) -> list[str]:
    """The SVG of those that are drawn."""
    return [view.svg for view in views if hasattr(view, "svg")]


def test_the_public_names_are_exactly_these() -> None:
    assert show.__all__ == sorted(show.__all__)
    functions = {name for name in show.__all__ if name.islower()}
    assert functions == {
        "curl", "exchange", "jwt", "sequence", "state_machine", "timeline", "tree"
    }  # fmt: skip
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
    assert len(drawings(views)) == 7
    for svg in drawings(views):
        drawing = ElementTree.fromstring(svg)
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label")
        assert [part.tag.rpartition("}")[2] for part in drawing][:2] == ["title", "desc"]
        assert drawing.get("id") is None


def test_a_drawing_scrolls_by_keyboard_before_its_words_get_too_small(views: list[View]) -> None:
    for view in views:
        if hasattr(view, "svg"):
            width = float(ElementTree.fromstring(view.svg).get("width", 0))
            assert f'style="--least:{number(LEAST * width)}px"' in view.svg
            assert (
                '<div class="ciba-scroll" tabindex="0" role="region" aria-label="Draw' in view.html
            )
    sizes = [float(size) for size in re.findall(r"([\d.]+)px", re.findall("font:[^;]*", CSS)[0])]
    assert min(sizes) * LEAST >= 9
    assert "font-size" not in CSS


def test_every_drawing_is_told_in_words_behind_a_line_that_opens_them(views: list[View]) -> None:
    for view in views:
        if hasattr(view, "svg"):
            assert re.search(r"in words</summary><[ou]l", view.html)


def test_only_what_may_move_moves_and_not_where_nothing_may() -> None:
    assert CSS.count("animation:") == 2
    assert "@media (prefers-reduced-motion:reduce){.ciba-drawing .step{animation:none}}" in CSS
