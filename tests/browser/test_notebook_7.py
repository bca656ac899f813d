"""Notebook 08 in Jupyter Notebook 7, the notebooks' other home."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.notebook import Notebook
from tests.browser.server import Jupyter, jupyter
from tests.browser.two_devices import button, has_tokens, wait_for_the_push


@pytest.fixture
def classic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    with jupyter(tmp_path_factory.mktemp("notebook"), "notebook") as running:
        yield running


def test_a_click_on_approve_brings_tokens(page: Page, classic: Jupyter) -> None:
    devices = Notebook.opened(page, classic, "08_two_devices")
    devices.run_all()
    wait_for_the_push(devices)
    devices.screenshot("notebook_7")
    button(devices, "Approve").click()
    has_tokens(devices)
    devices.wait_until_run()
