"""What the inspections are for is found by them, and nothing else."""

import pytest
from playwright.sync_api import Page

from tests.browser.inspection import clipped, faint, outputs_violate, require_axe

OUTPUT = """<div class="jp-NotebookPanel"><div class="jp-OutputArea-output"
 style="width:400px;overflow:auto">{}</div></div>"""
DRAWING = '<svg width="{width}" height="80" style="background:#fff">{body}</svg>'
FITS = DRAWING.format(
    width=300,
    body='<text x="10" y="40" fill="#000c">Till</text>'
    '<circle cx="99" cy="40" r="20" fill="#000d"/><text x="90" y="44" fill="#fff">AM</text>',
)

CUT_OFF = {
    "stands 100 px out": '<div class="ciba-card" style="width:500px">Till</div>',
    "hides 200 px of its width": '<div class="ciba-card" style="width:200px;overflow:hidden">'
    '<div style="width:400px">Till</div></div>',
    "hides 20 px of its height": '<div class="ciba-card" style="height:20px;overflow:hidden">'
    '<div style="height:40px">Till</div></div>',
    "out of its drawing": DRAWING.format(width=40, body='<text x="30" y="40">consumption</text>'),
}
FAINT = {
    "is rgb(153, 153, 153) on rgb(255, 255, 255)": '<text y="40" fill="#999">Till</text>',
    "on rgb(51, 51, 51)": '<rect width="90" height="80" fill="#000c"/><text y="40">Till</text>',
    "on rgb(17, 17, 17)": '<rect width="90" height="80" fill="#111"/><text y="40">Till</text>',
}
BARRED = {
    "button-name": "<button></button>",
    "color-contrast": '<p style="color:#aaa;background:#fff">Waiting</p>',
    "svg-img-alt": '<svg role="img" width="9" height="9"></svg>',
}


def show(page: Page, html: str) -> None:
    page.set_content(f'<!doctype html><html lang="en"><body>{OUTPUT.format(html)}</body></html>')


def test_what_is_sound_passes(page: Page) -> None:
    show(page, f'<div class="ciba-card">Till {FITS}</div>')
    assert not clipped(page.locator("body"))
    assert not faint(page.locator("body"))


@pytest.mark.parametrize("finding", CUT_OFF)
def test_what_is_cut_off_is_found(page: Page, finding: str) -> None:
    show(page, CUT_OFF[finding])
    assert finding in " ".join(clipped(page.locator("body")))


@pytest.mark.parametrize("finding", FAINT)
def test_faint_words_in_a_drawing_are_found(page: Page, finding: str) -> None:
    show(page, DRAWING.format(width=300, body=FAINT[finding]))
    [found] = faint(page.locator("body"))
    assert finding in found


@pytest.mark.parametrize("rule", BARRED)
def test_what_axe_forbids_is_found_in_an_output(page: Page, rule: str) -> None:
    require_axe()
    show(page, f"<p>Nothing wrong here.</p>{BARRED[rule]}")
    [found] = outputs_violate(page)
    assert f"({rule})" in found
