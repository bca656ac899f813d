"""A learner finds from one page to the next without leaving JupyterLab."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.notebook import Notebook

Open = Callable[[str], Notebook]


def test_the_glossary_opens_as_a_page_to_read(open_notebook: Open) -> None:
    start = open_notebook("00_start_here")
    start.panel.get_by_role("link", name="glossary").click()
    page = start.page.locator(".jp-MarkdownViewer:visible")
    expect(page.get_by_role("heading", name="auth_req_id")).to_be_visible()
    expect(start.page.locator(".jp-FileEditor:visible")).to_have_count(0)


def test_the_progress_table_is_live_and_leads_to_a_chapter(open_notebook: Open) -> None:
    start = open_notebook("00_start_here")
    start.run_all()
    start.wait_until_run()
    table = start.panel.get_by_role("table", name=re.compile("chapters read"))
    expect(table.get_by_role("row", name=re.compile("Start here"))).to_contain_text("not yet")
    table.get_by_role("link", name="Sign the request").click()
    title = start.page.locator(".jp-NotebookPanel:visible").get_by_role("heading", level=1)
    expect(title).to_contain_text("Sign the request")
