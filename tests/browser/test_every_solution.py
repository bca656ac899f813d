"""Every solution runs without a hand too, and is praised where its chapter says "not yet"."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.inspection import clipped, outputs_violate, require_axe
from tests.browser.notebook import DARK, Notebook
from tests.browser.server import Jupyter
from tools.notebook_runs import NOTEBOOKS, notebooks

NAMES = [path.stem for path in notebooks() if path.parent != NOTEBOOKS]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_is_solved(desk: Page, unattended: Jupyter, name: str) -> None:
    twin = Notebook.picked(desk, unattended, f"solutions/{name}")
    twin.use_theme(DARK)
    twin.run_all()
    twin.wait_until_run()
    assert twin.errors_unasked_for() == []
    exercises = [cell for cell in twin.cells if "exercise" in cell.metadata.get("tags", [])]
    expect(twin.panel.locator(".ciba-panel", has_text="Solved.")).to_have_count(len(exercises))
    with twin.unrolled():
        assert clipped(twin.panel) == []
        require_axe()
        assert outputs_violate(twin.page) == []
    twin.close()
