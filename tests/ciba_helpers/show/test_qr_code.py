from xml.etree import ElementTree

import pytest

from ciba_helpers.show.qr_code import qr_code

SVG = "{http://www.w3.org/2000/svg}"


def test_the_code_is_an_image_that_says_what_it_is_for_and_not_what_it_holds() -> None:
    drawn = qr_code("pushauth://push/secret", name='Scan "me"')
    root = ElementTree.fromstring(drawn)
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Scan "me"')
    assert "pushauth" not in drawn


def test_it_is_black_on_white_with_room_around_it() -> None:
    root = ElementTree.fromstring(qr_code("A" * 700, name="long"))
    paper, code = root.findall(f"{SVG}path")
    assert paper.get("fill") == "#fff"
    assert code.get("stroke") == "#000"
    assert (code.get("d") or "").startswith("M4 4.5")


def test_one_text_has_one_code_and_another_text_another() -> None:
    assert qr_code("one", name="x") == qr_code("one", name="x")
    assert qr_code("one", name="x") != qr_code("two", name="x")


def test_a_text_that_no_code_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="Data too large"):
        qr_code("x" * 2954, name="too long")
