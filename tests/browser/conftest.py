"""Chromium as Debian packages it, and a JupyterLab of its own for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.notebook import Notebook
from tests.browser.server import JupyterLab, jupyter_lab

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOW = {"width": 1400, "height": 900}


# Not for the whole session: Playwright keeps an event loop running, and async tests need their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("chromium is not on PATH: install it to run the browser tests", pytrace=False)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=QUIET)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=WINDOW) as context:
        yield context.new_page()


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[JupyterLab]:
    with jupyter_lab(tmp_path) as running:
        yield running


@pytest.fixture
def open_notebook(page: Page, lab: JupyterLab) -> Callable[[str], Notebook]:
    return lambda name: Notebook.opened(page, lab, name)
