"""Chromium as Debian packages it, and a Jupyter server of its own for each module of tests."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.notebook import Notebook
from tests.browser.server import Jupyter, jupyter

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ACTS_WITHIN = 15_000  # milliseconds
WINDOW = {"width": 1400, "height": 900}
NARROW = {"width": 1000, "height": 900}


# Not for the whole session: Playwright keeps an event loop running, and async tests need their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("chromium is not on PATH: install it to run the browser tests", pytrace=False)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=QUIET)


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One reader: JupyterLab's files are fetched for the first page only."""
    with browser.new_context(viewport=WINDOW) as context:
        context.set_default_timeout(ACTS_WITHIN)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    with context.new_page() as page:
        yield page


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    with jupyter(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def open_notebook(page: Page, lab: Jupyter) -> Iterator[Callable[[str], Notebook]]:
    yield lambda name: Notebook.opened(page, lab, name)
    lab.end_kernels()


@pytest.fixture(scope="module")
def unattended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    with jupyter(tmp_path_factory.mktemp("lab"), CIBA_AUTOPILOT="approve") as running:
        yield running


@pytest.fixture(scope="module")
def desk(browser: Browser, unattended: Jupyter) -> Iterator[Page]:
    """JupyterLab in a narrow window; one notebook after the other is opened and closed in it."""
    with browser.new_context(viewport=NARROW) as context, context.new_page() as page:
        page.goto(unattended.start)
        yield page
