"""Till and phone of notebook 08, as they stand on the page."""

from playwright.sync_api import Locator, expect

from tests.browser.notebook import Notebook

PAYMENT = 'start_payment("Pay ExampleShop'
ARRIVES_WITHIN = 60_000  # milliseconds
ENDS_WITHIN = 15_000


def wait_for_the_push(notebook: Notebook) -> None:
    message = phone(notebook).get_by_text("Pay ExampleShop £50?")
    expect(message).to_be_visible(timeout=ARRIVES_WITHIN)
    expect(button(notebook, "Approve")).to_be_enabled()
    till(notebook).scroll_into_view_if_needed()  # what is far from the window has no inner text


def till(notebook: Notebook) -> Locator:
    return notebook.panel.locator(".ciba-till").first


def phone(notebook: Notebook) -> Locator:
    return notebook.panel.locator(".ciba-phone").first


def button(notebook: Notebook, name: str) -> Locator:
    return phone(notebook).get_by_role("button", name=name)


def has_tokens(notebook: Notebook) -> None:
    """The waiting cell got them, and every cell after it ran."""
    outcome = notebook.output("The customer approved: <TokenSet: access_token, id_token")
    expect(outcome).to_be_visible(timeout=ENDS_WITHIN)
    notebook.wait_until_idle()
    status = till(notebook).get_by_role("status")
    status.scroll_into_view_if_needed()
    expect(status).to_contain_text("Approved: the tokens are here", use_inner_text=True)
    assert notebook.errors_unasked_for() == []
