"""Notebook 08 in a real JupyterLab: somebody presses a button while the till is waiting."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.notebook import Notebook

Open = Callable[[str], Notebook]

ARRIVES_WITHIN = 60_000  # milliseconds
ENDS_WITHIN = 15_000


@pytest.fixture
def waiting(open_notebook: Open) -> Notebook:
    """The notebook run from top to bottom, the push message on the phone."""
    notebook = open_notebook("08_two_devices")
    notebook.run_all()
    message = notebook.panel.locator(".ciba-phone").get_by_text("Pay ExampleShop £50?")
    expect(message).to_be_visible(timeout=ARRIVES_WITHIN)
    return notebook


def button(notebook: Notebook, name: str) -> Locator:
    return notebook.panel.get_by_role("button", name=re.compile(name)).first


def test_a_click_on_approve_brings_tokens(waiting: Notebook) -> None:
    waiting.panel.locator(".ciba-till").first.scroll_into_view_if_needed()
    waiting.screenshot("two_devices_waiting")
    button(waiting, "Approve").click()
    outcome = waiting.output("The customer approved: <TokenSet: access_token, id_token")
    expect(outcome).to_be_visible(timeout=ENDS_WITHIN)
    waiting.wait_until_run()
    expect(waiting.panel.locator(".ciba-till").first).to_contain_text("Approved")
    expect(waiting.panel.locator(".ciba-phone").first).to_contain_text("You approved")
    expect(waiting.panel.locator(".ciba-devices svg").first).to_contain_text("200 approved")
    waiting.panel.locator(".ciba-till").first.scroll_into_view_if_needed()
    waiting.screenshot("two_devices_approved")


def test_deny_by_keyboard_brings_access_denied(waiting: Notebook, page: Page) -> None:
    button(waiting, "Approve").focus()
    page.keyboard.press("Shift+Tab")
    expect(button(waiting, "Deny")).to_be_focused()
    page.keyboard.press("Enter")
    outcome = waiting.output("The customer denied. access_denied")
    expect(outcome).to_be_visible(timeout=ENDS_WITHIN)
    waiting.wait_until_run()
    expect(waiting.panel.locator(".ciba-devices svg").first).to_contain_text("400 access_denied")
    waiting.screenshot("two_devices_denied")
