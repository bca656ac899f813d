"""Every notebook, chapter or solution, in a window of 1,000 pixels, with nobody at the keys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.inspection import clipped, faint, outputs_violate, require_axe
from tests.browser.notebook import DARK, LIGHT, Notebook
from tests.browser.server import Jupyter, jupyter
from tools.notebook_runs import NOTEBOOKS, notebooks

NAMES = [str(path.relative_to(NOTEBOOKS).with_suffix("")) for path in notebooks()]
NARROW = {"width": 1000, "height": 900}


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
