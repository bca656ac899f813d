"""Every chapter in a window of 1,000 pixels, with nobody at the keys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.inspection import clipped, faint, outputs_violate, require_axe
from tests.browser.notebook import DARK, LIGHT, Notebook
from tests.browser.server import Jupyter
from tools.notebook_runs import NOTEBOOKS, notebooks

NAMES = [path.stem for path in notebooks() if path.parent == NOTEBOOKS]


@pytest.fixture(scope="module", params=NAMES)
def run(request: pytest.FixtureRequest, desk: Page, unattended: Jupyter) -> Iterator[Notebook]:
    """The notebook, after Run All."""
    notebook = Notebook.picked(desk, unattended, request.param)
    notebook.run_all()
    notebook.wait_until_run()
    with notebook.unrolled():
        yield notebook
    notebook.close()


def test_runs_without_a_hand(run: Notebook) -> None:
    assert run.errors_unasked_for() == []
    assert run.dialogs.count() == 0


def test_shows_all_of_it_in_a_narrow_window(run: Notebook) -> None:
    assert clipped(run.panel) == []


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_can_be_read_by_everybody(run: Notebook, theme: str) -> None:
    run.use_theme(theme)
    assert faint(run.panel) == []
    require_axe()
    assert outputs_violate(run.page) == []
