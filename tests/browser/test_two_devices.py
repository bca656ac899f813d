"""Notebook 08 in a real JupyterLab: somebody presses a button while the till is waiting."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.inspection import clipped, faint, outputs_violate, require_axe, violations
from tests.browser.notebook import DARK, LIGHT, Notebook
from tests.browser.server import Jupyter
from tests.browser.two_devices import (
    ARRIVES_WITHIN,
    ENDS_WITHIN,
    PAYMENT,
    button,
    has_tokens,
    phone,
    till,
    wait_for_the_push,
)

WAIT = "session.result("
HANDSET = {"width": 390, "height": 760}
TABS = 5  # from a cell to what is in its output


@pytest.fixture(scope="module")
def notebook(context: BrowserContext, lab: Jupyter) -> Iterator[Notebook]:
    """The notebook, its first cell run."""
    with context.new_page() as page:
        opened = Notebook.opened(page, lab, "08_two_devices")
        opened.run(opened.cell("open_lab"))
        yield opened
    lab.end_kernels()


@pytest.fixture
def waiting(notebook: Notebook) -> Iterator[Notebook]:
    """A payment begun, the push message on the phone, and the notebook waiting for an answer."""
    notebook.run_from(notebook.cell(PAYMENT))
    wait_for_the_push(notebook)
    yield notebook
    if notebook.is_busy():
        notebook.stop()
    notebook.wait_until_idle()


def test_a_click_on_approve_brings_tokens(waiting: Notebook) -> None:
    till(waiting).scroll_into_view_if_needed()
    waiting.screenshot("two_devices_waiting")
    button(waiting, "Approve").click()
    has_tokens(waiting)
    expect(phone(waiting)).to_contain_text("You approved", use_inner_text=True)
    expect(waiting.panel.locator(".ciba-devices svg").first).to_contain_text("200 approved")
    till(waiting).scroll_into_view_if_needed()
    waiting.screenshot("two_devices_approved")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_alone_brings_tokens(waiting: Notebook, key: str) -> None:
    waiting.cell(PAYMENT).locator(".jp-InputPrompt").click()
    tab_to(button(waiting, "Approve"))
    waiting.page.keyboard.press(key)
    has_tokens(waiting)


def test_deny_by_keyboard_brings_access_denied(waiting: Notebook) -> None:
    button(waiting, "Approve").focus()
    waiting.page.keyboard.press("Shift+Tab")
    expect(button(waiting, "Deny")).to_be_focused()
    waiting.page.keyboard.press("Enter")
    outcome = waiting.output("The customer denied. access_denied")
    expect(outcome).to_be_visible(timeout=ENDS_WITHIN)
    waiting.wait_until_idle()
    expect(waiting.panel.locator(".ciba-devices svg").first).to_contain_text("400 access_denied")
    waiting.screenshot("two_devices_denied")


def test_stop_ends_the_wait_within_a_second_and_the_cell_can_be_run_again(
    waiting: Notebook,
) -> None:
    prompt = waiting.cell(WAIT).locator(".jp-InputPrompt")
    expect(prompt).to_have_text("[*]:")
    began = time.monotonic()
    waiting.stop()
    expect(prompt).not_to_have_text("[*]:", timeout=1000)
    assert time.monotonic() - began < 1
    waiting.wait_until_idle()
    waiting.run_from(waiting.cell(WAIT))
    button(waiting, "Approve").click()
    has_tokens(waiting)


def test_a_restarted_kernel_begins_anew(waiting: Notebook) -> None:
    facts = till(waiting).locator(".ciba-facts")
    expect(facts).to_contain_text("auth_req_id")
    [before] = re.findall(r"auth_req_id \S{27}", facts.text_content() or "")
    waiting.menu("Kernel", "Restart Kernel and Run All Cells…")
    waiting.dialogs.get_by_role("button", name="Confirm Kernel Restart").click()
    expect(facts).to_contain_text("auth_req_id", timeout=ARRIVES_WITHIN)
    expect(facts).not_to_contain_text(before, timeout=ARRIVES_WITHIN)
    wait_for_the_push(waiting)
    button(waiting, "Approve").click()
    has_tokens(waiting)
    waiting.wait_until_run()


@pytest.mark.parametrize(
    ("answer", "at_the_till", "on_the_phone"),
    [
        ("Approve", "Approved", "You approved"),
        ("Deny", "Denied", "You denied"),
    ],
)
def test_a_screen_reader_is_told_what_changes(
    waiting: Notebook, answer: str, at_the_till: str, on_the_phone: str
) -> None:
    # It listens to the regions it has met: they must be the same ones afterwards.
    regions = till(waiting).get_by_role("status"), phone(waiting).get_by_role("status")
    met = [region.element_handle() for region in regions]
    says(regions[0], "Waiting for the customer's phone")
    says(regions[1], "A push notification waits for an answer.")
    button(waiting, answer).click()
    waiting.wait_until_idle()
    till(waiting).scroll_into_view_if_needed()
    says(regions[0], at_the_till)
    says(regions[1], on_the_phone)
    assert all(region.evaluate("it => it.isConnected") for region in met)


def says(status: Locator, words: str) -> None:
    expect(status).to_contain_text(words, use_inner_text=True)


@pytest.mark.parametrize("answer", ["Approve", "Deny"])
def test_every_state_can_be_read_by_everybody(waiting: Notebook, answer: str) -> None:
    require_axe()
    look_for_faults(waiting, "waiting")
    button(waiting, answer).click()
    waiting.wait_until_idle()
    look_for_faults(waiting, answer.lower())


def look_for_faults(notebook: Notebook, state: str) -> None:
    for theme in (DARK, LIGHT):
        notebook.use_theme(theme)
        with notebook.unrolled():
            assert outputs_violate(notebook.page) == []
            assert faint(notebook.panel) == []
            assert clipped(notebook.panel) == []
        till(notebook).scroll_into_view_if_needed()
        notebook.screenshot(f"two_devices_{state}_{theme}")


# The last: from here on, alex has a handset, which would be asked in every run.
def test_the_phone_page_in_a_second_window_brings_tokens(notebook: Notebook) -> None:
    notebook.run(notebook.cell("lab.invite_handset()"))
    link = notebook.panel.get_by_role("link", name="Open the phone in a window of its own")
    with notebook.page.expect_popup() as opening:
        link.click()
    handset = opening.value
    handset.set_viewport_size(HANDSET)
    card = notebook.panel.locator(".ciba-invitation")
    expect(card).to_contain_text("alex holds a phone", timeout=ARRIVES_WITHIN)
    is_free_of_faults(handset)
    notebook.run_from(notebook.cell("username=handset.owner"))
    message = handset.get_by_role("region", name="Push notification")
    expect(message).to_contain_text("Pay ExampleShop £50? (EB-0246327)", timeout=ARRIVES_WITHIN)
    is_free_of_faults(handset)
    message.get_by_role("button", name="Approve").click()
    outcome = notebook.output("Approved on the handset: <TokenSet")
    expect(outcome).to_be_visible(timeout=ENDS_WITHIN)
    notebook.wait_until_idle()
    expect(handset.get_by_role("heading", name="You approved")).to_be_visible()
    is_free_of_faults(handset)
    assert notebook.errors_unasked_for() == []


def is_free_of_faults(handset: Page) -> None:
    require_axe()
    for scheme in ("dark", "light"):
        handset.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert violations(handset) == []


def tab_to(target: Locator) -> None:
    """Press Tab until it has the focus, which must be soon."""
    for _ in range(TABS):
        target.page.keyboard.press("Tab")
        if target.evaluate("it => it === document.activeElement"):
            return
    pytest.fail(f"{TABS} times Tab did not lead to {target}")
