"""The first thing a learner sees is the first notebook, and nothing in front of it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.notebook import Notebook
from tests.browser.server import Jupyter

Open = Callable[[str], Notebook]


def test_opens_at_the_start_with_nothing_in_front(open_notebook: Open) -> None:
    start = open_notebook("00_start_here")
    expect(start.panel.get_by_role("heading", level=1)).to_be_visible()
    start.page.wait_for_load_state("networkidle")
    expect(start.dialogs).to_have_count(0)
    expect(start.pop_ups).to_have_count(0)
    start.screenshot("start")


def test_asks_nobody_outside(page: Page, lab: Jupyter, open_notebook: Open) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_notebook("00_start_here").page.wait_for_load_state("networkidle")
    assert lab.link("00_start_here") in asked
    assert not [url for url in asked if not url.startswith((lab.address, "data:", "blob:"))]
    assert not [url for url in asked if "/lab/api/news" in url or "/lab/api/update" in url]


def test_runs_from_top_to_bottom(open_notebook: Open) -> None:
    start = open_notebook("00_start_here")
    start.run_all()
    start.wait_until_run()
    start.screenshot("start_run")
    assert not start.errors()
